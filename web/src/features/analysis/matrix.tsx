/** What was measured with each value of two facts; what was not is hatched. */
import { useId, useMemo } from "react";
import type { Sensitivity } from "@/shared/api/wire";
import { count, number, plural } from "@/shared/format/number";
import chart from "@/shared/ui/chart.module.css";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import { useWidth } from "@/shared/ui/use-width";
import styles from "./analysis-page.module.css";
import type { QuestionProps } from "./answer";
import { DataTable, ResultLink } from "./table";
import { cut, factTitle, factValue, scopeText, shownMetric, valueText, type Shown } from "./words";

type Cell = Sensitivity["cells"][number];

const cellHeight = 30;
const cellWidthMin = 56;
const slant = 34;

/** From 0 (worst) to 1 (best), over the logarithms of the medians. */
export function strengthOf(cells: readonly Cell[], higherIsBetter: boolean): (cell: Cell) => number {
  const logs = cells.map(({ median }) => Math.log(median));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  return ({ median }) => {
    const share = high > low ? (Math.log(median) - low) / (high - low) : 0.5;
    return higherIsBetter ? share : 1 - share;
  };
}

interface Geometry {
  left: number;
  top: number;
  cellWidth: number;
  width: number;
  height: number;
  slanted: boolean;
}

export function geometryOf(factors: readonly string[], across: readonly string[], room: number): Geometry {
  const longest = Math.max(...across.map((name) => name.length), 4);
  const left = Math.min(Math.max(longest * 7, 60), room < 560 ? 118 : 220);
  const cellWidth = Math.max(Math.min((room - left) / factors.length, 120), cellWidthMin);
  const slanted = factors.some((name) => name.length * 7 > cellWidth);
  const head = Math.max(...factors.map((name) => Math.min(name.length, 24)), 1) * 7;
  const top = slanted ? 24 + head * Math.sin((slant * Math.PI) / 180) : 22;
  return {
    left,
    top,
    cellWidth,
    slanted,
    width: left + cellWidth * factors.length + (slanted ? head * Math.cos((slant * Math.PI) / 180) - cellWidth / 2 : 0),
    height: top + cellHeight * across.length + 4,
  };
}

interface RowProps {
  title: string;
  cells: readonly (Cell | undefined)[];
  y: number;
  left: number;
  cellWidth: number;
  metric: Shown;
  strength: (cell: Cell) => number;
  hatch: string;
}

function Row({ title, cells, y, left, cellWidth, metric, strength, hatch }: RowProps) {
  const middle = y + cellHeight / 2 + 4;
  return (
    <g>
      <text className={chart["ink"]} x={0} y={middle}>
        {cut(title, Math.floor(left / 6.6))}
      </text>
      {cells.map((cell, column) => {
        const x = left + column * cellWidth;
        const place = { x: x + 1, y: y + 1, width: cellWidth - 2, height: cellHeight - 2 };
        if (!cell) return <rect key={column} {...place} fill={`url(#${hatch})`} className={styles["empty"]} />;
        return (
          <g key={column}>
            <rect {...place} className={styles["cell"]} fillOpacity={0.06 + 0.36 * strength(cell)} />
            <text className={chart["ink"]} x={x + cellWidth / 2} y={middle} textAnchor="middle">
              {number(cell.median * metric.factor)}
              <title>{`${valueText(cell.best, metric)} at best, ${plural(cell.results, "result")}`}</title>
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Drawing({ answer, view, metric }: { answer: Sensitivity; view: QuestionProps["view"]; metric: Shown }) {
  const [box, room] = useWidth(640);
  const hatch = useId().replaceAll(/[^\w-]/g, "");
  const factors = answer.effects.map(({ value }) => value);
  const titles = factors.map((value) => cut(factValue(view.factor, value), 24));
  const across = answer.across_values.map((value) => factValue(view.across, value));
  const { left, top, cellWidth, width, height, slanted } = geometryOf(titles, across, room);
  const cells = useMemo(() => new Map(answer.cells.map((cell) => [`${cell.factor}\n${cell.across}`, cell])), [answer]);
  const strength = strengthOf(answer.cells, metric.higherIsBetter);
  const x = (column: number) => left + column * cellWidth;
  return (
    <div ref={box}>
      <div className={styles["matrix"]} role="region" aria-label="Matrix, scrollable" tabIndex={0}>
        <svg
          className={chart["chart"]}
          width={width}
          height={height}
          viewBox={`0 0 ${String(width)} ${String(height)}`}
          role="img"
          aria-label={matrixLabel(answer, view, metric)}
        >
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path className={chart["hatch-muted-line"]} d="M0 0V6" />
            </pattern>
          </defs>
          {titles.map((title, column) => (
            <text
              key={factors[column]}
              x={x(column) + cellWidth / 2}
              y={top - 8}
              textAnchor={slanted ? "start" : "middle"}
              transform={
                slanted
                  ? `rotate(-${String(slant)} ${String(x(column) + cellWidth / 2)} ${String(top - 8)})`
                  : undefined
              }
            >
              {title}
            </text>
          ))}
          {answer.across_values.map((value, row) => (
            <Row
              key={value}
              title={across[row] ?? ""}
              cells={factors.map((factor) => cells.get(`${factor}\n${value}`))}
              y={top + row * cellHeight}
              {...{ left, cellWidth, metric, strength, hatch }}
            />
          ))}
        </svg>
      </div>
    </div>
  );
}

function matrixLabel(answer: Sensitivity, view: QuestionProps["view"], metric: Shown): string {
  const all = answer.effects.length * answer.across_values.length;
  return `${metric.title} by ${factTitle(view.factor).toLowerCase()} and ${factTitle(view.across).toLowerCase()}: ${count(answer.cells.length)} of ${count(all)} combinations were measured.`;
}

const csvOf = (answer: Sensitivity, view: QuestionProps["view"]): CsvRows => [
  [view.factor, view.across, "metric", "results", "median", "best", "best_result"],
  ...answer.cells.map(({ factor, across, results, median, best }) => [
    factor,
    across,
    view.metric,
    results,
    median,
    best.value,
    best.id,
  ]),
];

function Table({ answer, view, metric }: { answer: Sensitivity; view: QuestionProps["view"]; metric: Shown }) {
  return (
    <DataTable
      caption={`${metric.title} by ${factTitle(view.factor).toLowerCase()} and ${factTitle(view.across).toLowerCase()}`}
      columns={[
        { title: factTitle(view.across) },
        { title: factTitle(view.factor) },
        { title: "Results", numeric: true },
        { title: `Median, ${metric.unit}`, numeric: true },
        { title: "Best" },
      ]}
      rows={answer.cells.map(({ factor, across, results, median, best }) => ({
        key: `${factor} ${across}`,
        cells: [
          factValue(view.across, across),
          factValue(view.factor, factor),
          count(results),
          number(median * metric.factor),
          <ResultLink key="best" id={best.id}>
            {valueText(best, metric)}
          </ResultLink>,
        ],
      }))}
    />
  );
}

export function Matrix({ answer, view }: { answer: Sensitivity; view: QuestionProps["view"] }) {
  const metric = shownMetric(view.metric);
  const { across_total: total, across_values: shown, other_scopes: others, energy_scope: scope } = answer;
  const title = `${factTitle(view.factor)} and ${factTitle(view.across).toLowerCase()}`;
  return (
    <ChartFrame
      id="matrix"
      title={title}
      caption={
        <>
          Medians in {metric.unit === "" ? "the metric’s unit" : metric.unit} of all that was measured; a stronger
          colour is better. They mix what else differs; the pairs above do not.
          {scope !== null &&
            ` Energy of ${scopeText(scope)}${others > 0 ? `; ${plural(others, "result")} of other scopes left out` : ""}.`}
          {total > shown.length && ` The ${String(shown.length)} of ${count(total)} with the most results.`}
        </>
      }
      fileName="lem-matrix"
      rows={() => csvOf(answer, view)}
      table={<Table answer={answer} view={view} metric={metric} />}
      legend={
        <ul className={chart["legend"]}>
          <li>
            <svg className={styles["swatch"]} width="16" height="12" aria-hidden="true">
              <rect width="16" height="12" className={styles["empty"]} fill="url(#hatch-muted)" />
            </svg>
            not measured
          </li>
        </ul>
      }
    >
      <Drawing answer={answer} view={view} metric={metric} />
    </ChartFrame>
  );
}
