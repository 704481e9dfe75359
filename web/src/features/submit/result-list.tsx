import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { plural } from "@/shared/format/number";
import { lengthsText, shortHardware, shortModel } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { CheckList, checkSummary } from "@/shared/ui/check-list";
import { Icon } from "@/shared/ui/symbols";
import { verdictWords } from "./outcome";
import { Problem, Violations } from "./problem";
import { publishable, type Candidate, type Item } from "./submissions";
import styles from "./submit-page.module.css";

function toneOf(one: Candidate): { icon: "check" | "warn" | "cross" | "dash"; tone: string } {
  if (one.receipt) return { icon: "check", tone: "good" };
  if (one.error) return { icon: "cross", tone: "bad" };
  if (one.sameAs) return { icon: "dash", tone: "idle" };
  if (!one.report.acceptable) return { icon: "cross", tone: "bad" };
  const warned = one.report.checks.some((check) => check.outcome === "warning");
  return warned ? { icon: "warn", tone: "warn" } : { icon: "check", tone: "good" };
}

function title({ report, path }: Candidate): string {
  const { row } = report;
  if (!row) return path;
  return [shortModel(row.model), row.engine, shortHardware(row.hardware), row.load, lengthsText(row)]
    .filter(Boolean)
    .join(" · ");
}

/** A line that opens to its checks, which are only drawn then. */
function ResultLine({ one, program }: { one: Candidate; program: string | null }) {
  const [open, setOpen] = useState(false);
  const { icon, tone } = toneOf(one);
  return (
    <li>
      <details
        className={styles["line"]}
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
        }}
      >
        <summary>
          <span className={styles[tone]}>
            <Icon name={icon} />
          </span>
          <span className={styles["what"]}>
            <b>{title(one)}</b>
            <small className="muted">
              {one.path}
              {program && `, ${program}`}
            </small>
          </span>
          <span className={cx(styles["verdict"], styles[tone])}>{verdictWords(one)}</span>
        </summary>
        {open && (
          <div className={styles["inside"]}>
            {one.error && <Problem error={one.error} />}
            {one.receipt && (
              <Link to="/results/$resultId" params={{ resultId: one.receipt.id }}>
                See the result
              </Link>
            )}
            <Violations items={one.report.violations} />
            {one.report.checks.length > 0 && (
              <>
                <p className="small muted">{checkSummary(one.report.checks)}</p>
                <CheckList checks={one.report.checks} />
              </>
            )}
          </div>
        )}
      </details>
    </li>
  );
}

/** A file that holds no result, and why. */
function FileLine({ item }: { item: Item }) {
  return (
    <li>
      <details className={styles["line"]}>
        <summary>
          <span className={styles["idle"]}>
            <Icon name="dash" />
          </span>
          <span className={styles["what"]}>{item.path}</span>
        </summary>
        <div className={styles["inside"]}>
          {item.error && <Problem error={item.error} />}
          <Violations items={item.violations} />
        </div>
      </details>
    </li>
  );
}

function OtherFiles({ items }: { items: readonly Item[] }) {
  if (items.length === 0) return null;
  return (
    <details className={styles["facts"]}>
      <summary>{plural(items.length, "file")} without a result</summary>
      <ul className={styles["list"]}>
        {items.map((item) => (
          <FileLine key={item.key} item={item} />
        ))}
      </ul>
    </details>
  );
}

function summaryOf(items: readonly Item[]): string {
  const all = items.flatMap((item) => item.results);
  const count = (test: (one: Candidate) => boolean) => all.filter(test).length;
  const parts = [
    [count((one) => one.receipt !== null), "published"],
    [count(publishable), "can be published"],
    [count((one) => !one.report.acceptable), "refused"],
    [count((one) => one.sameAs !== null), "there twice"],
  ] as const;
  const unread = items.filter((item) => item.state === "checked" && item.results.length === 0).length;
  const left = items.filter((item) => item.state !== "checked").length;
  return [
    plural(all.length, "result"),
    ...parts.filter(([n]) => n > 0).map(([n, words]) => `${String(n)} ${words}`),
    ...(unread > 0 ? [`${plural(unread, "other file")} without a result`] : []),
    ...(left > 0 ? [`${plural(left, "file")} to go`] : []),
  ].join(", ");
}

const shownMax = 200;

/** Many results at once, each with its verdict; what is wrong comes first on request. */
export function ResultList({ items }: { items: readonly Item[] }) {
  const [problemsOnly, setProblemsOnly] = useState(false);
  const [all, setAll] = useState(false);
  const wrong = (one: Candidate) => !one.report.acceptable || one.error !== null;
  const lines = items.flatMap((item) =>
    item.results.map((one) => ({
      key: one.key,
      wrong: wrong(one),
      line: <ResultLine key={one.key} one={one} program={item.program} />,
    })),
  );
  const chosen = problemsOnly ? lines.filter((one) => one.wrong) : lines;
  const shown = all ? chosen : chosen.slice(0, shownMax);
  return (
    <section aria-label="Results in these files">
      <p className={styles["summary"]} role="status">
        {summaryOf(items)}.
      </p>
      <label className={styles["only"]}>
        <input
          type="checkbox"
          checked={problemsOnly}
          onChange={(event) => {
            setProblemsOnly(event.target.checked);
          }}
        />
        Only those with a problem
      </label>
      <ul className={styles["list"]}>{shown.map((one) => one.line)}</ul>
      {shown.length < chosen.length && (
        <button
          type="button"
          className={styles["more"]}
          onClick={() => {
            setAll(true);
          }}
        >
          Show all {chosen.length}
        </button>
      )}
      <OtherFiles items={items.filter((item) => item.state === "checked" && item.results.length === 0)} />
    </section>
  );
}
