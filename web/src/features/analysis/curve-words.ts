/** Loads and points of the operating curve in words, and where its axis ends. */
import type { LoadPoint, OperatingCurve } from "@/shared/api/wire";
import { number, plural } from "@/shared/format/number";

/** The slider under the figure stands on the same axis. */
export const plotMargin = { l: 60, r: 20 };
export const firstTokenOf = (point: LoadPoint): number | null =>
  point.time_to_first_token_ms_p90 ?? point.time_to_first_token_ms;

export const loadText = ({ concurrency, offered_requests_per_sec: rate }: LoadPoint): string =>
  concurrency === null ? `${number(rate ?? 0)} requests/s` : plural(concurrency, "request") + " at once";

export const loadMark = ({ concurrency, offered_requests_per_sec: rate }: LoadPoint) =>
  concurrency === null ? number(rate ?? 0) : String(concurrency);

/** The end of the speed axis. */
export const speedMost = (curves: readonly OperatingCurve[]): number =>
  Math.max(...curves.flatMap(({ points }) => points.map((point) => point.tokens_per_sec_per_user)), 1) * 1.06;

export function linesOf({ letter, system }: OperatingCurve, point: LoadPoint): string[] {
  const energy = point.joules_per_token.value;
  const firstToken = firstTokenOf(point);
  return [
    `${letter} ${system.label}`,
    loadText(point),
    `${number(point.tokens_per_sec_per_user)} tok/s for each user`,
    `${number(point.tokens_per_sec_per_device)} tok/s on each device`,
    energy === null ? "energy not known" : `${number(energy)} J per token`,
    firstToken === null
      ? "first token not known"
      : `first token ${number(firstToken)} ms${point.time_to_first_token_ms_p90 === null ? ", mean" : ", p90"}`,
  ];
}
