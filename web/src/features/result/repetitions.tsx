import { Link } from "@tanstack/react-router";
import type { ResultDetail } from "@/shared/api/wire";
import { date, number, percent, plural } from "@/shared/format/number";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Missing } from "@/shared/ui/data";

type Repetition = ResultDetail["repetitions"][number];

const difference = ({ relative_difference: relative }: Repetition) =>
  `${relative < 0 ? "−" : "+"}${percent(Math.abs(relative))}`;

/** Nothing if it has no rank: such a result confirms nothing. */
const agreement = ({ ranked, agrees }: Repetition) => (ranked ? (agrees ? "yes" : "no") : null);

function summary(all: readonly Repetition[]): string {
  const independent = all.filter((one) => one.independent);
  const agreeing = independent.filter((one) => one.agrees);
  if (independent.length === 0) return "None is by another account on other devices, so they confirm nothing.";
  return `${String(agreeing.length)} of ${plural(independent.length, "independent result")} ${agreeing.length === 1 ? "agrees" : "agree"} with it.`;
}

/** Other results of the same configuration, and whether they agree with this one. */
export function Repetitions({ detail: { repetitions } }: { detail: ResultDetail }) {
  if (repetitions.length === 0) return null;
  return (
    <section className={layout["section"]} aria-labelledby="repetitions">
      <header>
        <h2 id="repetitions">Measured again</h2>
        <p className="small muted">
          {plural(repetitions.length, "result")} of the same model, precision, engine, devices, load and lengths.{" "}
          {summary(repetitions)}{" "}
          <Link to="/method/$page" params={{ page: "provenance" }} hash="reproduced">
            When two agree
          </Link>
        </p>
      </header>
      <div className={data["scroll"]} role="region" aria-label="Other results, scrollable" tabIndex={0}>
        <table className={data["table"]}>
          <caption className="visually-hidden">Other results of this configuration</caption>
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col" className={data["num"]}>
                Tokens/J
              </th>
              <th scope="col" className={data["num"]}>
                Difference
              </th>
              <th scope="col">Independent</th>
              <th scope="col">Agrees</th>
            </tr>
          </thead>
          <tbody>
            {repetitions.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link to="/results/$resultId" params={{ resultId: one.id }}>
                    {date(one.submitted_at)}
                  </Link>{" "}
                  by {one.submitted_by}
                </th>
                <td className={data["num"]}>{number(one.tokens_per_joule)}</td>
                <td className={data["num"]}>{difference(one)}</td>
                <td>{one.independent ? "yes" : <Missing reason="the same account, or a device of this result" />}</td>
                <td>{agreement(one) ?? <Missing reason="a check warns of it, or its run was stopped early" />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
