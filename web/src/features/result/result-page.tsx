import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "@/shared/api/client";
import { apiQuery } from "@/shared/api/queries";
import type { ResultDetail } from "@/shared/api/wire";
import { count, date, dateTime, number, plural } from "@/shared/format/number";
import { lengthsText, shortModel } from "@/shared/format/words";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { CheckList, checkLegend, checkSummary } from "@/shared/ui/check-list";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import { ExportMenu } from "@/shared/ui/export-menu";
import data from "@/shared/ui/data.module.css";
import { Engine, Missing, Notice, Variation } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Badges } from "./badges";
import { DeviceConditions } from "./device-conditions";
import { CycleStrip } from "./cycle-strip";
import { Differences } from "./differences";
import { EveryMetric } from "./every-metric";
import { Headline } from "./headline";
import { ImportedNotice, whyAbsent } from "./imported";
import { Latency } from "./latency";
import { Goodput, LoadSearch } from "./limits";
import { Side } from "./facts";
import { PowerTrace } from "./power-trace";
import { Repetitions } from "./repetitions";
import { Skeleton } from "./skeleton";
import styles from "./result-page.module.css";

const metricsOfCycle = [
  "tokens_per_joule",
  "throughput_tokens_per_sec",
  "time_to_first_token_ms",
  "latency_per_token_ms",
] as const;

function CycleTable({ document: result }: { document: ResultDetail["document"] }) {
  const uncounted = result.summary.throughput_tokens_per_sec.absent_reason;
  return (
    <div className={data["scroll"]} role="region" aria-label="Cycles, scrollable" tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">Cycles</caption>
        <thead>
          <tr>
            {[
              "Cycle",
              "Output tokens",
              "Requests",
              "tok/J",
              "tok/s",
              "First token, ms",
              "Per token, ms",
              "Energy, J",
            ].map((title, i) => (
              <th key={title} scope="col" className={i > 0 ? data["num"] : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.cycles.map((cycle) => (
            <tr key={cycle.index}>
              <th scope="row">{cycle.index}</th>
              {[
                { value: cycle.tokens.output, reason: whyAbsent(result, "cycles.tokens.output") ?? uncounted },
                { value: cycle.requests.completed, reason: whyAbsent(result, "cycles.requests.completed") },
                ...metricsOfCycle.map((name) => ({
                  value: cycle.metrics[name],
                  reason: result.summary[name].absent_reason,
                })),
                { value: cycle.energy.energy_joules, reason: cycle.energy.absent_reason },
              ].map(({ value, reason }, i) => (
                <td key={i} className={data["num"]}>
                  {value === null ? (
                    <Missing reason={reason ?? "not measured"} />
                  ) : i < 2 ? (
                    count(value)
                  ) : (
                    number(value, 4)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cycles({ detail }: { detail: ResultDetail }) {
  const { cycles } = detail.document;
  const { summary } = detail.evaluation;
  const metric = summary.tokens_per_joule.mean === null ? "throughput_tokens_per_sec" : "tokens_per_joule";
  const unit = metric === "tokens_per_joule" ? "tok/J" : "tok/s";
  const [table, setTable] = useState(false);
  return (
    <section className={layout["section"]} aria-labelledby="cycles">
      <header>
        <h2 id="cycles">{plural(cycles.length, "cycle")}</h2>
        <span className={layout["actions"]}>
          <button
            type="button"
            className={cx(control["button"], control["quiet"])}
            aria-pressed={table}
            onClick={() => {
              setTable(!table);
            }}
          >
            {table ? "Chart" : "Table"}
          </button>
        </span>
        <p className="small muted">
          Each dot is one cycle, in {unit}; shaded: the 95 % interval of the mean. Variation:{" "}
          <Variation cv={summary[metric].cv} />.
        </p>
      </header>
      {table ? (
        <CycleTable document={detail.document} />
      ) : (
        <CycleStrip
          values={cycles.map((cycle) => cycle.metrics[metric])}
          summary={summary[metric]}
          unit={unit}
          engine={detail.row.engine}
        />
      )}
    </section>
  );
}

/** The grade and the figures are the server's own; where the document says otherwise, both are shown. */
function Quality({ evaluation }: { evaluation: ResultDetail["evaluation"] }) {
  const { quality, submitted_grade: submitted, differences } = evaluation;
  return (
    <section className={layout["section"]} aria-labelledby="quality">
      <header>
        <h2 id="quality">Quality: {quality.grade}</h2>
        <p className="small muted">
          Graded by this server from what was submitted;{" "}
          {quality.reasons.length === 0 ? "no concerns found." : "why it is not a better grade:"}
        </p>
      </header>
      {quality.reasons.length > 0 && (
        <ul>
          {quality.reasons.map((reason, i) => (
            <li key={i}>
              {reason.message} <span className="small muted">at most {reason.at_most}</span>
            </li>
          ))}
        </ul>
      )}
      {submitted !== null && submitted !== quality.grade && <p>The document claims the grade {submitted}.</p>}
      {differences.length > 0 && <Differences differences={differences} />}
    </section>
  );
}

function Raw({ detail }: { detail: ResultDetail }) {
  return (
    <section className={layout["section"]} aria-labelledby="raw">
      <header>
        <h2 id="raw">The document</h2>
        <p className="small muted">As the server reads it. The exact bytes are among the files.</p>
      </header>
      <details>
        <summary className="small">Show the JSON</summary>
        <pre className={styles["raw"]} tabIndex={0}>
          {JSON.stringify(detail.document, null, 2)}
        </pre>
      </details>
    </section>
  );
}

/** The configuration as it ran, with every default; bundles hold it as a file. Folders of the submitter's machine are not in it. */
const reproduceCommand = ({ row }: ResultDetail) =>
  `lem experiment --from ${location.origin}${at(`/results/${row.id}`)} MODEL --output again`;

function Measured({ at }: { at: string | null }) {
  if (at === null) return "Submitted";
  return (
    <>
      Measured on <time dateTime={at}>{date(at)}</time>
    </>
  );
}

function Head({ detail }: { detail: ResultDetail }) {
  const { row, document: result } = detail;
  const lengths = lengthsText(row);
  return (
    <div className={layout["head"]}>
      <div>
        <ol className={layout["crumbs"]}>
          <li>
            <Link to="/">Leaderboard</Link>
          </li>
          <li>{row.id}</li>
        </ol>
        <h1>{[shortModel(row.model), row.precision, row.load].filter(Boolean).join(", ")}</h1>
        <p className={layout["lead"]}>
          <Engine name={row.engine} /> {row.engine_version} on {row.hardware}
          {lengths && `, tokens per request ${lengths}`}. <Measured at={result.experiment.started_at} />
          {row.submitted_by && <> by {row.submitted_by}</>}.
        </p>
        <Badges row={row} />
      </div>
      <div className={layout["row"]}>
        <Link className={control["button"]} to="/compare" search={{ ids: row.id, q: shortModel(row.model) }}>
          Compare with…
        </Link>
        <ExportMenu path={`/results/${row.id}`} />
        <CopyButton look="full" label="Copy link" text={() => location.href} />
      </div>
    </div>
  );
}

function Notices({ detail }: { detail: ResultDetail }) {
  const { row, document: result } = detail;
  const withdrawal = row.state === "withdrawn" ? detail.history.at(-1) : undefined;
  return (
    <>
      {withdrawal && (
        <div className={styles["spacedNotice"]}>
          <Notice>
            <b>Withdrawn{withdrawal ? ` on ${dateTime(withdrawal.at)}` : ""}.</b> {withdrawal?.words ?? ""} It is kept
            for reference and is not ranked.
          </Notice>
        </div>
      )}
      {result.provenance && <ImportedNotice provenance={result.provenance} />}
      {!result.experiment.complete && (
        <div className={styles["spacedNotice"]}>
          <Notice>
            <b>Stopped early</b>
            {result.experiment.incomplete_reason === null
              ? ""
              : `: ${result.experiment.incomplete_reason.replace(/\.\s*$/, "")}`}
            . What was measured until then is shown.
          </Notice>
        </div>
      )}
      {row.energy_method === "modelled" && (
        <div className={styles["spacedNotice"]}>
          <Notice>
            <b>Energy is modelled, not measured:</b> an assumed power times the time. It is not ranked.
          </Notice>
        </div>
      )}
      {row.energy_method === "replayed" && (
        <div className={styles["spacedNotice"]}>
          <Notice>
            <b>Energy is from a replayed trace,</b> for tests and demonstrations. It is not ranked.
          </Notice>
        </div>
      )}
    </>
  );
}

function Reproduce({ detail }: { detail: ResultDetail }) {
  const { config } = detail.document.experiment;
  if (!config) return null; // lem did not run it
  const command = reproduceCommand(detail);
  return (
    <section className={layout["section"]} aria-labelledby="again">
      <header>
        <h2 id="again">Reproduce this</h2>
        <p className="small muted">
          With the configuration as it ran. MODEL is your copy of the model, or the address of a server that has it.
        </p>
      </header>
      <div className={data["code"]}>
        <code tabIndex={0}>{command}</code>
        <CopyButton look="full" label="Copy" text={() => command} />
      </div>
    </section>
  );
}

function Loaded({ detail }: { detail: ResultDetail }) {
  const { row, document: result } = detail;
  return (
    <>
      <Head detail={detail} />
      <Notices detail={detail} />
      <Headline detail={detail} />
      <div className={layout["columns"]}>
        <div>
          <Cycles detail={detail} />
          {result.traces_file !== null && (
            <section className={layout["section"]} aria-labelledby="power">
              <header>
                <h2 id="power">Power while it ran</h2>
              </header>
              <PowerTrace id={row.id} document={result} />
            </section>
          )}
          <Latency detail={detail} />
          <LoadSearch search={result.slo_search} />
          <Goodput detail={detail} />
          <DeviceConditions document={result} />
          <EveryMetric detail={detail} />
          <Quality evaluation={detail.evaluation} />
          <section className={layout["section"]} aria-labelledby="checks">
            <header>
              <h2 id="checks">Checks</h2>
              <p className="small muted">
                {checkSummary(detail.checks)} The server ran them. {checkLegend(detail.checks)}
              </p>
            </header>
            <CheckList checks={detail.checks} />
          </section>
          <Repetitions detail={detail} />
          <Reproduce detail={detail} />
          <Raw detail={detail} />
        </div>
        <div>
          <Side detail={detail} />
        </div>
      </div>
    </>
  );
}

export function ResultPage({ id }: { id: string }) {
  const result = useQuery(apiQuery("/api/v1/results/{id}", { path: { id } }));
  const row = result.data?.row;
  useTitle(row && `${row.model} on ${row.hardware}`);
  const missing = result.error instanceof ApiError && (result.error.status === 404 || result.error.status === 400);
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      {result.data ? (
        <Loaded detail={result.data} />
      ) : result.isError ? (
        <div className={data["empty"]} role="alert">
          <h1>{missing ? "There is no such result" : "The result could not be loaded"}</h1>
          <p>
            {result.error.message}
            {result.error instanceof ApiError && result.error.requestId && (
              <>
                {" "}
                Request <code>{result.error.requestId}</code>.
              </>
            )}
          </p>
          {!missing && (
            <button type="button" className={control["button"]} onClick={() => void result.refetch()}>
              Try again
            </button>
          )}{" "}
          <Link className={control["button"]} to="/">
            To the leaderboard
          </Link>
        </div>
      ) : (
        <Skeleton id={id} />
      )}
    </main>
  );
}
