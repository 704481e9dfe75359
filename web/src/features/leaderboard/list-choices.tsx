import { listChoices } from "@/shared/api/vocabulary";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";

/** What the list has one row of: every result, or the best of each. */
export function ListChoices({ view, onView }: ViewProps) {
  return (
    <div className={cx(control["segmented"], styles["push"])} role="group" aria-label="One row for">
      {listChoices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={view.best_per === value}
          onClick={() => {
            // The best of each and a Pareto front are two answers to "which results".
            onView({ ...view, best_per: value, pareto: value === "" ? view.pareto : [] }, "push");
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
