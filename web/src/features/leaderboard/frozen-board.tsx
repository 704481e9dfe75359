/** The rows of an answer by themselves, as they were or as they are: nothing here asks further. The server writes the same (src/pages/frozen_answer.cpp). */
import type { LeaderboardPage } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { Board } from "@/shared/ui/board";
import layout from "@/shared/ui/layout.module.css";
import styles from "./leaderboard-page.module.css";
import { captionOf } from "./board-head";
import { RankNote } from "./leaderboard-page";
import type { ViewProps } from "./props";
import { useRows } from "./use-rows";

export function FrozenBoard({ view, onView, page }: ViewProps & { page: LeaderboardPage }) {
  const { below } = useRows(page.items, view, []);
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Energy efficiency of LLM inference</h1>
          <p className={layout["lead"]}>{page.meaning}</p>
        </div>
      </div>
      <Board
        caption={captionOf(view.sort)}
        rows={below}
        hide={view.hide}
        show={view.show}
        sort={view.sort}
        compact={view.density === "compact"}
        onSort={(sort) => {
          onView({ ...view, sort }, "push");
        }}
      />
      <div className={styles["more"]}>
        <span>
          {page.items.length === 0
            ? "No result matches."
            : `${count(page.items.length)} of ${plural(page.total, "result")} shown. ± is the half-width of the 95 % interval over n cycles.`}
        </span>
      </div>
      <RankNote view={view} facets={page.facets} />
    </main>
  );
}
