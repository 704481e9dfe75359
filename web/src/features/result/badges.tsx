/** Below the title: how far the result is checked, its cycles and energy scope, where it stands on the leaderboard. The server writes the same (src/pages/result_badges.cpp). */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiQuery } from "@/shared/api/queries";
import type { LeaderboardRow } from "@/shared/api/wire";
import { plural, variationWord } from "@/shared/format/number";
import { scopeWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import data from "@/shared/ui/data.module.css";
import { TrustMark } from "@/shared/ui/data";
import { rankText } from "@/shared/ui/rank";
import styles from "./result-page.module.css";

/** Its rank among energies of its scope, and the operating curve that it is a point of. */
function Standing({ row }: { row: LeaderboardRow }) {
  const { data: standing } = useQuery({
    ...apiQuery("/api/v1/results/{id}/standing", { path: { id: row.id }, query: {} }),
    enabled: row.state === "listed",
  });
  if (!standing) return null;
  const { item, loads = 0 } = standing;
  const rank = item.rank == null ? null : rankText(item.rank, item);
  return (
    <>
      {rank && (
        <span title={rank.title}>
          <Link to="/" search={{ energy_scope: item.energy_scope }}>
            rank {rank.position}
            {rank.range && ` ${rank.range}`}
          </Link>
          <span className="muted"> on the leaderboard, in this energy scope</span>
        </span>
      )}
      {loads > 1 && (
        <Link to="/analysis" search={{ systems: row.id }}>
          operating curve over {loads} loads
        </Link>
      )}
    </>
  );
}

export function Badges({ row }: { row: LeaderboardRow }) {
  return (
    <div className={styles["badges"]}>
      <TrustMark trust={row.trust} />
      {row.imported_from && <span>imported from {row.imported_from}</span>}
      <span>
        {plural(row.cycles, "cycle")}
        {row.cv !== null && `, CV ${(row.cv * 100).toFixed(1)} %`}{" "}
        {row.cv !== null && <span className="muted">{variationWord(row.cv)}</span>}
      </span>
      <span>
        {scopeWord(row.energy_scope)} {row.energy_scope !== "none" && <span className="muted">energy scope</span>}
      </span>
      <Standing row={row} />
      {row.flags.length > 0 && (
        <a className={cx(data["status"], data["warn"])} href="#checks">
          <svg className="icon" aria-hidden="true">
            <use href="#i-warn" />
          </svg>
          {plural(row.flags.length, "warning")}, not ranked
        </a>
      )}
    </div>
  );
}
