/** How much each value of the factor changes the metric, in pairs of results that differ in nothing else. */
import { useCallback } from "react";
import { rowFacts } from "@/shared/api/vocabulary";
import type { Sensitivity } from "@/shared/api/wire";
import { count, number } from "@/shared/format/number";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import { Nothing, type QuestionProps } from "./answer";
import { effectsFigure, knownEffects } from "./effects-figure";
import { pictureOf, Plot, type Build } from "./plot";
import { DataTable } from "./table";
import { factTitle, factValue, shownMetric } from "./words";

const csvOf = (answer: Sensitivity, metric: string): CsvRows => [
  [
    "metric",
    "value",
    "baseline",
    "results",
    "pairs",
    "ratio",
    "ratio_ci95_low",
    "ratio_ci95_high",
    "ratio_lowest",
    "ratio_highest",
  ],
  ...answer.effects.map((effect) => [
    metric,
    effect.value,
    answer.baseline,
    effect.results,
    effect.pairs_total,
    effect.ratio,
    effect.ratio_ci95_low,
    effect.ratio_ci95_high,
    effect.ratio_lowest,
    effect.ratio_highest,
  ]),
];

function Table({ answer, view }: { answer: Sensitivity; view: QuestionProps["view"] }) {
  const shown = (value: number | null) => (value === null ? "—" : number(value));
  return (
    <DataTable
      caption={`Effect of ${factTitle(view.factor).toLowerCase()} against ${factValue(view.factor, answer.baseline ?? "")}`}
      columns={[
        { title: factTitle(view.factor) },
        { title: "Results", numeric: true },
        { title: "Pairs", numeric: true },
        { title: "Ratio", numeric: true },
        { title: "95 % from", numeric: true },
        { title: "to", numeric: true },
        { title: "Lowest", numeric: true },
        { title: "Highest", numeric: true },
      ]}
      rows={answer.effects.map((effect) => ({
        key: effect.value,
        cells: [
          effect.value === answer.baseline
            ? `${factValue(view.factor, effect.value)}, the baseline`
            : factValue(view.factor, effect.value),
          count(effect.results),
          count(effect.pairs_total),
          shown(effect.ratio),
          shown(effect.ratio_ci95_low),
          shown(effect.ratio_ci95_high),
          shown(effect.ratio_lowest),
          shown(effect.ratio_highest),
        ],
      }))}
    />
  );
}

/** What of the configuration some pairs do not state. */
function cautionOf({ not_stated, effects }: Sensitivity): string {
  if (not_stated.length === 0 || effects.every(({ pairs_total }) => pairs_total === 0)) return "";
  const names = not_stated.map((fact) => rowFacts[fact].title.toLowerCase());
  return ` Some results do not state their ${names.join(", ")}; what is not stated counts as equal.`;
}

export function Effects({ answer, view, onView }: QuestionProps & { answer: Sensitivity }) {
  const build = useCallback<Build>(
    (colours, width) => effectsFigure(answer, view.factor, colours, width),
    [answer, view.factor],
  );
  const metric = shownMetric(view.metric);
  const title = `Effect of ${factTitle(view.factor).toLowerCase()} on ${metric.title.toLowerCase()}`;
  const none = knownEffects(answer).length === 0;
  return (
    <ChartFrame
      id="effects"
      title={title}
      caption={
        <>
          {answer.summary} Grey: single pairs, twelve of a value at most. Blue: their geometric mean with its 95 %
          interval (Student t over logarithms, from three pairs on).{cautionOf(answer)}
        </>
      }
      fileName="lem-effects"
      rows={() => csvOf(answer, view.metric)}
      draw={(format) => pictureOf(build, title, format)}
      table={<Table answer={answer} view={view} />}
    >
      {none ? (
        <Nothing
          text="Pairs appear when someone measures one configuration with two values of this."
          view={view}
          onView={onView}
        />
      ) : (
        <Plot build={build} label={`${title}. ${answer.summary}`} />
      )}
    </ChartFrame>
  );
}
