import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { usePrivateView } from "@/shared/api/private-view";
import { followChanges } from "@/shared/lib/changes";
import { plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import styles from "./leaderboard-page.module.css";
import { isOfBoard, totalQuery } from "./queries";
import type { View } from "./search";

/** How many more results match the view than when its rows came; counted anew when the server says that results changed. */
function useNewResults(view: View, results: number): number {
  const { data, refetch } = useQuery({ ...totalQuery(view), enabled: false });
  useEffect(() => followChanges("results", () => void refetch()), [refetch]);
  return Math.max((data?.results ?? 0) - results, 0);
}

/** The offer to load new results. The pages of a private view load them by themselves. */
export function NewResults(props: { view: View; results: number }) {
  return usePrivateView().view ? null : <Offer {...props} />;
}

/** Says that there are new results, above the page so that nothing moves, and loads them when asked to. */
function Offer({ view, results }: { view: View; results: number }) {
  const fresh = useNewResults(view, results);
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
