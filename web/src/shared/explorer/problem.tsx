/** What a page says while it loads, and where it has nothing to show. */
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import control from "../ui/control.module.css";
import data from "../ui/data.module.css";

/** Keeps what is below it where it will be. */
export function Loading({ what }: { what: string }) {
  return (
    <div className={data["empty"]} role="status">
      <p>Loading {what}…</p>
      {Array.from({ length: 8 }, (_, i) => (
        <p key={i} aria-hidden="true">
          <span className={data["ghost"]} />
        </p>
      ))}
    </div>
  );
}

interface FailureProps {
  title: string;
  error: Error;
  onRetry: () => void;
  children?: ReactNode;
}

export function Failure({ title, error, onRetry, children }: FailureProps) {
  const reasons = error instanceof ApiError ? error.violations : [];
  const id = error instanceof ApiError ? error.requestId : null;
  return (
    <div className={data["empty"]} role="alert">
      <b>{title}</b>
      <p>
        {error.message}
        {reasons.map(({ pointer, message }) => ` ${pointer.slice(1)} ${message}.`).join("")}
        {id && (
          <>
            {" "}
            Request <code>{id}</code>.
          </>
        )}
      </p>
      <button type="button" className={control["button"]} onClick={onRetry}>
        Try again
      </button>{" "}
      {children}
    </div>
  );
}

export const isUnknown = (error: Error | null) => error instanceof ApiError && error.status === 404;
