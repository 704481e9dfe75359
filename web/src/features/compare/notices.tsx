/** What weakens a comparison or forbids a part of it. */
import type { ComparisonRefusal, ResultComparison } from "@/shared/api/wire";
import { dateTime } from "@/shared/format/number";
import { Notice } from "@/shared/ui/data";
import { listed } from "./figures";

function refusalTitle(concerns: ComparisonRefusal["concerns"], letters: readonly string[], baseline: string): string {
  const who = listed(letters);
  return concerns === "all"
    ? `${who} ${letters.length > 1 ? "are" : "is"} not comparable with ${baseline}.`
    : `The energy of ${who} is not comparable with that of ${baseline}.`;
}

/** The reasons of each title. What a refusal of every metric concerns is said there alone. */
function refusalsByTitle({ refusals, baseline }: ResultComparison): [string, string[]][] {
  const refused = new Set(refusals.flatMap(({ concerns, letters }) => (concerns === "all" ? letters : [])));
  const grouped = new Map<string, string[]>();
  for (const { concerns, letters, reason } of refusals) {
    const left = concerns === "all" ? letters : letters.filter((letter) => !refused.has(letter));
    if (left.length === 0) continue;
    const title = refusalTitle(concerns, left, baseline);
    grouped.set(title, [...(grouped.get(title) ?? []), reason]);
  }
  return [...grouped];
}

export function Notices({ comparison }: { comparison: ResultComparison }) {
  const { results, cautions } = comparison;
  return (
    <>
      {results.map(
        ({ letter, withdrawal }) =>
          withdrawal && (
            <Notice key={letter}>
              <b>
                {letter} was withdrawn on {dateTime(withdrawal.at)}.
              </b>{" "}
              {withdrawal.words}
            </Notice>
          ),
      )}
      {refusalsByTitle(comparison).map(([title, reasons]) => (
        <Notice key={title}>
          <b>{title}</b> {reasons.join(" ")}
        </Notice>
      ))}
      {cautions.length > 0 && <Notice kind="info">{cautions.join(" ")}</Notice>}
    </>
  );
}
