import type { ReactNode } from "react";
import type { ResultDocument } from "@/shared/api/wire";
import { count } from "@/shared/format/number";
import { Missing, Notice } from "@/shared/ui/data";
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

/** What the submitter states about a result that another tool measured. */
export function ImportedNotice({ provenance }: { provenance: Provenance }) {
  const { format, format_version, importer_version, original_sha256, notes, absent } = provenance;
  return (
    <div className={styles["spacedNotice"]}>
      <Notice>
        <b>
          Imported from {format}
          {format_version === null ? "" : ` ${format_version}`}.
        </b>{" "}
        lem did not measure this result. Its submitter states that importer {importer_version} read it from the file
        with the SHA-256 <span className="mono">{original_sha256}</span>.
        {notes.length + absent.length > 0 && (
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
            {absent.map(({ field, reason }) => (
              <li key={field}>
                {field} is absent: {reason}
              </li>
            ))}
          </ul>
        )}
      </Notice>
    </div>
  );
}
