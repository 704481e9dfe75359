import type { ReactNode } from "react";
import type { ResultDocument } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { Missing, Notice } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import styles from "./result-page.module.css";

type Provenance = NonNullable<ResultDocument["provenance"]>;
type OptionalFact = Provenance["absent"][number]["field"];

/** Why a fact is null that only runs of lem always have. */
export const whyAbsent = (result: ResultDocument, field: OptionalFact) =>
  result.provenance?.absent.find((fact) => fact.field === field)?.reason;

/** Such a fact: its value, or a dash with the stated reason. */
export function factOf(result: ResultDocument, field: OptionalFact, value: ReactNode) {
  const reason = whyAbsent(result, field);
  return reason === undefined ? value : <Missing reason={reason} />;
}

/** Its name and threads, as far as they are known. */
export function processor({ cpu_model, cpu_count }: ResultDocument["environment"]) {
  return [cpu_model, cpu_count === null ? null : `${count(cpu_count)} threads`].filter(Boolean).join(", ");
}

/** What became of each field of the original, as the importer reported it. */
function Mapping({ mapping }: { mapping: Provenance["mapping"] }) {
  if (mapping.length === 0) return null;
  return (
    <details>
      <summary className="small">Import report: {plural(mapping.length, "line")}</summary>
      <div className={data["scroll"]} role="region" aria-label="Fields of the original, scrollable" tabIndex={0}>
        <table className={data["table"]}>
          <caption className="visually-hidden">Fields of the original</caption>
          <thead>
            <tr>
              <th scope="col">Fate</th>
              <th scope="col">In the original</th>
              <th scope="col">Here</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {mapping.map(({ source, target, fate, reason }, i) => (
              <tr key={i}>
                <th scope="row">{fate}</th>
                <td className="mono">{source}</td>
                <td className="mono">{target}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The reasons, each with the fields that are absent for it. */
function byReason(absent: Provenance["absent"]) {
  const fields = new Map<string, string[]>();
  for (const { field, reason } of absent) fields.set(reason, [...(fields.get(reason) ?? []), field]);
  return [...fields];
}

/** What the submitter states about a result that another tool measured. */
export function ImportedNotice({ provenance }: { provenance: Provenance }) {
  const { format, format_version, importer_version, original_sha256, notes, absent, mapping } = provenance;
  const unreported = mapping.length > 0 ? [] : absent; // the report names them, too
  return (
    <div className={styles["spacedNotice"]}>
      <Notice>
        <b>
          Imported from {format}
          {format_version === null ? "" : ` ${format_version}`}.
        </b>{" "}
        lem did not measure this result. Its submitter states that importer {importer_version} read it from the file
        with the SHA-256 <span className={cx("mono", styles["original"])}>{original_sha256}</span>.
        {notes.length + unreported.length > 0 && (
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
            {byReason(unreported).map(([reason, fields]) => (
              <li key={reason}>
                {fields.join(", ")} {fields.length === 1 ? "is" : "are"} absent: {reason}
              </li>
            ))}
          </ul>
        )}
        <Mapping mapping={mapping} />
      </Notice>
    </div>
  );
}
