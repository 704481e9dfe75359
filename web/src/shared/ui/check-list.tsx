import { Link } from "@tanstack/react-router";
import { checkFamilies, checks, outcomeLooks } from "../api/vocabulary";
import type { Check } from "../api/wire";
import { number, plural } from "../format/number";
import { CheckPicture } from "./check-picture";
import { Icon } from "./symbols";
import styles from "./check-list.module.css";

const known: Readonly<Record<string, { readonly family: keyof typeof checkFamilies }>> = checks;
/** A code that this application does not know is of a newer server. */
const familyOf = ({ code }: Check) => (known[code] ? checkFamilies[known[code].family].title : "Other checks");

function allowed(check: Check): string | null {
  if (check.observed === null) return null;
  const unit = check.unit ? ` ${check.unit}` : "";
  const seen = `Observed ${number(check.observed)}${unit}`;
  if (check.bound_low !== null && check.bound_high !== null)
    return `${seen}; allowed ${number(check.bound_low)} to ${number(check.bound_high)}${unit}.`;
  if (check.bound_high !== null) return `${seen}; allowed up to ${number(check.bound_high)}${unit}.`;
  if (check.bound_low !== null) return `${seen}; allowed from ${number(check.bound_low)}${unit}.`;
  return `${seen}.`;
}

/** Leads to the section of the method about this check. */
function Code({ code }: { code: string }) {
  const check = known[code];
  if (!check) return <code>{code}</code>;
  return (
    <code>
      <Link to="/method/$page" params={{ page: `checks-${check.family}` }} hash={code.toLowerCase()}>
        {code}
      </Link>
    </code>
  );
}

function CheckRow({ check }: { check: Check }) {
  const look = outcomeLooks[check.outcome];
  const bounds = allowed(check);
  return (
    <div className={`${styles["row"] ?? ""} ${styles[look.tone] ?? ""}`}>
      <Icon name={look.icon} />
      <div>
        <b>{check.title}</b> <Code code={check.code} />
        <span className="visually-hidden">, {look.word}.</span>
        <p>{check.message}</p>
        {bounds && <p className={styles["bounds"]}>{bounds}</p>}
      </div>
      <CheckPicture check={check} />
    </div>
  );
}

export function checkSummary(checks: readonly Check[]): string {
  const of = (outcome: Check["outcome"]) => checks.filter((check) => check.outcome === outcome).length;
  const parts = [
    `${String(of("passed"))} passed`,
    plural(of("warning"), "warning"),
    of("rejected") === 0 ? "none rejected" : `${String(of("rejected"))} rejected`,
  ];
  if (of("not_applicable") > 0) parts.push(`${String(of("not_applicable"))} could not run`);
  return `${parts.join(", ")}.`;
}

/** How the list is read, and what a warning in it means. */
export function checkLegend(checks: readonly Check[]): string {
  const legend =
    "Each title says what must hold, the words below it what was found. In a picture, the broad part is what is allowed, and the mark is what was observed.";
  return checks.some((check) => check.outcome === "warning")
    ? `${legend} A result with a warning is published, but has no rank.`
    : legend;
}

/** Checks that need attention are open; the rest is grouped and folded. */
export function CheckList({ checks: all }: { checks: readonly Check[] }) {
  const urgent = all.filter((check) => check.outcome === "warning" || check.outcome === "rejected");
  const rest = all.filter((check) => !urgent.includes(check));
  const families = [...new Set(rest.map(familyOf))];
  return (
    <div className={styles["checks"]}>
      {urgent.map((check) => (
        <CheckRow key={check.code} check={check} />
      ))}
      {families.map((family) => {
        const members = rest.filter((check) => familyOf(check) === family);
        const passed = members.filter((check) => check.outcome === "passed").length;
        const idle = members.filter((check) => check.outcome === "not_applicable").length;
        return (
          <details key={family} className={styles["group"]}>
            <summary>
              <Icon name="right" />
              <b>{family}</b>
              <span className={styles["tally"]}>
                {passed > 0 && (
                  <span className={styles["good"]}>
                    <Icon name="check" />
                    {passed} passed
                  </span>
                )}
                {idle > 0 && <span>{idle} could not run</span>}
                {members.length > passed + idle && <span>{members.length - passed - idle} for information</span>}
              </span>
            </summary>
            {members.map((check) => (
              <CheckRow key={check.code} check={check} />
            ))}
          </details>
        );
      })}
    </div>
  );
}
