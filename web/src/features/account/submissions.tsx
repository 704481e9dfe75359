/** What the account has published, in any state. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { removeWith } from "@/shared/api/client";
import { apiPages } from "@/shared/api/queries";
import type { LeaderboardRow } from "@/shared/api/wire";
import { date, plural } from "@/shared/format/number";
import { shortHardware, shortModel } from "@/shared/format/words";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Field } from "@/shared/ui/field";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "@/shared/ui/problem";
import styles from "./account.module.css";

const submissionsQuery = () => apiPages("/api/v1/account/results", {}, (cursor) => ({ cursor }));

function Withdraw({ row, done }: { row: LeaderboardRow; done: () => void }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const withdraw = useMutation({
    mutationFn: () => removeWith("/api/v1/results/{id}", { reason }, { path: { id: row.id } }),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withdraw.mutate();
  };
  const name = <span className="visually-hidden"> {shortModel(row.model)}</span>;
  if (!open)
    return (
      <button
        type="button"
        className={cx(control["button"], control["quiet"])}
        onClick={() => {
          setOpen(true);
        }}
      >
        Withdraw{name}
      </button>
    );
  return (
    <form className={styles["withdraw"]} onSubmit={submit}>
      <Field label="Reason, which everybody sees" value={reason} change={setReason} autoComplete="off" />
      <div className={layout["row"]}>
        <button type="submit" className={cx(control["button"], control["danger"])} disabled={withdraw.isPending}>
          Withdraw{name}
        </button>
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            setOpen(false);
          }}
        >
          Keep
        </button>
      </div>
      {withdraw.isError && <Problem error={withdraw.error} />}
    </form>
  );
}

export function Submissions() {
  const client = useQueryClient();
  const list = useInfiniteQuery(submissionsQuery());
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const refresh = () => void client.invalidateQueries({ queryKey: submissionsQuery().queryKey });
  return (
    <section className={layout["section"]} aria-labelledby="submissions">
      <header>
        <h2 id="submissions">Results</h2>
      </header>
      <div className={layout["stack"]}>
        {list.isError && <Problem error={list.error} />}
        {list.isSuccess && rows.length === 0 && (
          <p>
            You have published nothing yet. <a href={at("/submit")}>Check and publish a result</a>, or run{" "}
            <code>lem submit</code> after <code>lem login</code>.
          </p>
        )}
        <ul className={styles["items"]}>
          {rows.map((row) => (
            <li key={row.id}>
              <div>
                <Link to="/results/$resultId" params={{ resultId: row.id }}>
                  {shortModel(row.model)}
                </Link>
                <div className="fine muted">
                  {shortHardware(row.hardware)}
                  {row.precision && ` · ${row.precision}`} · {date(row.submitted_at)} · {row.state}
                  {row.flags.length > 0 && ` · ${plural(row.flags.length, "flag")}`}
                </div>
              </div>
              {row.state === "listed" && <Withdraw row={row} done={refresh} />}
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <div>
            <button
              type="button"
              className={control["button"]}
              disabled={list.isFetchingNextPage}
              onClick={() => {
                void list.fetchNextPage();
              }}
            >
              Show more
            </button>
          </div>
        )}
      </div>
    </section>
  );
}
