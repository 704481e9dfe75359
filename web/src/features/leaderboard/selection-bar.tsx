import { Link } from "@tanstack/react-router";
import { writeList } from "@/shared/lib/address";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import { idsMax } from "./search";
import { canCompare, comparedMax, toggledPins } from "./selection";

/** What can be done with the chosen rows. It stands above the page, so that nothing moves when it comes. */
export function SelectionBar({ view, onView }: ViewProps) {
  const { selected, pinned } = view;
  if (selected.length === 0) return null;
  const allPinned = selected.every((id) => pinned.includes(id));
  const pins = toggledPins(view);
  return (
    <div className={styles["selection"]} role="region" aria-label="Chosen results">
      <span role="status">{selected.length} chosen</span>
      {canCompare(selected) ? (
        <Link className={cx(control["button"], control["primary"])} to="/compare" search={{ ids: writeList(selected) }}>
          Compare {selected.length}
        </Link>
      ) : (
        <span className="small muted">
          {selected.length < 2 ? "Choose another one to compare." : `At most ${String(comparedMax)} can be compared.`}
        </span>
      )}
      <button
        type="button"
        className={control["button"]}
        disabled={pins.length > idsMax}
        title={pins.length > idsMax ? `At most ${String(idsMax)} can be pinned.` : undefined}
        onClick={() => {
          onView({ ...view, pinned: pins, selected: [] }, "push");
        }}
      >
        {allPinned ? "Unpin" : "Pin"} {selected.length}
      </button>
      <button
        type="button"
        className={cx(control["button"], control["plain"])}
        onClick={() => {
          onView({ ...view, selected: [] }, "replace");
        }}
      >
        Clear
      </button>
    </div>
  );
}
