/** The files that a visitor wants to publish: what they hold, and what became of each result. */
import { useRef, useState } from "react";
import { ApiError, postFile, type Violation } from "@/shared/api/client";
import type { CheckReport, GivenFacts, Receipt } from "@/shared/api/wire";
import { packingOf } from "./archive-names";
import { checkFiles, groupFiles, NeedsServer, published, type FileGroup, type Permission } from "./check";
import type { FoundFile } from "./dropped-files";

/** One result of a file, or of files that make one document together. */
export interface Candidate {
  key: string;
  path: string;
  body: Blob;
  type: string;
  report: CheckReport;
  /** The file that has the same run. */
  sameAs: string | null;
  /** That of its replicates too; null if it has none, or nobody can tell. */
  naturalKey: string | null;
  receipt: Receipt | null;
  error: Error | null;
}

export interface Item extends FileGroup {
  key: string;
  /** An archive that is refused, which is not tried again. */
  unopened: boolean;
  state: "waiting" | "checking" | "checked";
  /** That wrote the file; null if it was not recognised. */
  program: string | null;
  sent: boolean;
  violations: readonly Violation[];
  error: Error | null;
  results: readonly Candidate[];
}

export const sizeOf = (group: FileGroup) => group.files.reduce((sum, { file }) => sum + file.size, 0);

const fresh = (group: FileGroup, key: string): Item => ({
  ...group,
  key,
  unopened: false,
  state: "waiting",
  program: null,
  sent: false,
  violations: [],
  error: null,
  results: [],
});

const asError = (error: unknown, otherwise: string) => (error instanceof Error ? error : new Error(otherwise));

interface Failed {
  found: FoundFile;
  error: Error;
}

/** The files out of what is packed; nothing of an archive that is refused. */
async function openAll(found: readonly FoundFile[]): Promise<{ files: FoundFile[]; failed: Failed[] }> {
  const files: FoundFile[] = [];
  const failed: Failed[] = [];
  for (const one of found) {
    if (packingOf(one.path) === null) {
      files.push(one);
      continue;
    }
    try {
      const { opened } = await import("./archives");
      files.push(...(await opened(one)));
    } catch (error) {
      failed.push({ found: one, error: asError(error, "The archive was not opened.") });
    }
  }
  return { files, failed };
}

interface Opened {
  /** One for each document and for each archive that cannot be opened. */
  items: Item[];
  /** Files that only state again what others state. */
  repeating: number;
}

async function itemsOf(found: readonly FoundFile[], round: number): Promise<Opened> {
  const { files, failed } = await openAll(found);
  const groups = await groupFiles(files);
  const repeating = files.length - groups.reduce((sum, group) => sum + group.files.length, 0);
  const refused = failed.map(({ found: one, error }) => ({
    group: { path: one.path, joining: 0, files: [one] },
    error,
  }));
  const lines = [...refused, ...groups.map((group) => ({ group, error: null }))];
  const items = lines.map(({ group, error }, i): Item => {
    const item = fresh(group, `${String(round)}-${String(i)}`);
    return error ? { ...item, unopened: true, state: "checked", error } : item;
  });
  return { items, repeating };
}

interface Reading {
  given: GivenFacts;
  runs: Map<string, string>;
  may: Permission;
}

async function read(item: Item, { given, runs, may }: Reading): Promise<Item> {
  try {
    const { report, sent } = await checkFiles(item, given, may);
    const results = report.results.map(({ document, report: verdict, run, natural_key }, i): Candidate => {
      const sameAs = run === null ? null : (runs.get(run) ?? null);
      if (run !== null && sameAs === null) runs.set(run, item.path);
      return {
        key: `${item.key}-${String(i)}`,
        path: item.path,
        ...published(item, document),
        report: verdict,
        sameAs,
        naturalKey: natural_key,
        receipt: null,
        error: null,
      };
    });
    return { ...item, state: "checked", program: report.program, sent, violations: report.violations, results };
  } catch (error) {
    return { ...item, state: "checked", error: asError(error, "The file was not read.") };
  }
}

/** The results that are replicates of each other, by their natural key. A run that is there twice is one. */
export function replicatesIn(items: readonly Item[]): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const one of items.flatMap((item) => item.results)) {
    if (one.naturalKey === null || one.sameAs !== null || !one.report.acceptable) continue;
    groups.set(one.naturalKey, [...(groups.get(one.naturalKey) ?? []), one]);
  }
  return new Map([...groups].filter(([, results]) => results.length > 1));
}

export const publishable = (one: Candidate) => one.report.acceptable && one.sameAs === null && one.receipt === null;

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Waits as long as the server asks for, when it asks for fewer requests. */
async function publishPatiently(one: Candidate, goesOn: () => boolean): Promise<Candidate> {
  try {
    return { ...one, error: null, receipt: await postFile("/api/v1/results", {}, one.body, one.type) };
  } catch (error) {
    if (error instanceof ApiError && error.status === 429 && error.retryAfterS !== null && goesOn()) {
      await pause(error.retryAfterS);
      return publishPatiently(one, goesOn);
    }
    return { ...one, error: asError(error, "It was not published.") };
  }
}

/** One after the other. True if the server wants another account, or none is signed in: the rest waits. */
async function publishAll(items: readonly Item[], goesOn: () => boolean, replace: (changed: Item) => void) {
  for (const item of items) {
    let changed = item;
    for (const one of item.results.filter(publishable)) {
      const done = await publishPatiently(one, goesOn);
      if (!goesOn()) return false;
      changed = { ...changed, results: changed.results.map((other) => (other.key === one.key ? done : other)) };
      replace(changed);
      if (done.error instanceof ApiError && [401, 403].includes(done.error.status)) return true;
    }
  }
  return false;
}

export function useSubmissions() {
  const [items, setItems] = useState<readonly Item[]>([]);
  const [repeating, setRepeating] = useState(0);
  const [opening, setOpening] = useState(false);
  const [sending, setSending] = useState(false);
  const [publishing, setPublishing] = useState(false);
  /** Rises when the list is emptied or read again: what is still under way is for an older one. */
  const round = useRef(0);
  const runs = useRef(new Map<string, string>());
  const mayAskServer = useRef(false);

  const replace = (changed: Item) => {
    setItems((before) => before.map((item) => (item.key === changed.key ? changed : item)));
  };
  const readAll = async (list: readonly Item[], given: GivenFacts, server: boolean) => {
    const mine = round.current;
    const goesOn = () => round.current === mine;
    const onSend = () => {
      setSending(true);
    };
    const reading = { given, runs: runs.current, may: { goesOn, server, onSend } };
    for (const item of list.filter(({ state }) => state === "waiting")) {
      replace({ ...item, state: "checking" });
      const done = await read(item, reading);
      if (!goesOn()) return;
      setSending(false);
      replace(done);
    }
  };
  const start = (list: readonly Item[], given: GivenFacts, server: boolean) => {
    runs.current = new Map();
    setItems(list);
    setSending(false);
    void readAll(list, given, server);
  };
  const choose = async (found: readonly FoundFile[], given: GivenFacts) => {
    round.current += 1;
    mayAskServer.current = false;
    setItems([]);
    const mine = round.current;
    setOpening(found.length > 0);
    const opened = await itemsOf(found, mine);
    if (round.current !== mine) return;
    setOpening(false);
    setRepeating(opened.repeating);
    start(opened.items, given, false);
  };
  /** Reads the same documents again. */
  const again = (given: GivenFacts) => {
    round.current += 1;
    const list = items.map((item) => (item.unopened ? item : fresh(item, item.key)));
    start(list, given, mayAskServer.current);
  };

  return {
    items,
    /** How many files only state again what others of the same folder state. */
    repeating,
    /** Archives are being opened, and the files of a folder grouped. */
    opening,
    /** A file is being read by the server. */
    sending,
    publishing,
    checking: opening || items.some((item) => item.state !== "checked"),
    /** Files that only the server can read, which waits for the visitor's word. */
    needServer: items.filter((item) => item.error instanceof NeedsServer),
    choose: (found: readonly FoundFile[], given: GivenFacts) => void choose(found, given),
    again,
    /** Lets the server read what this browser cannot. */
    askServer: (given: GivenFacts) => {
      mayAskServer.current = true;
      again(given);
    },
    /** Publishes what can be published and was not yet; what fails stays, with its error. */
    publish: async (onRefused: () => void) => {
      const mine = round.current;
      setPublishing(true);
      const refused = await publishAll(items, () => round.current === mine, replace);
      setPublishing(false);
      if (refused) onRefused();
    },
  };
}

export type Submissions = ReturnType<typeof useSubmissions>;
