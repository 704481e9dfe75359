import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { plural } from "@/shared/format/number";
import { lengthsText, shortHardware, shortModel } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { CheckList, checkSummary } from "@/shared/ui/check-list";
import { Icon } from "@/shared/ui/symbols";
import { verdictWords } from "./outcome";
import { Problem, Violations } from "@/shared/ui/problem";
import { publishable, replicatesIn, type Candidate, type Item } from "./submissions";
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

interface LineProps {
  one: Candidate;
  item: Item;
  /** Results of the same natural key, this one among them; fewer than two: none. */
  replicates: readonly Candidate[];
}

function Replicates({ one, replicates }: Omit<LineProps, "item">) {
  const others = replicates.filter((other) => other.key !== one.key);
  if (others.length === 0) return null;
  const named = others.slice(0, 5).map((other) => other.path);
  const rest = others.length - named.length;
  return (
    <p className="small">
      Replicate of {plural(others.length, "other result")}, with the same model, precision, engine and settings,
      hardware, load and lengths: {named.join(", ")}
      {rest > 0 && ` and ${String(rest)} more`}. Each is published as a result of its own.
    </p>
  );
}

/** A line that opens to its checks, which are only drawn then. */
function ResultLine({ one, item: { program, files }, replicates }: LineProps) {
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
              {files.length > 1 && `, of ${plural(files.length, "file")}`}
              {replicates.length > 1 &&
                `, replicate ${String(replicates.indexOf(one) + 1)} of ${String(replicates.length)}`}
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
            <Replicates one={one} replicates={replicates} />
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

/** A file that should hold a result: an archive, or one whose program is known. */
const isBroken = (item: Item) => item.results.length === 0 && (item.unopened || item.program !== null);

/** A file that holds no result, and why. */
function FileLine({ item }: { item: Item }) {
  const broken = isBroken(item);
  const [first] = item.violations;
  const why = item.error?.message ?? (first ? `${first.pointer} ${first.message}`.trim() : "");
  return (
    <li>
      <details className={styles["line"]}>
        <summary>
          <span className={styles[broken ? "bad" : "idle"]}>
            <Icon name={broken ? "cross" : "dash"} />
          </span>
          <span className={styles["what"]}>
            {broken ? <b>{item.path}</b> : item.path}
            {item.program && <small className="muted">{item.program}</small>}
          </span>
          {broken && <span className={cx(styles["verdict"], styles["bad"])}>{why}</span>}
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

function summaryOf(items: readonly Item[], replicates: readonly Candidate[][]): string {
  const all = items.flatMap((item) => item.results);
  const count = (test: (one: Candidate) => boolean) => all.filter(test).length;
  const parts = [
    [count((one) => one.receipt !== null), "published"],
    [count(publishable), "can be published"],
    [count((one) => !one.report.acceptable), "refused"],
    [count((one) => one.sameAs !== null), "there twice"],
    [
      replicates.flat().length,
      `replicates of ${replicates.length === 1 ? "each other" : plural(replicates.length, "configuration")}`,
    ],
  ] as const;
  const without = items.filter((item) => item.state === "checked" && item.results.length === 0);
  const broken = without.filter(isBroken).length;
  const other = without.length - broken;
  const left = items.filter((item) => item.state !== "checked").length;
  return [
    plural(all.length, "result"),
    ...parts.filter(([n]) => n > 0).map(([n, words]) => `${String(n)} ${words}`),
    ...(broken > 0 ? [`${plural(broken, "file")} can’t be read`] : []),
    ...(other > 0 ? [`${plural(other, "other file")} without a result`] : []),
    ...(left > 0 ? [`${plural(left, "file")} to go`] : []),
  ].join(", ");
}

const shownMax = 200;

/** Many results at once, each with its verdict; what is wrong comes first on request. */
export function ResultList({ items, repeating }: { items: readonly Item[]; repeating: number }) {
  const [problemsOnly, setProblemsOnly] = useState(false);
  const [all, setAll] = useState(false);
  const replicates = useMemo(() => replicatesIn(items), [items]);
  const wrong = (one: Candidate) => !one.report.acceptable || one.error !== null;
  const lines = items.flatMap((item) =>
    item.results.map((one) => ({
      key: one.key,
      wrong: wrong(one),
      line: <ResultLine key={one.key} one={one} item={item} replicates={replicates.get(one.naturalKey ?? "") ?? []} />,
    })),
  );
  const chosen = problemsOnly ? lines.filter((one) => one.wrong) : lines;
  const shown = all ? chosen : chosen.slice(0, shownMax);
  const without = items.filter((item) => item.state === "checked" && item.results.length === 0);
  return (
    <section aria-label="Results in these files">
      <p className={styles["summary"]} role="status">
        {summaryOf(items, [...replicates.values()])}.
        {repeating > 0 && ` ${plural(repeating, "more file repeats", "more files repeat")} what these state.`}
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
      <ul className={styles["list"]}>
        {without.filter(isBroken).map((item) => (
          <FileLine key={item.key} item={item} />
        ))}
        {shown.map((one) => one.line)}
      </ul>
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
      <OtherFiles items={without.filter((item) => !isBroken(item))} />
    </section>
  );
}
