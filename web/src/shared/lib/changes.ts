/** Changes on the server as they happen, over server-sent events. */
import { at } from "./base-path";

const firstWaitMs = 1000;
const longestWaitMs = 60_000;
/** A page that nobody has looked at for this long follows nothing until it is looked at again. */
export const hiddenMs = 5 * 60_000;

/** How long changes are gathered before the call. Readers of one server ask at different moments. */
export const spread = () => 200 + 800 * Math.random();
/** Of a server that has one reader. */
export const soon = () => 50;

/**
 * Calls `onChange` after changes of the topic, and after an interruption, in which changes may have been missed. Several
 * changes in a short time, which `gatheringMs` says, are one call. A page that stays hidden holds no
 * connection. Returns what ends it.
 */
export function followChanges(topic: "results", onChange: () => void, gatheringMs: () => number = spread): () => void {
  if (typeof EventSource === "undefined") return () => undefined;
  let source: EventSource | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let reconnection: ReturnType<typeof setTimeout> | undefined;
  let call: ReturnType<typeof setTimeout> | undefined;
  let waitMs = firstWaitMs;
  let interrupted = false;
  const changed = () => {
    call ??= setTimeout(() => {
      call = undefined;
      onChange();
    }, gatheringMs());
  };
  const connect = () => {
    const stream = new EventSource(at(`/api/v1/events?topics=${topic}`));
    source = stream;
    stream.addEventListener("changed", changed);
    stream.addEventListener("gap", changed);
    stream.addEventListener("open", () => {
      waitMs = firstWaitMs;
      if (interrupted) changed();
      interrupted = false;
    });
    stream.addEventListener("error", () => {
      interrupted = true;
      // The browser connects again by itself, except where the server refused.
      if (stream.readyState !== EventSource.CLOSED) return;
      reconnection = setTimeout(connect, waitMs * (0.5 + Math.random()));
      waitMs = Math.min(2 * waitMs, longestWaitMs);
    });
  };
  const disconnect = () => {
    clearTimeout(reconnection);
    source?.close();
    source = undefined;
    interrupted = true;
  };
  const looked = () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(disconnect, hiddenMs);
    else if (!source) connect();
  };
  connect();
  document.addEventListener("visibilitychange", looked);
  return () => {
    document.removeEventListener("visibilitychange", looked);
    clearTimeout(resting);
    clearTimeout(call);
    disconnect();
  };
}
