import { useState } from "react";
import { dataLicence } from "@/shared/api/vocabulary";
import type { CheckReport, GivenFacts } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { CheckList, checkLegend, checkSummary } from "@/shared/ui/check-list";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Notice } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { NeedsServer } from "./check";
import { Drop } from "./drop";
import { filesMax } from "./dropped-files";
import { KnownFacts } from "./given-facts";
import { Outcome, Published } from "./outcome";
import { Problem, Violations } from "@/shared/ui/problem";
import { Publish } from "./publish";
import { ResultList } from "./result-list";
import { useSubmissions, type Item, type Submissions } from "./submissions";
import styles from "./submit-page.module.css";

function Checks({ checks }: Pick<CheckReport, "checks">) {
  if (checks.length === 0) return null;
  return (
    <section className={layout["section"]} aria-labelledby="checks">
      <header>
        <h2 id="checks">Checks</h2>
        <p className="small muted">
          {checkSummary(checks)} {checkLegend(checks)}
        </p>
      </header>
      <CheckList checks={checks} />
    </section>
  );
}

function WhatIsChecked() {
  return (
    <section className={layout["section"]} aria-labelledby="what">
      <header>
        <h2 id="what">What is checked</h2>
      </header>
      <div className={layout["stack"]}>
        <p className="prose small">
          A document is read strictly: every field that breaks the{" "}
          <a href={at("/api/v1/schemas/result.json")}>schema</a> is listed with its place. Then the arithmetic is done
          again, from tokens, energy and time, and compared with the document and with what the devices can do.
          Impossible results are refused; doubtful ones are published with a warning that everybody sees.
        </p>
        <p className="prose small">
          A file of another program is recognised by its content and turned into documents of lem, without the paths,
          host names, prompts and answers in it. Files of a folder or an archive that make one result together are
          joined as <code>lem import</code> joins them. That happens in this browser; where it can’t (without HTTPS, for
          example), the page asks before it sends the file to the server for it.
        </p>
        <p className="prose small">
          Published results stand under{" "}
          <a href={dataLicence.address} rel="license">
            {dataLicence.name}
          </a>
          : everybody may use them who names where they are from.
        </p>
      </div>
    </section>
  );
}

/** Other programs' files may hold prompts, answers and paths: they are sent only if the visitor says so. */
function AskServer({ submissions, given }: { submissions: Submissions; given: GivenFacts }) {
  const files = submissions.needServer;
  const [first] = files;
  if (!first || submissions.checking) return null;
  return (
    <div role="alert">
      <Notice>
        <b>{first.error?.message}</b> The server can read {plural(files.length, "file")} for you. It gets the whole
        file, with whatever prompts, answers and paths are in it, and keeps nothing.{" "}
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            submissions.askServer(given);
          }}
        >
          Send {plural(files.length, "file")} to the server
        </button>
      </Notice>
    </div>
  );
}

function Progress({ submissions: { items, opening, sending } }: { submissions: Submissions }) {
  const done = items.filter((item) => item.state === "checked").length;
  const words = opening
    ? "Opening the files…"
    : sending
      ? "The server is checking the file…"
      : "Checking in this browser…";
  return (
    <div className={styles["progress"]}>
      <p className="small muted" role="status">
        {words}
      </p>
      {items.length > 1 && <progress aria-label="Files checked" value={done} max={items.length} />}
    </div>
  );
}

const isMany = (items: readonly Item[]) => items.length > 1 || (items[0]?.results.length ?? 0) > 1;

/** One file with one result, or none: the whole story. Several: a line for each. */
function Verdicts({ submissions }: { submissions: Submissions }) {
  const { items, checking } = submissions;
  const [item] = items;
  const [one] = item?.results ?? [];
  const many = isMany(items);
  return (
    <>
      {checking && <Progress submissions={submissions} />}
      {many && <ResultList items={items} repeating={submissions.repeating} />}
      {!many && item?.error && !(item.error instanceof NeedsServer) && <Problem error={item.error} />}
      {!many && item?.state === "checked" && item.violations.length > 0 && (
        <div role="alert">
          <Notice>
            <b>There is no result in it that can be published.</b>
          </Notice>
          <Violations items={item.violations} />
        </div>
      )}
      {!many && item && one && (one.receipt ? <Published receipt={one.receipt} /> : <Outcome one={one} item={item} />)}
    </>
  );
}

export function SubmitPage() {
  useTitle("Submit results");
  const submissions = useSubmissions();
  const [given, setGiven] = useState<GivenFacts>({});
  const [more, setMore] = useState(false);
  const all = submissions.items.flatMap((item) => item.results);
  const [only] = all;
  const many = isMany(submissions.items);
  const foreign = submissions.items.some((item) => item.program !== "lem" && item.state === "checked");
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Submit results</h1>
          <p className={layout["lead"]}>
            Files are checked first, in your browser where that is possible. Nothing is published until you press
            Publish.
          </p>
        </div>
      </div>
      <div className={layout["stack"]}>
        <Drop
          items={submissions.items}
          onFiles={({ files, more }) => {
            setMore(more);
            submissions.choose(files, given);
          }}
        />
        {more && (
          <Notice>
            There are more than {count(filesMax)} files. Those above are the first; drop the others after these, or use{" "}
            <code>lem import</code>.
          </Notice>
        )}
        {foreign && (
          <KnownFacts
            disabled={submissions.checking || submissions.publishing}
            onGiven={(facts) => {
              setGiven(facts);
              submissions.again(facts);
            }}
          />
        )}
        <AskServer submissions={submissions} given={given} />
        {!many && <Verdicts submissions={submissions} />}
      </div>
      <div className={cx(layout["columns"], styles["spaced"], many && styles["publishFirst"])}>
        <div>
          {many && <Verdicts submissions={submissions} />}
          {only && all.length === 1 && !many ? <Checks checks={only.report.checks} /> : !many && <WhatIsChecked />}
        </div>
        <div className={styles["sticky"]}>
          {only && !(all.length === 1 && only.receipt) && <Publish submissions={submissions} />}
          <section className={layout["section"]} aria-labelledby="cli">
            <header>
              <h2 id="cli">From a terminal</h2>
            </header>
            <div className={data["code"]}>
              <code tabIndex={0}>lem import runs/{"\n"}lem submit imported/*/result.json</code>
            </div>
          </section>
        </div>
      </div>
    </main>
  );
}
