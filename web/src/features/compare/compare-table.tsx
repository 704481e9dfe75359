/** The table of a comparison. The server writes the same (src/pages/compare_table.cpp); a test in Chromium compares them. */
import { Link } from "@tanstack/react-router";
import type { RefObject } from "react";
import type { ComparedFact, ComparedMetric, ComparedValue, ComparisonEntry, ResultComparison } from "@/shared/api/wire";
import { cx } from "@/shared/lib/cx";
import chart from "@/shared/ui/chart.module.css";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Engine, Missing, TrustMark } from "@/shared/ui/data";
import { Icon } from "@/shared/ui/symbols";
import styles from "./compare-page.module.css";
import {
  differenceOf,
  differenceText,
  displayOf,
  shownFigure,
  shownMetrics,
  stripEnd,
  verdictWords,
  type Difference,
} from "./figures";
import { withBaseline, without, type CompareView } from "./view";
import { ViewLink } from "./view-link";

const tones = { better: chart["better"], worse: chart["worse"] } as Readonly<Record<string, string | undefined>>;
const words = { better: styles["better"], worse: styles["worse"] } as Readonly<Record<string, string | undefined>>;

/** A change on the strip, whose middle is no change. */
const placeOnStrip = (ratio: number, end: number) =>
  Number((44 + Math.min(Math.max((ratio - 1) / end, -1), 1) * 42).toFixed(1));

function Strip({ difference, end }: { difference: Difference; end: number }) {
  const { ratio, low, high, verdict } = difference;
  const tone = tones[verdict] ?? chart["unclear"];
  const interval = low !== null && high !== null;
  return (
    <svg className={chart["chart"]} width="88" height="16" viewBox="0 0 88 16" aria-hidden="true">
      <path className={chart["grid"]} d="M2 8H86" />
      <path className={chart["axis"]} d="M44 1v14" />
      {interval && (
        <path
          className={tone}
          d={`M${String(placeOnStrip(low, end))} 6.5H${String(placeOnStrip(high, end))}v3H${String(placeOnStrip(low, end))}Z`}
        />
      )}
      <circle className={interval ? tone : chart["hollow"]} cx={placeOnStrip(ratio, end)} cy="8" r="3.5" />
    </svg>
  );
}

function DifferenceCell({ value, end, cycles }: { value: ComparedValue; end: number; cycles: number | null }) {
  if (value.verdict == null || value.mean === null) return null;
  const difference = differenceOf(value);
  if (!difference)
    return (
      <span className={styles["diff"]}>
        <Icon name="dash" />
        <span>not compared: {value.words}</span>
      </span>
    );
  return (
    <span className={styles["diff"]}>
      <Strip difference={difference} end={end} />
      <span>
        <span className="nowrap">{differenceText(difference)}</span>
        <span className={difference.low === null ? styles["words"] : cx(styles["verdict"], words[difference.verdict])}>
          {verdictWords(value, cycles)}
        </span>
      </span>
    </span>
  );
}

function ValueCell({ value, factor }: { value: ComparedValue; factor: number }) {
  const shown = shownFigure(value, factor);
  if (!shown) return <Missing reason={value.absent_reason ?? "not measured"} />;
  return (
    <span className={data["value"]}>
      <b>{shown.value}</b>
      <span className={data["pm"]}>{shown.plusMinus === null ? "" : `± ${shown.plusMinus}`}</span>
    </span>
  );
}

function MetricRow({
  compared,
  comparison: { results, baseline },
  end,
}: {
  compared: ComparedMetric;
  comparison: ResultComparison;
  end: number;
}) {
  const { title, definition, unit, factor, higherIsBetter } = displayOf(compared.metric);
  const cyclesOf = (entry: ComparisonEntry | undefined) => entry?.row.cycles ?? 0;
  const against = cyclesOf(results.find(({ letter }) => letter === baseline));
  return (
    <tr>
      <th scope="row" title={definition}>
        {title}
        <span className={data["under"]}>
          {unit}
          {unit && ", "}
          {higherIsBetter ? "↑ better" : "↓ better"}
        </span>
      </th>
      {compared.values.map((value, i) => (
        <td key={results[i]?.letter} data-key={results[i]?.letter}>
          <ValueCell value={value} factor={factor} />
          <DifferenceCell
            value={value}
            end={end}
            cycles={compared.independent ? Math.min(cyclesOf(results[i]), against) : null}
          />
        </td>
      ))}
    </tr>
  );
}

function Fact({ fact, place, entry }: { fact: ComparedFact; place: number; entry: ComparisonEntry }) {
  const value = fact.values[place];
  if (value == null) return <Missing reason="not stated" />;
  if (fact.name === "engine")
    return (
      <>
        <Engine name={entry.row.engine} /> {entry.row.engine_version}
      </>
    );
  return fact.name === "trust" ? <TrustMark trust={entry.row.trust} /> : <>{value}</>;
}

function Header({
  entry,
  comparison,
  view,
  onRemoved,
}: {
  entry: ComparisonEntry;
  comparison: ResultComparison;
  view: CompareView;
  onRemoved: () => void;
}) {
  const { id, hardware } = entry.row;
  const baseline = entry.letter === comparison.baseline;
  const quiet = cx(control["button"], control["quiet"]);
  return (
    <th scope="col">
      <span className={styles["who"]}>
        <span className={styles["letter"]}>{entry.letter}</span>
        <Link to="/results/$resultId" params={{ resultId: id }}>
          {entry.label}
        </Link>
      </span>
      <span className={data["under"]}>{hardware}</span>
      <span className={data["under"]}>{id}</span>
      {entry.withdrawal && (
        <span className={cx(data["status"], data["warn"])}>
          <Icon name="warn" />
          withdrawn
        </span>
      )}
      <span className={styles["choices"]}>
        {/* The chosen one is a link too: the focus stays on it. */}
        <ViewLink className={quiet} view={withBaseline(view, id)} inPlace>
          {baseline ? "Baseline " : "Make baseline "}
          <span className="visually-hidden">({entry.letter})</span>
        </ViewLink>
        {comparison.results.length > 2 && (
          <ViewLink className={quiet} view={without(view, id)} inPlace onClick={onRemoved}>
            Remove <span className="visually-hidden">{entry.letter}</span>
          </ViewLink>
        )}
      </span>
    </th>
  );
}

const Group = ({ title, columns }: { title: string; columns: number }) => (
  <tr className={styles["group"]}>
    <th colSpan={columns} scope="rowgroup">
      {title}
    </th>
  </tr>
);

interface Props {
  comparison: ResultComparison;
  view: CompareView;
  region: RefObject<HTMLDivElement | null>;
}

export function CompareTable({ comparison, view, region }: Props) {
  const { results } = comparison;
  const metrics = shownMetrics(comparison, view.allMetrics);
  const facts = comparison.facts.filter(({ differs }) => differs || view.allFacts);
  const columns = results.length + 1;
  return (
    <div className={data["scroll"]} role="region" aria-label="Comparison, scrollable" tabIndex={0} ref={region}>
      <table className={cx(data["table"], styles["compare"])} data-columns={columns}>
        <caption className="visually-hidden">{comparison.title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Metric or fact</span>
            </th>
            {results.map((entry) => (
              <Header
                key={entry.row.id}
                entry={entry}
                comparison={comparison}
                view={view}
                onRemoved={() => region.current?.focus()}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Group title="Measured" columns={columns} />
          {metrics.map((compared) => (
            <MetricRow key={compared.metric} compared={compared} comparison={comparison} end={stripEnd(metrics)} />
          ))}
          {facts.length > 0 && (
            <Group title={view.allFacts ? "Configuration" : "Configuration, where it differs"} columns={columns} />
          )}
          {facts.map((fact) => (
            <tr key={fact.name}>
              <th scope="row">{fact.title}</th>
              {results.map((entry, i) => (
                <td key={entry.letter} data-key={entry.letter}>
                  <span className={fact.differs ? undefined : "muted"}>
                    <Fact fact={fact} place={i} entry={entry} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
