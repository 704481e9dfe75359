/** Figures and names in the words that all charts share. */
import { energyScopes, metrics, rowFacts } from "@/shared/api/vocabulary";
import type { AnalysedResult } from "@/shared/api/wire";
import { figure, number, plural } from "@/shared/format/number";
import { engineLook, shortHardware, shortModel } from "@/shared/format/words";
import type { Fact } from "./view";

export interface Shown {
  title: string;
  unit: string;
  factor: number;
  higherIsBetter: boolean;
}

/** How a metric is shown. */
export function shownMetric(name: string): Shown {
  const known = metrics.find((metric) => metric.name === name);
  return {
    title: known?.title ?? name,
    unit: known?.displayUnit ?? "",
    factor: known?.displayFactor ?? 1,
    higherIsBetter: known?.higherIsBetter ?? true,
  };
}

export const withUnit = (text: string, unit: string) => (unit === "" ? text : `${text} ${unit}`);

/** "12.3 ± 0.4 tok/J" */
export function valueText({ value, ci95_half_width }: AnalysedResult, { factor, unit }: Shown): string {
  const shown = figure(value * factor, ci95_half_width === null ? null : ci95_half_width * factor);
  return withUnit(shown.plusMinus === null ? shown.value : `${shown.value} ± ${shown.plusMinus}`, unit);
}

/** "tok/J ↑ better" */
export const axisTitle = ({ title, unit, higherIsBetter }: Shown) =>
  `${title}${unit === "" ? "" : `, ${unit}`}, ${higherIsBetter ? "higher" : "lower"} is better`;

export const factTitle = (fact: Fact): string => rowFacts[fact].title;

/** A value of a fact as people read it. */
export function factValue(fact: Fact, value: string): string {
  if (value === "") return "not stated";
  switch (fact) {
    case "model":
      return shortModel(value);
    case "engine":
      return engineLook(value).label;
    case "engine_version": {
      const space = value.indexOf(" ");
      return `${engineLook(value.slice(0, space)).label} ${value.slice(space + 1)}`;
    }
    case "hardware":
      return shortHardware(value).replace(/^(\d+ x) NVIDIA /, "$1 ");
    case "hardware_count":
      return plural(Number(value), "device");
    default:
      return value;
  }
}

export const scopeText = (scope: string | null): string =>
  scope === null ? "" : energyScopes[scope as keyof typeof energyScopes].title;

/** The value of a group with its energy scope, if there is one. */
export const groupText = (fact: Fact, value: string, scope: string | null): string =>
  scope === null ? factValue(fact, value) : `${factValue(fact, value)}, ${scopeText(scope)}`;

export const ratioText = (ratio: number): string => `${number(ratio)} ×`;

/** Long names make room for the drawing. */
export const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
