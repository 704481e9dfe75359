/** The filters and constraints of a view in words, as the server has them (src/pages/board_filters.cpp). */
import { engineLook, flagWord, methodWord, scopeWord, sourceWord, trustWord } from "@/shared/format/words";
import { metricColumns } from "@/shared/ui/board-columns";
import { loadRanges, readExclusion, type Filter, type Ranged, type View } from "./search";
import { limitWords, readLimit } from "@/shared/lib/slo";

export const filterTitles: Record<Filter, string> = {
  hardware: "Hardware",
  engine: "Engine",
  precision: "Precision",
  energy_scope: "Energy scope",
  energy_method: "Energy method",
  trust: "Trust",
  grade: "Grade",
  source: "Source",
  flags: "Flags",
  model: "Model",
};
const valueWords: Partial<Record<Filter, (value: string) => string>> = {
  engine: (value) => engineLook(value).label,
  energy_scope: scopeWord,
  energy_method: methodWord,
  trust: trustWord,
  source: sourceWord,
  flags: flagWord,
};
/** How a value of a filter is read. */
export const valueWord = (filter: Filter, value: string) => valueWords[filter]?.(value) ?? value;

export interface RangeTitle {
  name: Ranged;
  title: string;
  unit: string;
}
const loadTitles: Record<(typeof loadRanges)[number], [string, string]> = {
  concurrency: ["Requests in flight", ""],
  input_tokens: ["Input", "tokens"],
  output_tokens: ["Output", "tokens"],
};
/** Numbers of the load that can be limited. */
export const loadLimits: readonly RangeTitle[] = loadRanges.map((name) => ({
  name,
  title: loadTitles[name][0],
  unit: loadTitles[name][1],
}));
/** The weights of the model, and what has a column. */
export const otherLimits: readonly RangeTitle[] = [
  { name: "parameters_billions", title: "Weights", unit: "B" },
  ...metricColumns
    .filter((column) => !column.extra)
    .map(({ key, title, metric }) => ({ name: key, title, unit: metric.unit })),
];

/** "7..14", "..14"; one number where both ends are equal. */
const rangeText = (range: string) => {
  const [low = "", high = ""] = range.split("..");
  return low !== "" && Number(low) === Number(high) ? low : range;
};
export function rangeWords(name: Ranged, range: string): string {
  const known = [...loadLimits, ...otherLimits].find((limit) => limit.name === name);
  return [known?.title.toLowerCase() ?? name, rangeText(range), known?.unit].filter(Boolean).join(" ");
}

/** A constraint of the view: `parameter` is a query parameter's name, or one value of `slo` or `exclude`. */
export function constraintWords(view: View, parameter: string): string {
  const limit = readLimit(parameter);
  if (limit) return limitWords(limit);
  const exclusion = readExclusion(parameter);
  if (exclusion) {
    const { filter, value } = exclusion;
    return `excluding ${filterTitles[filter].toLowerCase()} ${valueWord(filter, value)}`;
  }
  if (parameter === "q") return `search “${view.q}”`;
  if (parameter === "min_quality") return `grade of at least ${view.min_quality}`;
  if (parameter in filterTitles) {
    const filter = parameter as Filter;
    return `${filterTitles[filter].toLowerCase()} ${view[filter].map((value) => valueWord(filter, value)).join(", ")}`;
  }
  return rangeWords(parameter as Ranged, view[parameter as Ranged]);
}

/** Why a result is not in the list of the view: the parameters that exclude it, by name. */
export function exclusionWords(view: View, parameters: readonly string[]): string {
  const words = parameters.map((parameter) => {
    if (parameter === "best_per") return "another result is the best of its kind";
    if (parameter === "pareto") return "another result is better in both metrics";
    if (parameter === "flagged") return view.flagged === "only" ? "no check warns of it" : "a check warns of it";
    return constraintWords(view, parameter);
  });
  return `not in this list: ${words.join("; ")}`;
}

/** The view without one constraint. */
export function withoutConstraint(view: View, parameter: string): View {
  if (parameter === "flagged") return { ...view, flagged: view.flagged === "hidden" ? "shown" : "hidden" };
  if (readLimit(parameter)) return { ...view, slo: view.slo.filter((text) => text !== parameter) };
  if (readExclusion(parameter)) return { ...view, exclude: view.exclude.filter((text) => text !== parameter) };
  return { ...view, [parameter]: Array.isArray(view[parameter as keyof View]) ? [] : "" };
}
