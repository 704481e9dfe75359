import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Scaling } from "@/shared/api/wire";
import { count } from "@/shared/format/number";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import styles from "./analysis-page.module.css";
import { aboutText, Answered, Nothing, type QuestionProps } from "./answer";
import { MetricChoice } from "./choices";
import { EngineLegend, SeriesLegend } from "./legend";
import { pictureOf, Plot, type Build } from "./plot";
import { scalingQuery } from "./queries";
import { drawnMax, letterOf, scalingFigure } from "./series-figures";
import { DataTable, ResultLink } from "./table";
import { scopeText, shownMetric, valueText, type Shown } from "./words";

const ideals = {
  constant: "Ideally the value stays the same (dashed).",
  proportional: "Ideally the value grows with the devices (dashed).",
  unknown: "What would be ideal is not defined for this metric.",
} as const;

type Series = Scaling["series"][number];

/** "131 in, 128 out"; only what is known. */
const lengthsOf = ({ input_tokens, output_tokens }: Series): string[] => [
  ...(input_tokens === null ? [] : [`${String(input_tokens)} in`]),
  ...(output_tokens === null ? [] : [`${String(output_tokens)} out`]),
];

const nameOf = (series: Series): string =>
  [series.label, ...lengthsOf(series), ...(series.energy_scope === null ? [] : [scopeText(series.energy_scope)])].join(
    ", ",
  );

const csvOf = ({ series }: Scaling, metric: string): CsvRows => [
  [
    "metric",
    "model",
    "precision",
    "engine",
    "hardware",
    "input_tokens",
    "output_tokens",
    "energy_scope",
    "devices",
    "value",
    "ci95_half_width",
    "ideal",
    "share_of_ideal",
    "result",
  ],
  ...series.flatMap((one) =>
    one.points.map(({ hardware_count, best, ideal, share_of_ideal }) => [
      metric,
      one.model,
      one.precision,
      one.engine,
      one.hardware,
      one.input_tokens,
      one.output_tokens,
      one.energy_scope,
      hardware_count,
      best.value,
      best.ci95_half_width,
      ideal,
      share_of_ideal,
      best.id,
    ]),
  ),
];

function Table({ answer, metric }: { answer: Scaling; metric: Shown }) {
  return (
    <DataTable
      caption={`${metric.title} by number of devices`}
      columns={[
        { title: "Configuration" },
        { title: "Devices", numeric: true },
        { title: metric.title, numeric: true },
        { title: "Of the ideal", numeric: true },
        { title: "Results", numeric: true },
      ]}
      rows={answer.series.flatMap((series, i) =>
        series.points.map(({ hardware_count, best, share_of_ideal, results }) => ({
          key: `${String(i)} ${best.id}`,
          cells: [
            nameOf(series),
            count(hardware_count),
            <ResultLink key="best" id={best.id}>
              {valueText(best, metric)}
            </ResultLink>,
            share_of_ideal === null ? "—" : `${(share_of_ideal * 100).toFixed(0)} %`,
            count(results),
          ],
        })),
      )}
    />
  );
}

function Chart({ answer, view }: { answer: Scaling; view: QuestionProps["view"] }) {
  const metric = shownMetric(view.metric);
  const build = useCallback<Build>(
    (colours) => scalingFigure(answer, metric, colours),
    [answer, view.metric], // eslint-disable-line react-hooks/exhaustive-deps
  );
  const title = `${metric.title} over devices`;
  const drawn = answer.series.slice(0, drawnMax);
  return (
    <ChartFrame
      id="scaling"
      title={title}
      caption={
        <>
          {answer.summary} Each point is the best result on so many devices, at whatever load it was measured.{" "}
          {ideals[answer.ideal]} Numbers of devices that were not measured have no point.
        </>
      }
      fileName="lem-scaling"
      rows={() => csvOf(answer, view.metric)}
      draw={(format) => pictureOf(build, title, format)}
      table={<Table answer={answer} metric={metric} />}
      legend={
        <>
          <SeriesLegend
            series={drawn.map((series, i) => ({
              key: String(i),
              letter: letterOf(i),
              engine: series.engine,
              name: nameOf(series),
            }))}
            {...(answer.series_total > drawn.length && {
              more: `${String(drawn.length)} of ${count(answer.series_total)} configurations are drawn; the table has ${count(answer.series.length)}. Filters choose others.`,
            })}
          />
          <EngineLegend engines={drawn.map(({ engine }) => engine)} />
        </>
      }
    >
      <Plot build={build} label={`${title}. ${answer.summary}`} />
    </ChartFrame>
  );
}

export function ScalingQuestion({ view, onView }: QuestionProps) {
  const query = useQuery(scalingQuery(view));
  return (
    <>
      <div className={styles["choices"]}>
        <MetricChoice view={view} onView={onView} />
      </div>
      <Answered query={query}>
        {(answer) => (
          <>
            <p className="small muted">{aboutText(answer.results)}</p>
            {answer.series.length === 0 ? (
              <Nothing text={answer.summary} view={view} onView={onView} />
            ) : (
              <Chart answer={answer} view={view} />
            )}
          </>
        )}
      </Answered>
    </>
  );
}
