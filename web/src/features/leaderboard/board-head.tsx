import { Link } from "@tanstack/react-router";
import type { LeaderboardPage } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { orderName, sortColumns } from "@/shared/ui/board-columns";
import control from "@/shared/ui/control.module.css";
import { ExportMenu } from "@/shared/ui/export-menu";
import { ShareLinks } from "@/shared/ui/share-links";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import { withFlagged, withoutDefaults, type View } from "./search";
import { ViewMenu } from "./view-menu";

/** Where rows are cards, their headers are not there to sort by. */
function SortMenu({ view, onView }: ViewProps) {
  return (
    <label className={cx(styles["sortBy"], "narrow-only")}>
      Sort
      <select
        className={control["select"]}
        value={view.sort}
        onChange={(event) => {
          onView({ ...view, sort: event.target.value }, "push");
        }}
      >
        {sortColumns.map(({ key, order }) => (
          <option key={key} value={order.firstOrder}>
            {order.title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** "Results by throughput" */
export const captionOf = (sort: string) => ["Results", orderName(sort)].filter(Boolean).join(" by ");

/** "3 results." or, when only some of those that match are listed, "2 of 3 results." */
export function countText({ total, results }: Pick<LeaderboardPage, "total" | "results">): string {
  if (results === 0) return "No result matches.";
  return `${total === results ? "" : `${count(total)} of `}${plural(results, "result")}.`;
}

/** How many flagged results are left out or added; nothing when flags are chosen one by one. */
function FlaggedNote({ drawn, flagged }: { drawn: View; flagged: number }) {
  if (flagged === 0 || drawn.flags.length > 0) return null;
  const hidden = drawn.flagged === "hidden";
  return (
    <>
      {" "}
      {plural(flagged, "flagged result")} {hidden ? "hidden: " : "included: "}
      <Link to="/" search={withoutDefaults(withFlagged(drawn, hidden ? "shown" : "hidden"))}>
        {hidden ? "show" : "hide"}
      </Link>
      .
    </>
  );
}

interface HeadProps extends ViewProps {
  /** The view whose rows are shown, which may be the one before. */
  drawn: View;
  /** Nothing before there is an answer. */
  first: LeaderboardPage | undefined;
  /** Rows that are shown. */
  shown?: number;
}

/** The question in words, and what can be done with the list. */
export function BoardHead({ view, onView, drawn, first, shown }: HeadProps) {
  return (
    <div className={styles["boardHead"]}>
      <p className="small muted">
        <span role="status">
          {first && (
            <>
              <b>{countText(first)}</b> {first.meaning}
            </>
          )}
        </span>
        {first && <FlaggedNote drawn={drawn} flagged={first.flagged} />}
      </p>
      <SortMenu view={view} onView={onView} />
      <span className={cx(styles["row"], styles["push"])}>
        <span className="wide-only">
          <ViewMenu view={view} onView={onView} />
        </span>
        <ExportMenu path="/leaderboard" search={withoutDefaults(view)} plain />
        <ShareLinks {...(shown === undefined ? {} : { rows: shown })} />
      </span>
    </div>
  );
}
