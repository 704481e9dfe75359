/** Where the submitted summary says something else than what the server made from the cycles and requests. */
import { definitionOf } from "@/shared/api/metrics";
import type { ResultDetail } from "@/shared/api/wire";
import { number, percent } from "@/shared/format/number";
import data from "@/shared/ui/data.module.css";

type Difference = ResultDetail["evaluation"]["differences"][number];

const partTitles: Readonly<Record<string, string>> = {
  mean: "mean",
  standard_deviation: "standard deviation",
  ci95_low: "95 % interval, low",
  ci95_high: "95 % interval, high",
  bca95_low: "BCa interval, low",
  bca95_high: "BCa interval, high",
  cv: "coefficient of variation",
  n: "cycles",
};
const withoutUnit = ["cv", "n"];

/** "Throughput" and "tok/s": the unit is that of the part. */
export function nameOf({ metric, part }: Pick<Difference, "metric" | "part">): { title: string; unit: string } {
  const { title, unit } = definitionOf(metric);
  return { title, unit: withoutUnit.includes(part) ? "" : unit };
}

const digitsMax = 12;

/** Both values with as many digits as tell them apart, three at least. */
export function apart(first: number, second: number): [string, string] {
  for (let digits = 3; digits < digitsMax; ++digits) {
    const texts: [string, string] = [number(first, digits), number(second, digits)];
    if (texts[0] !== texts[1]) return texts;
  }
  return [number(first, digitsMax), number(second, digitsMax)];
}

/** Of the recomputed value; nothing where there is none to compare with. */
export function relativeDifference({ submitted, recomputed }: Pick<Difference, "submitted" | "recomputed">): string {
  if (submitted === null || recomputed === null || recomputed === 0) return "";
  const share = (submitted - recomputed) / Math.abs(recomputed);
  const text = percent(share);
  return share > 0 && !text.startsWith("<") ? `+${text}` : text;
}

function Row({ difference }: { difference: Difference }) {
  const { part, submitted, recomputed } = difference;
  const { title, unit } = nameOf(difference);
  const [left, right] =
    submitted !== null && recomputed !== null
      ? apart(submitted, recomputed)
      : [submitted, recomputed].map((value) => (value === null ? "absent" : number(value)));
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{partTitles[part] ?? part}</td>
      <td className={data["num"]}>{left}</td>
      <td className={data["num"]}>{right}</td>
      <td className="nowrap">{unit}</td>
      <td className={data["num"]}>{relativeDifference(difference)}</td>
    </tr>
  );
}

export function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <>
      <p>
        The submitted summary differs from what its cycles and requests give; the figures here are the recomputed ones.
      </p>
      <div className={data["scroll"]} role="region" aria-label="Differences, scrollable" tabIndex={0}>
        <table className={data["table"]}>
          <caption className="visually-hidden">Differences</caption>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">Part</th>
              {["Submitted", "Recomputed"].map((title) => (
                <th key={title} scope="col" className={data["num"]}>
                  {title}
                </th>
              ))}
              <th scope="col">Unit</th>
              <th scope="col" className={data["num"]}>
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <Row key={difference.metric + difference.part} difference={difference} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
