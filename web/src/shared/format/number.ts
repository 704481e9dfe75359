/** How figures are written: fixed English notation; the value and its ± end at the same place. */
import { variationWords } from "../api/vocabulary";

export interface Figure {
  value: string;
  /** Half-width of the interval, or null when there is no interval. */
  plusMinus: string | null;
}

const magnitude = (x: number) => Math.floor(Math.log10(Math.abs(x)));
const fixed = (x: number, decimals: number) => {
  const places = Math.min(Math.max(decimals, 0), 12);
  const scale = 10 ** Math.max(-decimals, 0);
  const rounded = Math.round(x / scale) * scale;
  const text = (decimals < 0 ? rounded : x).toFixed(places);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
};
const grouped = (text: string) => {
  const [whole = "", part] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? spaced : `${spaced}.${part}`;
};

/** Three significant digits; whole numbers are never cut below the unit. */
export function number(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return "—";
  if (x === 0) return "0";
  const m = Math.abs(x);
  if (m >= 1e15 || m < 1e-6) return x.toExponential(digits - 1).replace("e+", "e");
  let decimals = digits - 1 - magnitude(x);
  if (Number(m.toFixed(Math.max(decimals, 0))) >= 10 ** (magnitude(x) + 1)) decimals -= 1;
  return grouped(fixed(x, Math.max(decimals, 0)));
}

/** The uncertainty has two significant digits at most, and the value ends where it ends; four digits of the value are enough. */
export function figure(x: number, halfWidth: number | null | undefined): Figure {
  if (halfWidth == null || !Number.isFinite(halfWidth) || halfWidth <= 0) return { value: number(x), plusMinus: null };
  let decimals = 1 - magnitude(halfWidth);
  if (Number(halfWidth.toFixed(Math.min(Math.max(decimals, 0), 12))) >= 10 ** (magnitude(halfWidth) + 1)) decimals -= 1;
  decimals = Math.min(Math.max(decimals, 0), Math.max(3 - magnitude(x || 1), 0));
  return {
    value: grouped(fixed(x, decimals)),
    plusMinus:
      Number(halfWidth.toFixed(decimals)) === 0
        ? `<${fixed(10 ** -decimals, decimals)}`
        : grouped(fixed(halfWidth, decimals)),
  };
}

/** Half the width of an interval, or null when there is no interval. */
export const halfWidth = ({ ci95_low, ci95_high }: { ci95_low: number | null; ci95_high: number | null }) =>
  ci95_low === null || ci95_high === null ? null : (ci95_high - ci95_low) / 2;

/** Below a hundredth of a percent the digits are noise. */
export function percent(ratio: number): string {
  if (ratio === 0) return "0 %";
  return Math.abs(ratio) < 1e-4 ? "< 0.01 %" : `${number(ratio * 100, Math.abs(ratio) < 0.1 ? 2 : 3)} %`;
}

/** How much the cycles vary, in a word; the limits are printed on the method page. */
export const variationWord = (cv: number): string =>
  (variationWords.find(({ cvMax }) => cv <= cvMax) ?? variationWords[variationWords.length - 1])?.word ?? "";

const larger: Readonly<Record<string, readonly [number, string][]>> = {
  "FLOP/s": [
    [1e15, "PFLOP/s"],
    [1e12, "TFLOP/s"],
    [1e9, "GFLOP/s"],
  ],
  MB: [[1e3, "GB"]],
};
/** The unit in which a value of this size is read, and by what to multiply for it. */
export function readableUnit(x: number, unit: string): { unit: string; factor: number } {
  for (const [size, name] of larger[unit] ?? []) if (Math.abs(x) >= size) return { unit: name, factor: 1 / size };
  return { unit, factor: 1 };
}

const steps: readonly [number, string][] = [
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
];
export function bytes(n: number): string {
  for (const [size, unit] of steps) if (n >= size) return `${number(n / size)} ${unit}`;
  return `${String(n)} B`;
}

/** 1.7 B, 135 M: the size of a model. */
export function parameters(n: number): string {
  if (n >= 1e9) return `${number(n / 1e9)} B`;
  return n >= 1e6 ? `${number(n / 1e6)} M` : number(n);
}

export const count = (n: number) => grouped(String(n));
/** 1,000 tokens read as 1k. */
export const tokens = (n: number) =>
  n >= 1000 && n % 1000 === 0
    ? `${String(n / 1000)}k`
    : n >= 1024 && n % 1024 === 0
      ? `${String(n / 1024)}k`
      : String(Math.round(n));
/** "1 result", "2 results". */
export const plural = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
export const date = (iso: string) => (Number.isNaN(Date.parse(iso)) ? iso : day.format(new Date(iso)));
export const dateTime = (iso: string) =>
  Number.isNaN(Date.parse(iso)) ? iso : `${day.format(new Date(iso))}, ${clock.format(new Date(iso))} UTC`;
