import { useEffect, useRef } from "react";
import { count, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import styles from "./leaderboard-page.module.css";

/** After more rows arrive, reading continues at the first of them; the button that was pressed may be gone. */
function useFocusOnAdded(rows: number) {
  const from = useRef(Infinity);
  useEffect(() => {
    if (rows <= from.current) return;
    document.querySelector<HTMLElement>(`tr[data-row="${String(from.current)}"] th a`)?.focus();
    from.current = Infinity;
  }, [rows]);
  return () => {
    from.current = rows;
  };
}

interface MoreProps {
  /** Of the list. */
  shown: number;
  /** Of the table, where rows that are pinned may be added. */
  drawn: number;
  total: number;
  /** Absent when all rows are shown. */
  onMore: (() => void) | undefined;
  busy: boolean;
  failed: boolean;
  onKeys: () => void;
}

/** How many of the rows are shown, and a button for more. */
export function More({ shown, drawn, total, onMore, busy, failed, onKeys }: MoreProps) {
  const markAdded = useFocusOnAdded(drawn);
  return (
    <div className={styles["more"]}>
      {onMore && (
        <button
          type="button"
          className={control["button"]}
          disabled={busy}
          onClick={() => {
            markAdded();
            onMore();
          }}
        >
          Show {Math.min(25, Math.max(total - shown, 1))} more
        </button>
      )}
      <span>
        {count(shown)} of {plural(total, "result")} shown. ± is the half-width of the 95 % interval over n cycles.
      </span>
      {failed && <span role="alert">More could not be loaded; try again.</span>}
      <button type="button" className={cx(control["button"], control["plain"], "wide-only")} onClick={onKeys}>
        Keys <kbd>?</kbd>
      </button>
    </div>
  );
}
