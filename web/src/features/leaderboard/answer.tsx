/** What is said of an answer: that rows may not be comparable, or that there are none. The server has the same words (src/pages/board_status.cpp). */
import { Link } from "@tanstack/react-router";
import type { LeaderboardPage, LeaderboardRow } from "@/shared/api/wire";
import { usePrivateView } from "@/shared/api/private-view";
import { plural, tokens } from "@/shared/format/number";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Icon } from "@/shared/ui/symbols";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import { isFiltered, withFlagged, withoutDefaults, withoutFilters } from "./search";
import { constraintWords, withoutConstraint } from "./words";

/** The lengths that most rows state; nothing if all that state some state the same. */
export function usualLengths(
  rows: readonly Pick<LeaderboardRow, "input_tokens" | "output_tokens">[],
): { input: number; output: number } | null {
  const counts = new Map<string, { input: number; output: number; count: number }>();
  for (const { input_tokens: input, output_tokens: output } of rows) {
    if (input === null || output === null) continue;
    const key = `${String(input)} ${String(output)}`;
    counts.set(key, { input, output, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  if (counts.size < 2) return null;
  return [...counts.values()].reduce((most, one) => (one.count > most.count ? one : most));
}

/** Why rows of the page may not be comparable, with a way to those of the usual lengths. */
export function Mixed({ view, onView, page }: ViewProps & { page: LeaderboardPage }) {
  if (page.mixed.length === 0) return null;
  const lengths = page.mixed.some(({ code }) => code === "other_lengths") ? usualLengths(page.items) : null;
  return (
    <div className={cx(styles["mixed"], data["notice"], data["info"])}>
      <Icon name="info" />
      <div>
        Not all of these rows are comparable with one another. {page.mixed.map(({ reason }) => reason).join(" ")}
        {lengths && (
          <>
            {" "}
            <button
              type="button"
              className={cx(control["button"], control["quiet"])}
              onClick={() => {
                const only = (length: number) => `${String(length)}..${String(length)}`;
                onView({ ...view, input_tokens: only(lengths.input), output_tokens: only(lengths.output) }, "push");
              }}
            >
              Only {tokens(lengths.input)} in, {tokens(lengths.output)} out
            </button>
          </>
        )}
      </div>
    </div>
  );
}

function Nothing({ view, onView, page }: ViewProps & { page: LeaderboardPage }) {
  return (
    <div className={data["empty"]}>
      <b>No result matches all of this</b>
      <p>
        {page.relaxations.length > 0 ? "Each of these alone would find some." : "No single constraint is the reason."}
      </p>
      <div className={styles["row"]} data-center="">
        {page.relaxations.map(({ parameter, total }) => (
          <button
            key={parameter}
            type="button"
            className={control["button"]}
            onClick={() => {
              onView(withoutConstraint(view, parameter), "push");
            }}
          >
            {parameter === "flagged" ? "With flagged results" : `Without ${constraintWords(view, parameter)}`}
            {`: ${plural(total, "result")}`}
          </button>
        ))}
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            onView(withoutFilters(view), "push");
          }}
        >
          Clear all
        </button>
      </div>
    </div>
  );
}

/** Says that there is nothing, and what each constraint costs. `view` is the one that the page answers. */
export function Empty({ view, onView, page }: ViewProps & { page: LeaderboardPage }) {
  const isPrivate = usePrivateView().view !== undefined;
  if (page.flagged > 0 && view.flagged === "hidden")
    return (
      <div className={data["empty"]}>
        <b>Only flagged results match</b>
        <p>A check warns of them, so they are hidden and have no rank.</p>
        <Link className={control["button"]} to="/" search={withoutDefaults(withFlagged(view, "shown"))}>
          Show {plural(page.flagged, "flagged result")}
        </Link>
      </div>
    );
  if (isFiltered(view)) return <Nothing view={view} onView={onView} page={page} />;
  if (isPrivate)
    return (
      <div className={data["empty"]}>
        <b>No result has been read yet</b>
        <p>Results appear here as soon as their files do.</p>
      </div>
    );
  return (
    <div className={data["empty"]}>
      <b>No result has been published yet</b>
      <p>
        Measure a model with <code>lem experiment</code>, then publish the result file.
      </p>
      <a className={control["button"]} href={at("/submit")}>
        Submit a result
      </a>
    </div>
  );
}
