/** What files hold, with a verdict on each result: from the browser where that works, else from the server. */
import { postFile } from "@/shared/api/client";
import { importLimits } from "@/shared/api/vocabulary";
import type { FileReport, GivenFacts } from "@/shared/api/wire";
import { bytes, plural } from "@/shared/format/number";
import { packingOf } from "./archive-names";
import type { Question } from "./check.worker";
import type { FoundFile } from "./dropped-files";

/** Files that make one document together; mostly it is one file. */
export interface FileGroup {
  /** Of the document. */
  path: string;
  /** How they become one document; 0 for one file. */
  joining: number;
  files: readonly FoundFile[];
}

export interface Verdict {
  report: FileReport;
  /** Did the file leave this machine for it? */
  sent: boolean;
}

const bundleType = "application/vnd.lem.bundle";
const isBundle = ({ name }: File) => /\.(lem|zst)$/i.test(name) && packingOf(name) === null;
/** The bundle that a group is; undefined if it is none. */
export const bundleOf = ({ files: [first] }: FileGroup): File | undefined =>
  first && isBundle(first.file) ? first.file : undefined;

type Answer = { text: string } | { error: string };
const patienceMs = 60_000;

let worker: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** One question at a time, so that an answer is that of its question; the module stays loaded for the next. */
function askHere(question: () => Promise<Question>): Promise<unknown> {
  const asked = last.then(async () => ask(await question()));
  last = asked.catch(() => undefined);
  return asked;
}

function ask(question: Question): Promise<unknown> {
  worker ??= new Worker(new URL("./check.worker.ts", import.meta.url), { type: "module" });
  const asked = worker;
  return new Promise<unknown>((resolve, reject) => {
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
      else resolve(JSON.parse(event.data.text));
    };
    asked.onerror = () => {
      clearTimeout(timer);
      fail("the checker could not be started");
    };
    asked.postMessage(question, "files" in question ? question.files.map((file) => file.bytes) : []);
  });
}

/**
 * The files as `lem import` groups those of a folder. What only states again what another file states is in no group.
 * Where this browser has no checker, each file is read alone.
 */
export async function groupFiles(found: readonly FoundFile[]): Promise<FileGroup[]> {
  const alone = found.map((file) => ({ path: file.path, joining: 0, files: [file] }));
  if (found.length < 2) return alone;
  try {
    const paths = found.map(({ path }) => path);
    const groups = (await askHere(() => Promise.resolve({ paths }))) as [string, number, string[]][];
    const byPath = new Map(found.map((file) => [file.path, file]));
    const filesAt = (names: string[]) => names.flatMap((name) => byPath.get(name) ?? []);
    return groups.map(([path, joining, names]) => ({ path, joining, files: filesAt(names) }));
  } catch {
    return alone;
  }
}

async function checkBundle(file: File): Promise<FileReport> {
  const report = await postFile("/api/v1/results/check", {}, file, bundleType);
  return { program: "lem", results: [{ document: "", report, run: null, natural_key: null }], violations: [] };
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

async function checkHere(group: FileGroup, given: GivenFacts, goesOn: () => boolean): Promise<FileReport> {
  const report = await askHere(async () => {
    if (!goesOn()) throw new Error("the file was removed");
    const files = group.files.map(async ({ path, file }) => ({ path, bytes: await file.arrayBuffer() }));
    return { files: await Promise.all(files), joining: group.joining, given: JSON.stringify(given) };
  });
  return report as FileReport;
}

/** Throws NeedsServer if only the server can read the file, and may not. */
export async function checkFiles(group: FileGroup, given: GivenFacts, may: Permission): Promise<Verdict> {
  const [first] = group.files;
  if (!first) throw new Error("There is no such file any more.");
  const total = group.files.reduce((sum, { file }) => sum + file.size, 0);
  if (total > importLimits.bytes)
    throw new Error(
      `${group.files.length === 1 ? "The file is" : "The files are"} larger than ${bytes(importLimits.bytes)}.`,
    );
  const bundle = bundleOf(group);
  if (bundle) {
    may.onSend();
    return { report: await checkBundle(bundle), sent: true };
  }
  try {
    return { report: await checkHere(group, given, may.goesOn), sent: false };
  } catch (error) {
    if (!may.goesOn()) throw error;
    const why = error instanceof Error ? error.message : "it failed";
    if (group.joining !== 0)
      throw new Error(
        `This browser can’t join ${plural(group.files.length, "file")} to one result here: ${why}. lem import does.`,
      );
    // The server has the same code; the page says that it was asked.
    if (!may.server && !(await isOwn(first.file))) throw new NeedsServer(`This browser can’t read it here: ${why}.`);
  }
  may.onSend();
  const report = await postFile("/api/v1/results/import", { query: given }, first.file, "application/octet-stream");
  return { report, sent: true };
}

/** What is published of a group: the bundle itself, or the document made of the files. */
export function published(group: FileGroup, document: string): { body: Blob; type: string } {
  const bundle = bundleOf(group);
  return bundle
    ? { body: bundle, type: bundleType }
    : { body: new Blob([document], { type: "application/json" }), type: "application/json" };
}
