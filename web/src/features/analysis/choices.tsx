/** What a question can be asked about. */
import { metrics, rankedMetrics, rowFacts } from "@/shared/api/vocabulary";
import { Choice, type QuestionProps } from "./answer";
import { factTitle } from "./words";
import type { Fact } from "./view";

const titleOf = (name: string) => metrics.find((metric) => metric.name === name)?.title ?? name;
const metricOptions = rankedMetrics.map((name) => [name, titleOf(name)] as const);

export const MetricChoice = ({ view, onView }: QuestionProps) => (
  <Choice
    label="Metric"
    value={view.metric}
    options={metricOptions}
    onChange={(metric) => {
      onView({ ...view, metric });
    }}
  />
);

export const facts = Object.keys(rowFacts) as Fact[];
export const factOptions = (but?: Fact) =>
  facts.filter((fact) => fact !== but).map((fact) => [fact, factTitle(fact)] as const);

export const GroupChoice = ({ view, onView, label }: QuestionProps & { label: string }) => (
  <Choice
    label={label}
    value={view.group}
    options={factOptions()}
    onChange={(group) => {
      onView({ ...view, group });
    }}
  />
);
