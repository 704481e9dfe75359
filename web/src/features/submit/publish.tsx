import { useState, type FormEvent } from "react";
import { dataLicence } from "@/shared/api/vocabulary";
import { useSession } from "@/shared/api/session";
import { bytes, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { TrustMark } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Account } from "./account";
import { Problem } from "@/shared/ui/problem";
import { publishable, type Submissions } from "./submissions";
import styles from "./submit-page.module.css";

const Declaration = () => (
  <span>
    I measured this, or may publish it, under{" "}
    <a href={dataLicence.address} rel="license">
      {dataLicence.name}
    </a>
  </span>
);

export function Publish({ submissions }: { submissions: Submissions }) {
  const session = useSession();
  const [licence, setLicence] = useState(false);
  const all = submissions.items.flatMap((item) => item.results);
  const waiting = all.filter(publishable);
  const done = all.filter((one) => one.receipt !== null).length;
  const failed = all.filter((one) => one.error !== null);
  const [only] = all;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void submissions.publish(() => void session.ask());
  };
  const words = all.length === 1 ? "Publish result" : `Publish ${plural(waiting.length, "result")}`;
  return (
    <section className={layout["section"]} aria-labelledby="publish">
      <header>
        <h2 id="publish">Publish</h2>
      </header>
      <div className={layout["stack"]}>
        <dl className={data["facts"]}>
          {only?.report.row && all.length === 1 && (
            <>
              <dt>Trust</dt>
              <dd>
                <TrustMark trust={only.report.row.trust} />
              </dd>
            </>
          )}
          <dt>Sent</dt>
          <dd>{bytes((all.length === 1 ? all : waiting).reduce((sum, one) => sum + one.body.size, 0))}</dd>
        </dl>
        <Account session={session} />
        <form className={layout["stack"]} onSubmit={submit}>
          <label className={control["check"]}>
            <input
              type="checkbox"
              required
              checked={licence}
              onChange={(event) => {
                setLicence(event.target.checked);
              }}
            />
            <Declaration />
          </label>
          <div>
            <button
              type="submit"
              className={cx(control["button"], control["primary"])}
              disabled={waiting.length === 0 || !session.account || submissions.publishing || submissions.checking}
            >
              {submissions.publishing ? "Publishing…" : words}
            </button>
          </div>
          {all.length > 1 && (submissions.publishing || done > 0) && (
            <div className={styles["progress"]}>
              <p className="small" role="status">
                {done} of {done + waiting.length} published{failed.length > 0 && `, ${String(failed.length)} failed`}.
              </p>
              {submissions.publishing && (
                <progress aria-label="Results published" value={done} max={done + waiting.length} />
              )}
            </div>
          )}
          {all.length === 1 && only?.error && <Problem error={only.error} />}
          {all.length > 1 && failed[0]?.error && <Problem error={failed[0].error} />}
          <p className="fine muted">You can withdraw it later; its page then says so.</p>
        </form>
      </div>
    </section>
  );
}
