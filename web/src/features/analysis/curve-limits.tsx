/** The limits of the operating curve: on a slider under its axis, and to enter exactly. */
import { useEffect, useState, type CSSProperties } from "react";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import styles from "./analysis-page.module.css";
import type { QuestionProps } from "./answer";
import { plotMargin } from "./curve-words";
import { firstTokenMetric, speedLimit, upperLimit, withSpeedLimit, withUpperLimit } from "./view";

/** Asks once the hand rests: each answer costs the server work. */
const restMs = 350;

export function SpeedSlider({
  speed,
  most,
  onMove,
  onSpeed,
}: {
  speed: number | null;
  most: number;
  /** While it moves. */
  onMove: (speed: number | null) => void;
  onSpeed: (speed: number | null) => void;
}) {
  const [moved, setMoved] = useState<number | null>(null);
  useEffect(() => {
    if (moved === null) return;
    const timer = setTimeout(() => {
      setMoved(null);
      onSpeed(moved > 0 ? moved : null);
    }, restMs);
    return () => {
      clearTimeout(timer);
    };
  }, [moved, onSpeed]);
  const value = moved ?? speed ?? 0;
  const step = most > 50 ? 1 : most > 5 ? 0.1 : 0.01;
  return (
    <div
      className={styles["slider"]}
      style={{ "--left": `${String(plotMargin.l)}px`, "--right": `${String(plotMargin.r)}px` } as CSSProperties}
    >
      <input
        type="range"
        min={0}
        max={most}
        step={step}
        value={value}
        aria-label="Output speed that each user gets, at least"
        aria-valuetext={value > 0 ? `at least ${String(value)} tokens per second` : "no limit"}
        onChange={(event) => {
          const next = Number(event.target.value);
          setMoved(next);
          onMove(next > 0 ? next : null);
        }}
      />
    </div>
  );
}

function Exact({
  title,
  note,
  unit,
  value,
  onValue,
}: {
  title: string;
  note: string;
  unit: string;
  value: number | null;
  onValue: (value: number | null) => void;
}) {
  return (
    <form
      key={String(value)}
      className={styles["exact"]}
      onSubmit={(event) => {
        event.preventDefault();
        const given = Number(new FormData(event.currentTarget).get("limit"));
        onValue(given > 0 && Number.isFinite(given) ? given : null);
      }}
      onBlur={(event) => {
        if (event.target instanceof HTMLInputElement && event.target.value !== event.target.defaultValue)
          event.currentTarget.requestSubmit();
      }}
    >
      <label>
        <span>
          <b>{title}</b>
          <span className="small muted">{note}</span>
        </span>
        <span className={`${control["input"] ?? ""} ${control["exact"] ?? ""}`}>
          <input
            name="limit"
            inputMode="decimal"
            pattern="\d*\.?\d*"
            placeholder="none"
            defaultValue={value === null ? "" : String(value)}
          />
          <span className={control["unit"]}>{unit}</span>
        </span>
      </label>
    </form>
  );
}

export function Limits({ view, onView, words }: QuestionProps & { words: readonly string[] }) {
  const speed = speedLimit(view.slo);
  const firstToken = upperLimit(view.slo, firstTokenMetric);
  const shown = Number(speed !== null) + Number(firstToken !== null);
  return (
    <section className={layout["section"]} aria-labelledby="limits">
      <header>
        <h2 id="limits">Limit</h2>
        {view.slo.length > 0 && (
          <span className={layout["actions"]}>
            <button
              type="button"
              className={`${control["button"] ?? ""} ${control["quiet"] ?? ""}`}
              onClick={() => {
                onView({ ...view, slo: [] });
              }}
            >
              No limit
            </button>
          </span>
        )}
      </header>
      <Exact
        title="Each user gets ≥"
        note="output speed after the first token"
        unit="tok/s"
        value={speed}
        onValue={(value) => {
          onView({ ...view, slo: withSpeedLimit(view.slo, value) });
        }}
      />
      <Exact
        title="First token ≤"
        note="90th percentile"
        unit="ms"
        value={firstToken}
        onValue={(value) => {
          onView({ ...view, slo: withUpperLimit(view.slo, firstTokenMetric, value) });
        }}
      />
      {view.slo.length > shown && <p className="small">Also: {words.join("; ")}.</p>}
      <p className="small muted">
        On each curve the busiest measured load within the limits is ringed. Nothing is interpolated: a curve without
        such a load has no ring.
      </p>
    </section>
  );
}
