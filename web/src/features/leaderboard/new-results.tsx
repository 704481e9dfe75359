import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { followChanges } from "@/shared/lib/changes";
import { plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import styles from "./leaderboard-page.module.css";
import { isOfBoard, totalQuery } from "./queries";
import type { View } from "./search";

/** How many more results match the view than its rows are from; counted anew when the server says that results changed. */
function useNewResults(view: View, total: number): number {
  const { data, refetch } = useQuery({ ...totalQuery(view), enabled: false });
  useEffect(() => followChanges("results", () => void refetch()), [refetch]);
  return Math.max((data?.total ?? 0) - total, 0);
}

/** Says that there are new results, above the page so that nothing moves, and loads them when asked to. */
export function NewResults({ view, total }: { view: View; total: number }) {
  const fresh = useNewResults(view, total);
  const client = useQueryClient();
  const load = () => {
    void client.invalidateQueries({ predicate: ({ queryKey }) => isOfBoard(queryKey) });
    // The button goes away; reading goes on at the rows.
    document.getElementById("board-title")?.focus({ preventScroll: true });
  };
  return (
    <div className={styles["fresh"]} aria-live="polite">
      {fresh > 0 && (
        <button type="button" className={cx(control["button"], control["primary"])} onClick={load}>
          {plural(fresh, "new result")}
        </button>
      )}
    </div>
  );
}
