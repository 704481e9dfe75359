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
export type PrivateView = Answered<Schemas["PrivateView"]>;
export type SavedView = Answered<Schemas["SavedView"]>;
export type AnswerChanges = Answered<Schemas["AnswerChanges"]>;
export type AnswerChange = Answered<Schemas["AnswerChange"]>;
export type ChangeLog = Answered<Schemas["ChangeLog"]>;
export type Receipt = Answered<Schemas["Receipt"]>;
export type ResultComparison = Answered<Schemas["ResultComparison"]>;
export type ComparisonEntry = Answered<Schemas["ComparisonEntry"]>;
export type ComparisonRefusal = Answered<Schemas["ComparisonRefusal"]>;
export type ComparedMetric = Answered<Schemas["ComparedMetric"]>;
export type ComparedValue = Answered<Schemas["ComparedValue"]>;
export type ComparedFact = Answered<Schemas["ComparedFact"]>;
export type RequestDistribution = Answered<Schemas["RequestDistribution"]>;
export type LatencyHistogram = Answered<Schemas["LatencyHistogram"]>;
export type MetricDistribution = Answered<Schemas["MetricDistribution"]>;
export type Sensitivity = Answered<Schemas["Sensitivity"]>;
export type FactorEffect = Answered<Schemas["FactorEffect"]>;
export type Scaling = Answered<Schemas["Scaling"]>;
export type ScalingSeries = Answered<Schemas["ScalingSeries"]>;
export type Trend = Answered<Schemas["Trend"]>;
export type TrendSeries = Answered<Schemas["TrendSeries"]>;
export type OperatingCurves = Answered<Schemas["OperatingCurves"]>;
export type OperatingCurve = Answered<Schemas["OperatingCurve"]>;
export type CurveSystem = Answered<Schemas["CurveSystem"]>;
export type LoadPoint = Answered<Schemas["LoadPoint"]>;
export type AnalysedResults = Answered<Schemas["AnalysedResults"]>;
export type AnalysedResult = Answered<Schemas["AnalysedResult"]>;
export type ModelList = Answered<Schemas["ModelList"]>;
export type ModelSummary = Answered<Schemas["ModelSummary"]>;
export type ModelDetail = Answered<Schemas["ModelDetail"]>;
export type CoveredHardware = Schemas["CoveredHardware"];
export type ResultColumns = Answered<Schemas["ResultColumns"]>;
export type HardwareList = Answered<Schemas["HardwareList"]>;
export type HardwareSummary = Answered<Schemas["HardwareSummary"]>;
export type HardwareDetail = Answered<Schemas["HardwareDetail"]>;
export type ObservedQuantity = Answered<Schemas["ObservedQuantity"]>;
export type PowerHistogram = Answered<Schemas["PowerHistogram"]>;
