/** What all questions show around their charts: while the answer loads, when it fails, and which results it is about. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "@/shared/api/client";
import { notRankedReasons } from "@/shared/api/vocabulary";
import type { AnalysedResults } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import styles from "./analysis-page.module.css";
import { isFiltered, withoutFilters, type AnalysisView } from "./view";

export interface QuestionProps {
  view: AnalysisView;
  onView: (view: AnalysisView, mode?: "push" | "replace") => void;
}

/** "859 results match. 2 of them do not count: energy is modelled, not measured." */
export function aboutText({ total, rows, truncated, set_aside }: AnalysedResults, which = "newest"): string {
  const head = truncated
    ? `${count(total)} results match; the ${which} ${count(rows)} are looked at.`
    : `${plural(total, "result")} ${total === 1 ? "matches" : "match"}.`;
  const aside = set_aside.map(
    ({ reason, results }) =>
      `${count(results)} ${results === 1 ? "does" : "do"} not count: ${notRankedReasons[reason].doc}.`,
  );
  return [head, ...aside].join(" ");
}

export function Nothing({ text, view, onView }: QuestionProps & { text: string }) {
  return (
    <div className={data["empty"]}>
      <b>Nothing to draw</b>
      <p>{text}</p>
      {isFiltered(view) && (
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            onView(withoutFilters(view));
          }}
        >
          Remove all filters
        </button>
      )}
    </div>
  );
}

function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const reasons = error instanceof ApiError ? error.violations : [];
  return (
    <div className={data["empty"]} role="alert">
      <b>The answer could not be loaded</b>
      <p>
        {error.message} {reasons.map(({ pointer, message }) => `${pointer.slice(1)} ${message}.`).join(" ")}
      </p>
      {error instanceof ApiError && error.requestId && (
        <p>
          Request <code>{error.requestId}</code>.
        </p>
      )}
      <button type="button" className={control["button"]} onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Old answers stay while the next one loads. */
export function Answered<T>({ query, children }: { query: UseQueryResult<T>; children: (answer: T) => ReactNode }) {
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <p className={layout["pending"]} role="status">
        Loading…
      </p>
    );
  return (
    <div
      className={query.isPlaceholderData ? `${data["busy"] ?? ""} ${styles["answer"] ?? ""}` : styles["answer"]}
      aria-busy={query.isPlaceholderData}
    >
      {children(query.data)}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [value: T, title: string])[];
  onChange: (value: T) => void;
}

export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <label className={styles["choice"]}>
      {label}
      <select
        className={control["select"]}
        value={value}
        onChange={(event) => {
          onChange(event.target.value as T);
        }}
      >
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
