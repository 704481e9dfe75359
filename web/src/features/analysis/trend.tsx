import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { trendOrders } from "@/shared/api/vocabulary";
import type { Trend, TrendSeries } from "@/shared/api/wire";
import { count, date } from "@/shared/format/number";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import styles from "./analysis-page.module.css";
import { aboutText, Answered, Choice, Nothing, type QuestionProps } from "./answer";
import { GroupChoice, MetricChoice } from "./choices";
import { EngineLegend, SeriesLegend } from "./legend";
import { pictureOf, Plot, type Build } from "./plot";
import { trendQuery } from "./queries";
import { drawnMax, letterOf, onlyDay, trendFigure } from "./series-figures";
import { DataTable, ResultLink } from "./table";
import type { Order } from "./view";
import { factTitle, groupText, shownMetric, valueText, type Shown } from "./words";

const csvOf = ({ series, group }: Trend, metric: string): CsvRows => [
  ["metric", group, "energy_scope", "at", "engine_version", "value", "ci95_half_width", "result"],
  ...series.flatMap(({ value, energy_scope, steps }) =>
    steps.map(({ at, engine_version, best }) => [
      metric,
      value,
      energy_scope,
      at,
      engine_version,
      best.value,
      best.ci95_half_width,
      best.id,
    ]),
  ),
];

function Table({ answer, metric, order }: { answer: Trend; metric: Shown; order: Order }) {
  return (
    <DataTable
      caption={`Best ${metric.title.toLowerCase()} by ${trendOrders[order].title.toLowerCase()}`}
      columns={[
        { title: factTitle(answer.group) },
        { title: order === "date" ? "Since" : "Released" },
        { title: "Engine version" },
        { title: metric.title, numeric: true },
        { title: "Result" },
      ]}
      rows={answer.series.flatMap(({ value, energy_scope, steps }) =>
        steps.map(({ at, engine_version, best }) => ({
          key: `${value} ${energy_scope ?? ""} ${best.id}`,
          cells: [
            groupText(answer.group, value, energy_scope),
            order === "date" ? date(at) : at === "" ? "not known" : at,
            engine_version === "" ? "not stated" : engine_version,
            valueText(best, metric),
            <ResultLink key="result" id={best.id}>
              {best.label}
            </ResultLink>,
          ],
        })),
      )}
    />
  );
}

const lead = {
  date: "A step is a result that is better than all that were submitted before it.",
  release: "Each point is the best result with one release, in the order of the versions. A line may fall.",
} as const;

function Chart({ answer, view }: { answer: Trend; view: QuestionProps["view"] }) {
  const metric = shownMetric(view.metric);
  const nameOf = (series: TrendSeries) => groupText(answer.group, series.value, series.energy_scope);
  const build = useCallback<Build>(
    (colours) => trendFigure(answer, nameOf, metric, view.order, colours),
    [answer, view.metric, view.order], // eslint-disable-line react-hooks/exhaustive-deps
  );
  const title = `Best ${metric.title.toLowerCase()} by ${trendOrders[view.order].title.toLowerCase()}`;
  const drawn = answer.series.slice(0, drawnMax);
  const day = view.order === "date" ? onlyDay(answer) : null;
  return (
    <ChartFrame
      id="trend"
      title={title}
      caption={
        <>
          {answer.summary}{" "}
          {day === null
            ? lead[view.order]
            : `All these results were submitted on ${date(day)}: each point is the best of them, and there is no trend before a second day.`}
        </>
      }
      fileName="lem-trend"
      rows={() => csvOf(answer, view.metric)}
      draw={(format) => pictureOf(build, title, format)}
      table={<Table answer={answer} metric={metric} order={view.order} />}
      legend={
        <>
          <SeriesLegend
            series={drawn.map((series, i) => ({
              key: nameOf(series),
              letter: letterOf(i),
              engine: series.steps[0]?.best.engine ?? "",
              name: `${nameOf(series)}, n = ${count(series.results)}`,
            }))}
            {...(answer.series_total > drawn.length && {
              more: `The ${String(drawn.length)} of ${count(answer.series_total)} with the most results are drawn; the table has ${count(answer.series.length)}.`,
            })}
          />
          <EngineLegend engines={drawn.flatMap(({ steps }) => steps.map(({ best }) => best.engine))} />
        </>
      }
    >
      <Plot build={build} label={`${title}. ${answer.summary}`} />
    </ChartFrame>
  );
}

const orders = (Object.keys(trendOrders) as Order[]).map((order) => [order, trendOrders[order].title] as const);

export function TrendQuestion({ view, onView }: QuestionProps) {
  const query = useQuery(trendQuery(view));
  return (
    <>
      <div className={styles["choices"]}>
        <MetricChoice view={view} onView={onView} />
        <Choice
          label="Over"
          value={view.order}
          options={orders}
          onChange={(order) => {
            onView({ ...view, order });
          }}
        />
        {view.order === "date" && <GroupChoice view={view} onView={onView} label="A line for each" />}
      </div>
      <Answered query={query}>
        {(answer) => (
          <>
            <p className="small muted">{aboutText(answer.results, "best")}</p>
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
