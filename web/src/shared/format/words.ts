import { checks, energyMethods, energyScopes, engineSymbols, engines, ownSource, trustLevels } from "../api/vocabulary";
import type { LeaderboardRow } from "../api/wire";
import { tokens } from "./number";

export type EnergyScope = LeaderboardRow["energy_scope"];
export type EnergyMethod = LeaderboardRow["energy_method"];
export type Trust = LeaderboardRow["trust"];

type Words = Readonly<Record<string, { readonly title: string }>>;
const title = (words: Words, name: string) => words[name]?.title ?? name;
export const scopeNames = Object.keys(energyScopes);
export const methodNames = Object.keys(energyMethods);
export const trustOrder = Object.keys(trustLevels) as Trust[];
export const scopeWord = (scope: string) => title(energyScopes, scope);
export const methodWord = (method: string) => title(energyMethods, method);
export const sourceWord = (source: string) => (source === ownSource ? "measured by lem" : source);
/** "E5 Power was sampled without gaps": a check by its code. */
export const flagWord = (code: string) => [code, (checks as Words)[code]?.title].filter(Boolean).join(" ");
export const trustWord = (trust: string) => title(trustLevels, trust);

/** "16 in, 32 out" for a mean request; only the half that is known, or nothing. */
export const lengthsText = (row: LeaderboardRow, format = tokens) =>
  [
    row.input_tokens === null ? "" : `${format(row.input_tokens)} in`,
    row.output_tokens === null ? "" : `${format(row.output_tokens)} out`,
  ]
    .filter(Boolean)
    .join(", ");

/** The last part of Qwen/Qwen3-8B is what people call it. */
export const shortModel = (name: string) => name.slice(name.lastIndexOf("/") + 1);

export type EngineSymbol = (typeof engineSymbols)[keyof typeof engineSymbols] | "other";
export interface EngineLook {
  /** Class that sets the colour; id of the symbol is m-KEY. */
  key: EngineSymbol;
  label: string;
}
const symbols: Readonly<Record<string, EngineSymbol>> = engineSymbols;
/** Fixed: an engine never changes its colour or symbol. */
export const engineLook = (name: string): EngineLook => ({
  key: symbols[name] ?? "other",
  label: title(engines, name),
});

/** Makers' names are left out where space is short; the full name is the title. */
export const shortHardware = (name: string) =>
  name
    .replace(/^unknown device$/, "hardware not stated")
    .replace(/^NVIDIA /, "")
    .replace(/^GeForce /, "")
    .replace(/\((R|TM)\)/g, "")
    .replace(/ (CPU )?@ [\d.]+ ?GHz$/, "");
