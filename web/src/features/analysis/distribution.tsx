import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { MetricDistribution } from "@/shared/api/wire";
import { count, number } from "@/shared/format/number";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import styles from "./analysis-page.module.css";
import { aboutText, Answered, Nothing, type QuestionProps } from "./answer";
import { GroupChoice, MetricChoice } from "./choices";
import { distributionFigure } from "./distribution-figure";
import { EngineLegend } from "./legend";
import { pictureOf, Plot, type Build } from "./plot";
import { distributionQuery } from "./queries";
import { DataTable, ResultLink } from "./table";
import type { Fact } from "./view";
import { factTitle, factValue, groupText, scopeText, shownMetric, type Shown } from "./words";

function csvOf({ groups }: MetricDistribution, metric: string): CsvRows {
  return [
    [
      "metric",
      "group",
      "energy_scope",
      "results",
      "lowest",
      "quartile_low",
      "median",
      "quartile_high",
      "highest",
      "result",
      "value",
    ],
    ...groups.flatMap((group) => {
      const head = [
        metric,
        group.value,
        group.energy_scope,
        group.results,
        group.lowest,
        group.box?.quartile_low ?? null,
      ];
      const tail = [group.median, group.box?.quartile_high ?? null, group.highest];
      return group.points.length === 0
        ? [[...head, ...tail, null, null]]
        : group.points.map(({ id, value }) => [...head, ...tail, id, value]);
    }),
  ];
}

function Table({ answer, metric, fact }: { answer: MetricDistribution; metric: Shown; fact: Fact }) {
  const shown = (value: number | undefined) => (value === undefined ? "—" : number(value * metric.factor));
  const better = (group: MetricDistribution["groups"][number]) => {
    const [first, ...others] = group.points;
    if (!first) return undefined;
    return others.reduce((best, one) => (one.value > best.value === metric.higherIsBetter ? one : best), first);
  };
  return (
    <DataTable
      caption={`${metric.title} by ${factTitle(fact).toLowerCase()}`}
      columns={[
        { title: factTitle(fact) },
        { title: "Results", numeric: true },
        { title: `Lowest, ${metric.unit}`, numeric: true },
        { title: "Lower quartile", numeric: true },
        { title: "Median", numeric: true },
        { title: "Upper quartile", numeric: true },
        { title: "Highest", numeric: true },
        { title: "Best of the points" },
      ]}
      rows={answer.groups.map((group) => {
        const best = better(group);
        return {
          key: `${group.value} ${group.energy_scope ?? ""}`,
          cells: [
            groupText(fact, group.value, group.energy_scope),
            count(group.results),
            shown(group.lowest),
            shown(group.box?.quartile_low),
            shown(group.median),
            shown(group.box?.quartile_high),
            shown(group.highest),
            best ? <ResultLink id={best.id}>{best.label}</ResultLink> : "—",
          ],
        };
      })}
    />
  );
}

function Chart({ answer, view }: { answer: MetricDistribution; view: QuestionProps["view"] }) {
  const metric = shownMetric(view.metric);
  const build = useCallback<Build>(
    (colours, width) => distributionFigure(answer, metric, view.group, colours, width),
    [answer, view.group, view.metric], // eslint-disable-line react-hooks/exhaustive-deps
  );
  const { groups, groups_total: total } = answer;
  const title = `${metric.title} by ${factTitle(view.group).toLowerCase()}`;
  return (
    <ChartFrame
      id="distribution"
      title={title}
      caption={
        <>
          {answer.summary} From eight results on a box shows the quartiles (linear interpolation between ordered values,
          type 7 of Hyndman and Fan) and whiskers reach to 1.5 box lengths; of more than 40 results only those beyond
          the whiskers are points.
          {total > groups.length &&
            ` The ${String(groups.length)} of ${count(total)} groups with the most results are drawn.`}
        </>
      }
      fileName="lem-distribution"
      rows={() => csvOf(answer, view.metric)}
      draw={(format) => pictureOf(build, title, format)}
      table={<Table answer={answer} metric={metric} fact={view.group} />}
      legend={<EngineLegend engines={groups.flatMap(({ points }) => points.map(({ engine }) => engine))} />}
    >
      <Plot
        build={build}
        label={`${answer.summary} ${groups.map((group) => `${factValue(view.group, group.value)}${group.energy_scope === null ? "" : ` (${scopeText(group.energy_scope)})`}: ${String(group.results)}`).join(", ")}.`}
      />
    </ChartFrame>
  );
}

export function DistributionQuestion({ view, onView }: QuestionProps) {
  const query = useQuery(distributionQuery(view));
  return (
    <>
      <div className={styles["choices"]}>
        <MetricChoice view={view} onView={onView} />
        <GroupChoice view={view} onView={onView} label="By" />
      </div>
      <Answered query={query}>
        {(answer) => (
          <>
            <p className="small muted">{aboutText(answer.results)}</p>
            {answer.groups.length === 0 ? (
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
