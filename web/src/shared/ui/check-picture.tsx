/** The picture of a check: what was observed, on a track whose allowed part is marked. */
import type { Check } from "../api/wire";
import { number } from "../format/number";
import styles from "./check-list.module.css";

type Values = Pick<Check, "observed" | "bound_low" | "bound_high" | "unit">;

/** Where things are on a track of 200 units. */
export interface Picture {
  /** What is allowed. */
  from: number;
  to: number;
  /** What was observed. */
  mark: number;
  /** 1 or -1: it is off the right or the left end. */
  beyond: number;
  log: boolean;
  /** Empty where there is no room. */
  lowLabel: string;
  highLabel: string;
}

const track = 200;

/** The bound as it is read, without its unit or empty where there is no room for so many of the smallest letters. */
function labelOf(bound: number | null, unit: string | null, room: number): string {
  if (bound === null) return "";
  const texts = [`${number(bound)} ${unit ?? ""}`.trimEnd(), number(bound)];
  return texts.find((text) => [...text].length * 7 <= room) ?? "";
}

/** By the rule of the server, src/pages/check_picture.cpp; tests/golden/check_pictures.json checks both. */
export function pictureOf({ observed, bound_low: low, bound_high: high, unit }: Values): Picture | null {
  const least = low ?? high;
  const most = high ?? low;
  if (observed === null || least === null || most === null) return null;
  const smallest = Math.min(observed, least, most);
  const log = smallest > 0 && Math.max(observed, least, most) / smallest >= 100;
  const scaled = (value: number) => (log ? Math.log10(value) : value);
  const [x, a, b] = [scaled(observed), scaled(least), scaled(most)];
  // As much room on each side as is allowed, or as from a single bound to 0. A linear track ends there, so that what is
  // far off is not all that can be seen; powers of ten have room for it.
  const span = log ? Math.max(b - a, Math.max(a - x, x - b) + 1) : b > a ? b - a : Math.abs(a) || Math.abs(x) || 1;
  // What is at least 0 has nothing below.
  const start = least === 0 && x >= 0 ? 0 : a - span;
  const end = b + span;
  const place = (value: number) => {
    const part = (value - start) / (end - start);
    // The last bit of a logarithm, which two machines may write otherwise, moves nothing.
    return Math.floor(Math.min(Math.max(part, 0), 1) * track + 0.5 + 1e-9);
  };
  const from = low === null ? 0 : place(a);
  const to = high === null ? track : place(b);
  const logWords = 60;
  const labelsApart = 8;
  return {
    from,
    to,
    mark: place(x),
    beyond: x > end ? 1 : x < start ? -1 : 0,
    log,
    lowLabel: to - from >= labelsApart ? labelOf(low, unit, from - (log ? logWords : 0)) : "",
    highLabel: labelOf(high, unit, track - to),
  };
}

/** Hidden from screen readers, which read the same beside it. */
export function CheckPicture({ check }: { check: Values }) {
  const picture = pictureOf(check);
  if (!picture) return null;
  const { from, to, mark, beyond, log, lowLabel, highLabel } = picture;
  return (
    <svg className={styles["picture"]} width={track + 12} height="30" viewBox="-6 0 212 30" aria-hidden="true">
      <rect className={styles["track"]} x="0" y="6" width={track} height="4" rx="2" />
      <rect className={styles["allowed"]} x={from} y="4" width={Math.max(to - from, 2)} height="8" rx="2" />
      {beyond === 0 ? (
        <circle className={styles["mark"]} cx={mark} cy="8" r="5" />
      ) : (
        <path className={styles["mark"]} d={beyond > 0 ? "M193 1 205 8 193 15z" : "M7 1 -5 8 7 15z"} />
      )}
      {log && (
        <text x="0" y="26">
          log scale
        </text>
      )}
      {lowLabel && (
        <text x={from} y="26" textAnchor="end">
          {lowLabel}
        </text>
      )}
      {highLabel && (
        <text x={to} y="26">
          {highLabel}
        </text>
      )}
    </svg>
  );
}
