/** The rank that a row has in its list, and those that the intervals allow. */
import type { LeaderboardRow } from "../api/wire";
import { Missing } from "../ui/data";
import data from "../ui/data.module.css";
import { rankOf } from "../ui/rank";

export function RankCell({ row, sort }: { row: LeaderboardRow; sort: string }) {
  const rank = rankOf(row, sort);
  if ("reason" in rank) return <Missing reason={rank.reason} />;
  return (
    <span title={rank.title}>
      <b>{rank.position}</b> <span className={data["range"]}>{rank.range}</span>
    </span>
  );
}
