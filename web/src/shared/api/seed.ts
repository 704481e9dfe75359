import type { LeaderboardPage, MetricList, ResultDetail, Stats } from "./wire";

/** What the server knew when it wrote the page, so that the first view needs no request. */
export interface Seed {
  leaderboard?: LeaderboardPage;
  stats?: Stats;
  result?: ResultDetail;
  metrics?: MetricList;
}

const pagePath = location.pathname + location.search;

function read(): Seed {
  const text = document.getElementById("lem-data")?.textContent;
  if (!text) return {};
  try {
    return JSON.parse(text) as Seed;
  } catch {
    return {};
  }
}

const seed = read();
/** The data of this very address; nothing once the visitor has moved on. */
export const seeded = (): Seed => (location.pathname + location.search === pagePath ? seed : {});
