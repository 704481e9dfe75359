/** What changed in how results are measured, checked and ranked. The server writes the same (src/pages/changes_page.cpp). */
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "@/shared/api/queries";
import { methodParts } from "@/shared/api/vocabulary";
import type { ChangeLog } from "@/shared/api/wire";
import { date } from "@/shared/format/number";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import layout from "@/shared/ui/layout.module.css";
import { Notice } from "@/shared/ui/data";
import styles from "./method-page.module.css";

const checksQuery = () => ({ ...apiQuery("/api/v1/checks", {}), staleTime: Infinity });

function Checks({ codes }: { codes: readonly string[] }) {
  const { data } = useQuery({ ...checksQuery(), enabled: codes.length > 0 });
  if (codes.length === 0) return null;
  return (
    <p>
      Checks:{" "}
      {codes.map((code, i) => {
        const check = data?.items.find((one) => one.code === code);
        return (
          <span key={code}>
            {i > 0 && ", "}
            {check ? (
              <a href={at(`/method/checks-${check.family}#${code.toLowerCase()}`)} title={check.title}>
                {code}
              </a>
            ) : (
              code
            )}
          </span>
        );
      })}
    </p>
  );
}

function Change({ change }: { change: ChangeLog["items"][number] }) {
  const number = change.derivation_number ?? change.metric_definitions_version;
  return (
    <li>
      <p className="small muted">
        <time dateTime={change.date}>{date(change.date)}</time> · {methodParts[change.kind].title}
        {number != null && ` ${String(number)}`}
      </p>
      <h2>{change.title}</h2>
      <p>{change.text}</p>
      <Checks codes={change.checks} />
      {change.address && (
        <p>
          <a href={at(change.address)}>The method</a>
        </p>
      )}
    </li>
  );
}

export function ChangesPage() {
  useTitle("Changes of the method");
  const log = useQuery(apiQuery("/api/v1/changes", {}));
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Changes of the method</h1>
          <p className={layout["lead"]}>
            What changed in how results are measured, checked and ranked, newest first. With each derivation, all
            results were derived again from what was submitted.
          </p>
        </div>
      </div>
      {log.isError && (
        <Notice>
          <b>The changes could not be loaded.</b> {log.error.message}
        </Notice>
      )}
      <ol className={styles["changes"]}>
        {log.data?.items.map((change) => (
          <Change key={change.title} change={change} />
        ))}
      </ol>
    </main>
  );
}
