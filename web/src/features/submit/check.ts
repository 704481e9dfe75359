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

/** This browser cannot read the file, and it may hold what nobody wants to send: prompts, answers, paths. */
export class NeedsServer extends Error {}

/** A document of lem has nothing private in it. */
async function isOwn(file: File): Promise<boolean> {
  const start = await file.slice(0, 4096).text();
  return start.includes('"schema_version"') && start.includes('"tool"');
}

export interface Permission {
  /** False once the file was removed: nothing of it is sent then. */
  goesOn: () => boolean;
  /** Whether the visitor lets the server read other programs' files. */
  server: boolean;
  /** Is told before anything leaves this machine. */
  onSend: () => void;
}

/** Throws NeedsServer if only the server can read the file, and may not. */
export async function checkFile(file: File, given: GivenFacts, may: Permission): Promise<Verdict> {
  if (isBundle(file)) {
    may.onSend();
    return { report: await checkBundle(file), sent: true };
  }
  try {
    const report = await checkHere(async () => {
      if (!may.goesOn()) throw new Error("the file was removed");
      return { bytes: await file.arrayBuffer(), given: JSON.stringify(given) };
    });
    return { report, sent: false };
  } catch (error) {
    if (!may.goesOn()) throw error;
    // The server has the same code; the page says that it was asked.
    if (!may.server && !(await isOwn(file)))
      throw new NeedsServer(
        `This browser can’t read it here: ${error instanceof Error ? error.message : "it failed"}.`,
      );
  }
  may.onSend();
  const report = await postFile("/api/v1/results/import", { query: given }, file, "application/octet-stream");
  return { report, sent: true };
}

/** What is published of a file: the file itself, or the document made of it. */
export const published = (file: File, document: string): { body: Blob; type: string } =>
  isBundle(file)
    ? { body: file, type: bundleType }
    : { body: new Blob([document], { type: "application/json" }), type: "application/json" };
