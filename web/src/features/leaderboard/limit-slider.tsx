/** The distribution of a metric on a logarithmic axis, with the limit as a slider below it. Loaded after the first paint. */
import type { LeaderboardPage } from "@/shared/api/wire";
import { number, plural } from "@/shared/format/number";
import { barsOf, movedTo, positionOf, scaleOf, steps } from "./histogram";
import styles from "./leaderboard-page.module.css";
import type { Shown } from "@/shared/lib/slo";

interface Props {
  name: string;
  shown: Shown;
  bins: LeaderboardPage["histograms"][string]["bins"];
  /** How many results match all limits. */
  results: number;
  atLeast: boolean;
  /** In the metric's own unit; null is no limit. */
  value: number | null;
  onValue: (value: number | null) => void;
}

const width = 240;
const height = 44;

export default function LimitSlider({ name, shown, bins, results, atLeast, value, onValue }: Props) {
  const scale = scaleOf(bins);
  if (!scale)
    return <p className="fine muted">{results === 0 ? "No result matches." : "No result that matches states it."}</p>;
  const bars = barsOf(bins);
  const highest = Math.max(...bars.map(({ count }) => count), 1);
  const step = width / bars.length;
  const text = (x: number) => [number(x * shown.factor), shown.unit].filter(Boolean).join(" ");
  const open = atLeast ? 0 : steps;
  const isIn = (from: number, to: number) => value === null || (atLeast ? to > value : from <= value);
  const met = bars.filter(({ from, to }) => isIn(from, to)).reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <svg
        className={styles["limitPlot"]}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map(({ from, to, count }, i) => {
          // What is there can be seen, however rare.
          const high = count === 0 ? 0 : Math.max((count / highest) * (height - 2), 2);
          return (
            <rect
              key={from}
              className={isIn(from, to) ? styles["in"] : styles["rest"]}
              x={i * step + 0.5}
              y={height - high}
              width={Math.max(step - 1, 0.5)}
              height={high}
            />
          );
        })}
      </svg>
      <input
        type="range"
        min={0}
        max={steps}
        value={value === null ? open : positionOf(scale, value)}
        aria-label={`${name} ${atLeast ? "at least" : "at most"}`}
        aria-valuetext={value === null ? "no limit" : `${text(value)}, about ${plural(met, "result")}`}
        onChange={(event) => {
          onValue(movedTo(scale, value, Number(event.target.value), open));
        }}
      />
      <div className={styles["limitEnds"]} aria-hidden="true">
        <span>{text(scale.low)}</span>
        <span>{text(scale.high)}</span>
      </div>
    </>
  );
}
