/** The results of a model as objects, from the columns in which they are sent. */
import type { RankedMetric, ResultColumns } from "@/shared/api/wire";
import { rankedMetrics } from "@/shared/api/vocabulary";
import type { EnergyScope, Trust } from "@/shared/format/words";

export interface Point {
  id: string;
  hardware: string;
  precision: string;
  engine: string;
  load: string;
  energyScope: EnergyScope;
  trust: Trust;
  submittedBy: string;
  submittedAt: string;
  concurrency: number | null;
  /** It may not be ranked: its energy is modelled, it was stopped early, or a check warns of it. */
  ranked: boolean;
  values: Partial<Record<RankedMetric, number | null>>;
}

const unrankedMethods = ["modelled", "replayed"];

export function pointsOf(columns: ResultColumns): Point[] {
  const text = (field: string) => {
    const column = columns.texts[field];
    return (i: number) => column?.values[column.codes[i] ?? -1] ?? "";
  };
  const [hardware, precision, engine, load] = ["hardware", "precision", "engine", "load"].map(text) as [
    (i: number) => string,
    (i: number) => string,
    (i: number) => string,
    (i: number) => string,
  ];
  const scope = text("energy_scope");
  const method = text("energy_method");
  const trust = text("trust");
  const by = text("submitted_by");
  const reason = text("not_ranked");
  const metrics = rankedMetrics.filter((name) => columns.numbers[name] !== undefined);
  return columns.ids.map((id, i) => ({
    id,
    hardware: hardware(i),
    precision: precision(i),
    engine: engine(i),
    load: load(i),
    energyScope: scope(i) as EnergyScope,
    trust: trust(i) as Trust,
    submittedBy: by(i),
    submittedAt: columns.submitted_at[i] ?? "",
    concurrency: columns.numbers["concurrency"]?.[i] ?? null,
    ranked: reason(i) === "" && !unrankedMethods.includes(method(i)),
    values: Object.fromEntries(metrics.map((name) => [name, columns.numbers[name]?.[i] ?? null])),
  }));
}
