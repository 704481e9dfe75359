/** The browsers that are signed in to the account. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { remove } from "@/shared/api/client";
import { apiQuery } from "@/shared/api/queries";
import { date, dateTime } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "@/shared/ui/problem";
import styles from "./account.module.css";

const sessionsQuery = () => apiQuery("/api/v1/sessions", {});

export function Sessions() {
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery());
  const refresh = () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey });
  const end = useMutation({
    mutationFn: (id: string) => remove("/api/v1/sessions/{id}", { path: { id } }),
    onSettled: refresh,
  });
  const endOthers = useMutation({ mutationFn: () => remove("/api/v1/sessions"), onSettled: refresh });
  const items = sessions.data?.items ?? [];
  const problem = sessions.error ?? end.error ?? endOthers.error;
  return (
    <section className={layout["section"]} aria-labelledby="sessions">
      <header>
        <h2 id="sessions">Signed-in browsers</h2>
        {items.length > 1 && (
          <button
            type="button"
            className={cx(control["button"], control["quiet"], layout["push"])}
            disabled={endOthers.isPending}
            onClick={() => {
              endOthers.mutate();
            }}
          >
            Sign out all others
          </button>
        )}
      </header>
      {problem && <Problem error={problem} />}
      <ul className={styles["items"]}>
        {items.map((session) => (
          <li key={session.id}>
            <div>
              {session.description || "A browser"}
              <div className="fine muted">
                {session.origin && `by ${session.origin}, `}
                {date(session.created_at)}
                {session.last_used_from && ` · ${session.last_used_from}`}
                {session.last_used_at && ` · last used ${dateTime(session.last_used_at)}`}
              </div>
            </div>
            {session.is_current ? (
              <span className="fine muted">this one</span>
            ) : (
              <button
                type="button"
                className={cx(control["button"], control["quiet"])}
                disabled={end.isPending}
                onClick={() => {
                  end.mutate(session.id);
                }}
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
