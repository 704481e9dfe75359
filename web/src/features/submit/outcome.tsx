import { Link } from "@tanstack/react-router";
import type { Receipt } from "@/shared/api/wire";
import { plural } from "@/shared/format/number";
import { trustWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { Board } from "@/shared/ui/board";
import control from "@/shared/ui/control.module.css";
import { Notice } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { bundleOf } from "./check";
import { Violations } from "@/shared/ui/problem";
import type { Candidate, Item } from "./submissions";

const counts = ({ report }: Candidate) => {
  const of = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).length;
  return { warnings: of("warning"), rejected: of("rejected") };
};

/** In few words, for a line of a list. */
export function verdictWords(one: Candidate): string {
  const { warnings, rejected } = counts(one);
  if (one.receipt) return one.receipt.created ? "published" : "already published";
  if (one.error) return "not published";
  if (one.sameAs) return `the same run as in ${one.sameAs}`;
  if (one.report.violations.length > 0)
    return `does not match the schema in ${plural(one.report.violations.length, "place")}`;
  if (!one.report.acceptable) return `refused by ${plural(rejected, "check")}`;
  return warnings > 0 ? plural(warnings, "warning") : "can be published";
}

/** One result, as it stands before it is published. */
export function Outcome({ one, item }: { one: Candidate; item: Item }) {
  const { report } = one;
  const { warnings, rejected } = counts(one);
  const where = item.sent
    ? `${bundleOf(item) ? "A bundle is compressed, so it" : "It"} was sent to the server for checking; nothing has been published.`
    : "It was checked in this browser; nothing has been sent.";
  return (
    <div className={layout["stack"]}>
      <div role="status">
        {report.acceptable ? (
          <Notice kind="info">
            <b>Can be published{warnings > 0 ? `, with ${plural(warnings, "warning")}` : ""}.</b>{" "}
            {report.row && `It will be listed as ${trustWord(report.row.trust)}.`} {where}
          </Notice>
        ) : (
          <Notice>
            <b>Can’t be published.</b>{" "}
            {report.violations.length > 0
              ? `The document does not match its schema in ${plural(report.violations.length, "place")}.`
              : `${plural(rejected, "check")} found it impossible or inconsistent.`}{" "}
            {where}
          </Notice>
        )}
      </div>
      <Violations items={report.violations} />
      {report.row && (
        <section className={layout["section"]} aria-labelledby={`preview-${one.key}`}>
          <header>
            <h2 id={`preview-${one.key}`}>As it will appear</h2>
          </header>
          <Board
            caption="Preview of the row"
            rows={[{ row: report.row, rank: { reason: "ranked once it is published" } }]}
            link={false}
          />
        </section>
      )}
    </div>
  );
}

export function Published({ receipt }: { receipt: Receipt }) {
  return (
    <div className={layout["stack"]} role="status">
      <Notice kind="info">
        <b>{receipt.created ? "Published." : "Already published."}</b>{" "}
        {receipt.created
          ? "It is durable and will be on the leaderboard within a second."
          : "These very bytes were published before; nothing was added."}
      </Notice>
      <p>
        <Link
          className={cx(control["button"], control["primary"])}
          to="/results/$resultId"
          params={{ resultId: receipt.id }}
        >
          See the result
        </Link>
      </p>
    </div>
  );
}
