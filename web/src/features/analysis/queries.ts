import { keepPreviousData } from "@tanstack/react-query";
import { apiQuery } from "@/shared/api/queries";
import { filterParams, filters, type AnalysisView } from "./view";

/** The view before stays until the answer comes. */
const kept = { placeholderData: keepPreviousData } as const;

export const countsQuery = (view: AnalysisView) => ({
  ...apiQuery("/api/v1/leaderboard", {
    query: { ...filterParams(view), facets: [...filters], fields: ["id"], limit: 1 },
  }),
  ...kept,
});

const params = (view: AnalysisView) => ({ ...filterParams(view), metric: view.metric });

export const distributionQuery = (view: AnalysisView) => ({
  ...apiQuery("/api/v1/analysis/distribution", { query: { ...params(view), group: view.group } }),
  ...kept,
});

export const sensitivityQuery = (view: AnalysisView) => ({
  ...apiQuery("/api/v1/analysis/sensitivity", {
    query: {
      ...params(view),
      factor: view.factor,
      across: view.across,
      ...(view.baseline === "" ? {} : { baseline: view.baseline }),
    },
  }),
  ...kept,
});

export const scalingQuery = (view: AnalysisView) => ({
  ...apiQuery("/api/v1/analysis/scaling", { query: params(view) }),
  ...kept,
});

export const trendQuery = (view: AnalysisView) => ({
  ...apiQuery("/api/v1/analysis/trend", { query: { ...params(view), group: view.group, order: view.order } }),
  ...kept,
});

export const curveQuery = (view: AnalysisView) => ({
  ...apiQuery("/api/v1/analysis/curve", {
    query: { ...filterParams(view), systems: [...view.systems], slo: [...view.slo] },
  }),
  ...kept,
});
