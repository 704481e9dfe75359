/** The wire types, by their short names. They are generated from the server's own description. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type LeaderboardRow = Schemas["LeaderboardRow"];
export type LeaderboardPage = Schemas["LeaderboardPage"];
export type LeaderboardPoints = Schemas["LeaderboardPoints"];
export type RankedValue = Schemas["RankedValue"];
export type RankedMetric = keyof Schemas["RankedValues"];
export type FacetValue = Schemas["FacetValue"];
export type Stats = Schemas["Stats"];
export type MetricList = Schemas["MetricList"];
export type MetricSummary = Schemas["MetricSummary"];
export type ResultDocument = Schemas["Result"];
export type ResultDetail = Schemas["ResultDetail"];
export type Check = Schemas["Check"];
export type CheckReport = Schemas["CheckReport"];
export type FileReference = Schemas["FileReference"];
export type Receipt = Schemas["Receipt"];
