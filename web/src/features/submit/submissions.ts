/** The files that a visitor wants to publish: what they hold, and what became of each result. */
import { useRef, useState } from "react";
import { ApiError, postFile, type Violation } from "@/shared/api/client";
import type { CheckReport, GivenFacts, Receipt } from "@/shared/api/wire";
import { bytes } from "@/shared/format/number";
import { checkFile, NeedsServer, published, sizeMax, type Permission } from "./check";
import type { FoundFile } from "./dropped-files";

/** One result of a file. */
export interface Candidate {
  key: string;
  path: string;
  body: Blob;
  type: string;
  report: CheckReport;
  /** The file that has the same run. */
  sameAs: string | null;
  receipt: Receipt | null;
  error: Error | null;
}

export interface Item {
  key: string;
  file: File;
  path: string;
  state: "waiting" | "checking" | "checked";
  /** That wrote the file; null if it was not recognised. */
  program: string | null;
  sent: boolean;
  violations: readonly Violation[];
  error: Error | null;
  results: readonly Candidate[];
}

const fresh = ({ file, path }: FoundFile, key: string): Item => ({
  key,
  file,
  path,
  state: "waiting",
  program: null,
  sent: false,
  violations: [],
  error: null,
  results: [],
});

/** Which run a document is of. */
function runOf(document: string): string | null {
  try {
    return (JSON.parse(document) as { experiment?: { id?: string } }).experiment?.id ?? null;
  } catch {
    return null;
  }
}

interface Reading {
  given: GivenFacts;
  runs: Map<string, string>;
  may: Permission;
}

async function read(item: Item, { given, runs, may }: Reading): Promise<Item> {
  if (item.file.size > sizeMax)
    return {
      ...item,
      state: "checked",
      error: new Error(`The file is larger than ${bytes(sizeMax)}.`),
    };
  try {
    const { report, sent } = await checkFile(item.file, given, may);
    const results = report.results.map(({ document, report: verdict }, i): Candidate => {
      const run = runOf(document);
      const sameAs = run === null ? null : (runs.get(run) ?? null);
      if (run !== null && sameAs === null) runs.set(run, item.path);
      return {
        key: `${item.key}-${String(i)}`,
        path: item.path,
        ...published(item.file, document),
        report: verdict,
        sameAs,
        receipt: null,
        error: null,
      };
    });
    return { ...item, state: "checked", program: report.program, sent, violations: report.violations, results };
  } catch (error) {
    return { ...item, state: "checked", error: error instanceof Error ? error : new Error("The file was not read.") };
  }
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
    return { ...one, error: error instanceof Error ? error : new Error("It was not published.") };
  }
}

export function useSubmissions() {
  const [items, setItems] = useState<readonly Item[]>([]);
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
    for (const item of list) {
      replace({ ...item, state: "checking" });
      const done = await read(item, reading);
      if (!goesOn()) return;
      setSending(false);
      replace(done);
    }
  };
  const restart = (found: readonly FoundFile[], given: GivenFacts, server = false) => {
    round.current += 1;
    runs.current = new Map();
    const list = found.map((one, i) => fresh(one, `${String(round.current)}-${String(i)}`));
    setItems(list);
    setSending(false);
    void readAll(list, given, server);
  };

  return {
    items,
    /** A file is being read by the server. */
    sending,
    publishing,
    checking: items.some((item) => item.state !== "checked"),
    /** Files that only the server can read, which waits for the visitor's word. */
    needServer: items.filter((item) => item.error instanceof NeedsServer),
    choose: (found: readonly FoundFile[], given: GivenFacts) => {
      mayAskServer.current = false;
      restart(found, given);
    },
    /** Reads the same files again, with other facts. */
    again: (given: GivenFacts) => {
      restart(items, given, mayAskServer.current);
    },
    /** Lets the server read what this browser cannot. */
    askServer: (given: GivenFacts) => {
      mayAskServer.current = true;
      restart(items, given, true);
    },
    /** Publishes what can be published and was not yet; what fails stays, with its error. */
    publish: async (onRefused: () => void) => {
      const mine = round.current;
      setPublishing(true);
      for (const item of items) {
        let changed = item;
        for (const one of item.results.filter(publishable)) {
          const done = await publishPatiently(one, () => round.current === mine);
          if (round.current !== mine) {
            setPublishing(false);
            return;
          }
          changed = { ...changed, results: changed.results.map((other) => (other.key === one.key ? done : other)) };
          replace(changed);
          const status = done.error instanceof ApiError ? done.error.status : 0;
          if (status === 401 || status === 403) {
            onRefused();
            setPublishing(false);
            return;
          }
        }
      }
      setPublishing(false);
    },
  };
}

export type Submissions = ReturnType<typeof useSubmissions>;
