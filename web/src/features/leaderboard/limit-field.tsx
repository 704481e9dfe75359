/** One limit: the distribution of its metric with a slider, and the exact figure. */
import { Suspense, lazy, useEffect, useId, useRef, useState } from "react";
import type { LeaderboardPage } from "@/shared/api/wire";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Icon } from "@/shared/ui/symbols";
import styles from "./leaderboard-page.module.css";
import { shownAs, titleOf, type Field } from "@/shared/lib/slo";

const LimitSlider = lazy(() => import("./limit-slider"));

interface FieldProps {
  field: Field;
  /** In the metric's own unit; null is no limit. */
  value: number | null;
  histogram: LeaderboardPage["histograms"][string] | undefined;
  /** How many results match all limits. */
  results: number;
  onValue: (value: number | null, mode: "push" | "replace") => void;
}

const written = (value: number | null, factor: number) =>
  value === null ? "" : String(Number((value * factor).toPrecision(6)));

/** The slider's value at once, and the view's after a moment of rest. */
function useDraft(value: number | null, onValue: FieldProps["onValue"]) {
  const [draft, setDraft] = useState<{ value: number | null; of: number | null } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  // Once the view has another value than the draft began with, that is the value, also when it goes back.
  if (draft && draft.of !== value) setDraft(null);
  const slide = (next: number | null) => {
    setDraft({ value: next, of: value });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      onValue(next, "replace");
    }, 150);
  };
  const take: FieldProps["onValue"] = (next, mode) => {
    setDraft(null);
    clearTimeout(timer.current);
    onValue(next, mode);
  };
  return { shown: draft ? draft.value : value, slide, take };
}

/** The figure as text; what is no number from 0 is refused where it stands. */
function Exact({
  id,
  value,
  unit,
  factor,
  onValue,
}: { id: string; unit: string; factor: number } & Pick<FieldProps, "value" | "onValue">) {
  const text = written(value, factor);
  const input = useRef<HTMLInputElement>(null);
  // A new field for each value would lose the focus.
  useEffect(() => {
    if (!input.current) return;
    input.current.value = text;
    input.current.setCustomValidity("");
  }, [text]);
  const take = (field: HTMLInputElement) => {
    const typed = field.value.trim();
    if (typed === text) return;
    const given = typed === "" ? null : Number(typed);
    field.setCustomValidity(
      given !== null && !(Number.isFinite(given) && given >= 0) ? "A limit is a number from 0, such as 200." : "",
    );
    if (field.reportValidity()) onValue(given === null ? null : given / factor, "push");
  };
  return (
    <span className={cx(control["input"], control["exact"])}>
      <input
        id={id}
        ref={input}
        inputMode="decimal"
        autoComplete="off"
        placeholder="no limit"
        defaultValue={text}
        onInput={(event) => {
          event.currentTarget.setCustomValidity("");
        }}
        onBlur={(event) => {
          take(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") take(event.currentTarget);
        }}
      />
      {text !== "" && <span className={control["unit"]}>{unit}</span>}
    </span>
  );
}

export function LimitField({ field, value, histogram, results, onValue }: FieldProps) {
  const id = useId();
  const shownIn = shownAs(field.metric);
  const title = titleOf(field.metric);
  const { shown, slide, take } = useDraft(value, onValue);
  return (
    <div className={styles["limit"]}>
      <div className={styles["limitHead"]}>
        <label htmlFor={id}>
          {shownIn.title} {field.atLeast ? "≥" : "≤"}
          <small>{shownIn.qualifier}</small>
        </label>
        {shown !== null && (
          <button
            type="button"
            className={cx(control["button"], control["quiet"])}
            aria-label={`Remove the limit on ${title}`}
            onClick={() => {
              take(null, "push");
            }}
          >
            <Icon name="close" />
          </button>
        )}
        <Exact id={id} value={shown} unit={shownIn.unit} factor={shownIn.factor} onValue={take} />
      </div>
      <div className={styles["limitBody"]}>
        {histogram && (
          <Suspense>
            <LimitSlider
              name={title}
              shown={shownIn}
              bins={histogram.bins}
              results={results}
              atLeast={field.atLeast}
              value={shown}
              onValue={slide}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}
