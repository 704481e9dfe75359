import { Link } from "@tanstack/react-router";
import type { LeaderboardPage } from "@/shared/api/wire";
import { plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { choosable, isExtra, isShown, metricColumns, orderName, orders, type Column } from "@/shared/ui/board-columns";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import { Popover } from "@/shared/ui/popover";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import { csvPath } from "./queries";
import { isFiltered, withFlagged, withoutDefaults, type View } from "./search";

function toggled(view: View, column: Column): View {
  const { key } = column;
  const list = isExtra(column) ? "show" : "hide";
  return {
    ...view,
    [list]: view[list].includes(key) ? view[list].filter((item) => item !== key) : [...view[list], key],
  };
}

function ColumnMenu({ view, onView }: ViewProps) {
  return (
    <details className={control["facet"]} name="facet">
      <summary className={cx(control["button"], control["plain"])}>Columns</summary>
      <Popover title="Columns" look={control["right"]}>
        {choosable.map((column) => (
          <label key={column.key} className={cx(control["option"], column.optional && styles["needsRoom"])}>
            <input
              type="checkbox"
              checked={isShown(column, view)}
              disabled={orders(column, view.sort)}
              onChange={() => {
                onView(toggled(view, column), "push");
              }}
            />
            <span>
              {column.title}
              {isExtra(column) && <span className="muted"> {column.note}</span>}
            </span>
          </label>
        ))}
      </Popover>
    </details>
  );
}

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
        {metricColumns.map(({ key, metric }) => (
          <option key={key} value={metric.firstOrder}>
            {metric.title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** "Results by throughput" */
export const captionOf = (sort: string) => ["Results", orderName(sort)].filter(Boolean).join(" by ");

/** "3 results match, ordered by throughput" */
function statusOf(drawn: View, { total, flagged }: LeaderboardPage): string {
  if (total === 0) return flagged === 0 ? "No result matches" : "No result matches.";
  const verb = isFiltered(drawn) ? (total === 1 ? " matches" : " match") : "";
  return `${plural(total, "result")}${verb}, ordered by ${orderName(drawn.sort) ?? drawn.sort}`;
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
}

export function BoardHead({ view, onView, drawn, first }: HeadProps) {
  return (
    <div className={styles["boardHead"]}>
      <p className="small muted">
        <span role="status">{first && statusOf(drawn, first)}</span>
        {first && first.total > 0 && ". ± is the half-width of the 95 % interval over n cycles."}
        {first && <FlaggedNote drawn={drawn} flagged={first.flagged} />}
      </p>
      <SortMenu view={view} onView={onView} />
      <span className={cx(styles["row"], styles["push"])}>
        <span className="wide-only">
          <ColumnMenu view={view} onView={onView} />
        </span>
        <a className={cx(control["button"], control["plain"])} href={csvPath(view)} download="lem-leaderboard.csv">
          Export CSV
        </a>
        <CopyButton label="Copy link" text={() => location.href} />
      </span>
    </div>
  );
}
