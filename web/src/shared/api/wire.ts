/** The wire types, by their short names. They are generated from the server's own description. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
/** What may be left out of a request is always there, or null, in an answer. */
export type Answered<T> = T extends (infer Item)[]
  ? Answered<Item>[]
  : T extends object
    ? { [K in keyof T]-?: Answered<T[K]> }
    : T;

export type LeaderboardRow = Answered<Schemas["LeaderboardRow"]>;
export type LeaderboardPage = Answered<Schemas["LeaderboardPage"]>;
export type RankedValue = Answered<Schemas["RankedValue"]>;
export type RankedMetric = keyof Schemas["RankedValues"];
export type FacetValue = Schemas["FacetValue"];
export type Stats = Schemas["SiteStats"];
export type MetricList = Schemas["MetricList"];
export type MetricSummary = Answered<Schemas["MetricSummary"]>;
export type ResultDocument = Answered<Schemas["Result"]>;
export type ResultDetail = Answered<Schemas["ResultDetail"]>;
export type Check = Answered<Schemas["Check"]>;
export type CheckReport = Answered<Schemas["CheckReport"]>;
export type FileReport = Answered<Schemas["FileReport"]>;
export type GivenFacts = NonNullable<paths["/api/v1/results/import"]["post"]["parameters"]["query"]>;
export type FileReference = Schemas["FileReference"];
export type Receipt = Answered<Schemas["Receipt"]>;
