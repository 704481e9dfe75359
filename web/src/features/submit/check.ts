/** What a file holds, with a verdict on each result: from the browser where that works, else from the server. */
import { postFile } from "@/shared/api/client";
import type { FileReport, GivenFacts } from "@/shared/api/wire";
import type { Question } from "./check.worker";

export interface Verdict {
  report: FileReport;
  /** Did the file leave this machine for it? */
  sent: boolean;
}

const bundleType = "application/vnd.lem.bundle";
export const isBundle = (file: File) => /\.(lem|zst)$/i.test(file.name);
export const sizeMax = 64 * 1024 * 1024;

type Answer = { text: string } | { error: string };
const patienceMs = 60_000;

let worker: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** One file at a time, so that an answer is that of its question; the module stays loaded for the next. */
function checkHere(question: () => Promise<Question>): Promise<FileReport> {
  const asked = last.then(async () => ask(await question()));
  last = asked.catch(() => undefined);
  return asked;
}

function ask(question: Question): Promise<FileReport> {
  worker ??= new Worker(new URL("./check.worker.ts", import.meta.url), { type: "module" });
  const asked = worker;
  return new Promise<FileReport>((resolve, reject) => {
    const fail = (message: string) => {
      asked.terminate();
      worker = undefined;
      reject(new Error(message));
    };
    const timer = setTimeout(() => {
      fail("the checker did not answer");
    }, patienceMs);
    asked.onmessage = (event: MessageEvent<Answer>) => {
      clearTimeout(timer);
      if ("error" in event.data) fail(event.data.error);
      else resolve(JSON.parse(event.data.text) as FileReport);
    };
    asked.onerror = () => {
      clearTimeout(timer);
      fail("the checker could not be started");
    };
    asked.postMessage(question, [question.bytes]);
  });
}

async function checkBundle(file: File): Promise<FileReport> {
  const report = await postFile("/api/v1/results/check", {}, file, bundleType);
  return { program: "lem", results: [{ document: "", report }], violations: [] };
}

/** `onSend` is told before anything leaves this machine; nothing does once `goesOn` is false. */
export async function checkFile(
  file: File,
  given: GivenFacts,
  goesOn: () => boolean,
  onSend: () => void,
): Promise<Verdict> {
  if (isBundle(file)) {
    onSend();
    return { report: await checkBundle(file), sent: true };
  }
  try {
    const report = await checkHere(async () => {
      if (!goesOn()) throw new Error("the file was removed");
      return { bytes: await file.arrayBuffer(), given: JSON.stringify(given) };
    });
    return { report, sent: false };
  } catch (error) {
    // The server has the same code; the page says that it was asked. A removed file is not sent.
    if (!goesOn()) throw error;
  }
  onSend();
  const report = await postFile("/api/v1/results/import", { query: given }, file, "application/octet-stream");
  return { report, sent: true };
}

/** What is published of a file: the file itself, or the document made of it. */
export const published = (file: File, document: string): { body: Blob; type: string } =>
  isBundle(file)
    ? { body: file, type: bundleType }
    : { body: new Blob([document], { type: "application/json" }), type: "application/json" };
