/** A file's verdict: in the browser where that works, else by the server. */
import { postFile } from "@/shared/api/client";
import type { CheckReport } from "@/shared/api/wire";

export interface Verdict {
  report: CheckReport;
  /** Did the file leave this machine for it? */
  sent: boolean;
}

const bundleType = "application/vnd.lem.bundle";
export const isBundle = (file: File) => /\.(lem|zst)$/i.test(file.name);
export const mediaType = (file: File) => (isBundle(file) ? bundleType : "application/json");
export const sizeMax = 64 * 1024 * 1024;

type Answer = { text: string } | { error: string };
const patienceMs = 20_000;

function checkHere(bytes: ArrayBuffer): Promise<CheckReport> {
  const worker = new Worker(new URL("./check.worker.ts", import.meta.url), { type: "module" });
  return new Promise<CheckReport>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("the checker did not answer"));
    }, patienceMs);
    worker.onmessage = (event: MessageEvent<Answer>) => {
      clearTimeout(timer);
      if ("error" in event.data) reject(new Error(event.data.error));
      else resolve(JSON.parse(event.data.text) as CheckReport);
    };
    worker.onerror = () => {
      clearTimeout(timer);
      reject(new Error("the checker could not be started"));
    };
    worker.postMessage(bytes, [bytes]);
  }).finally(() => {
    worker.terminate();
  });
}

/** `onSend` is told before anything leaves this machine. */
export async function checkFile(file: File, onSend: () => void): Promise<Verdict> {
  if (!isBundle(file)) {
    try {
      return { report: await checkHere(await file.arrayBuffer()), sent: false };
    } catch {
      // The server has the same checks; the page says that it was asked.
    }
  }
  onSend();
  return { report: await postFile("/api/v1/results/check", file, mediaType(file)), sent: true };
}
