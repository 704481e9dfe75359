import { useEffect, useState } from "react";
import styles from "./control.module.css";

/** Copies a text and says so for a moment. */
export function CopyButton({
  text,
  label,
  look = "plain",
}: {
  text: () => string | Promise<string>;
  label: string;
  look?: "plain" | "quiet" | "full";
}) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => {
      setState("idle");
    }, 2000);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);
  const copy = () => {
    // Without a secure origin there is no clipboard.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (!clipboard) {
      setState("failed");
      return;
    }
    const write = async () => clipboard.writeText(await text());
    write().then(
      () => {
        setState("done");
      },
      () => {
        setState("failed");
      },
    );
  };
  const names = [styles["button"], look === "full" ? "" : styles[look]].join(" ");
  return (
    <button type="button" className={names} onClick={copy}>
      <span aria-live="polite">{state === "idle" ? label : state === "done" ? "Copied" : "Copy refused"}</span>
    </button>
  );
}
