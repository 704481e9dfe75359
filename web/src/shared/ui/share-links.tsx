/** What leads others to this state of a page: its address or, where that is too long to be sent, the address of a view that the server keeps; and the answer, frozen. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, postJson } from "../api/client";
import { usePrivateView } from "../api/private-view";
import { savedRowsMax } from "../api/vocabulary";
import { basePath } from "../lib/base-path";
import control from "./control.module.css";
import { CopyButton } from "./copy-button";

/** Longer addresses are cut by mail programs and chats. */
export const addressLengthMax = 1800;

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The button that led here is gone: the focus goes to the heading. */
    focusHeading?: boolean;
    /** The id of the saved view on which the choice was made that led here. */
    leftView?: string;
  }
}

const pathNow = () => location.pathname.slice(basePath.length) || "/";

const save = (rows = 1) =>
  postJson("/api/v1/views", {
    path: pathNow(),
    query: location.search.slice(1),
    rows: Math.min(Math.max(rows, 1), savedRowsMax),
  });

/** The address of a kept view where that of the page is too long; the page's own if it can't be kept. */
async function sharedAddress(canSave: boolean, rows: number | undefined): Promise<string> {
  if (!canSave || location.href.length <= addressLengthMax) return location.href;
  try {
    return location.origin + (await save(rows)).url;
  } catch {
    return location.href;
  }
}

interface Props {
  /** Of a list: how many are shown. */
  rows?: number;
  look?: "plain" | "full";
}

export function ShareLinks({ rows, look = "plain" }: Props) {
  const navigate = useNavigate();
  const [state, setState] = useState<"idle" | "busy" | { refused: string }>("idle");
  // A saved view is frozen already.
  const canSave = usePrivateView().view === undefined && !pathNow().startsWith("/v/");
  const freeze = () => {
    setState("busy");
    save(rows).then(
      ({ id }) =>
        void navigate({
          to: "/v/$viewId",
          params: { viewId: id },
          state: (before) => ({ ...before, focusHeading: true }),
        }),
      (error: unknown) => {
        const reasons = error instanceof ApiError ? error.violations.map(({ message }) => ` ${message}`).join(";") : "";
        setState({ refused: (error instanceof Error ? error.message : "It can't be frozen.") + reasons });
      },
    );
  };
  return (
    <>
      <CopyButton look={look} label="Copy link" text={() => sharedAddress(canSave, rows)} />
      {canSave && (
        <button
          type="button"
          className={[control["button"], look === "plain" ? control["plain"] : ""].join(" ")}
          title="Keep this answer as it is now, at an address of its own"
          disabled={state === "busy"}
          onClick={freeze}
        >
          Freeze
        </button>
      )}
      {typeof state === "object" && (
        <span role="alert" className="small">
          {state.refused}
        </span>
      )}
    </>
  );
}
