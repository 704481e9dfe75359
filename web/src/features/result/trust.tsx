import { usePrivateView } from "@/shared/api/private-view";
import { Link } from "@tanstack/react-router";
import { signerStandings } from "@/shared/api/vocabulary";
import type { ResultDetail } from "@/shared/api/wire";
import { count, dateTime } from "@/shared/format/number";
import { trustWord } from "@/shared/format/words";
import { TrustMark } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import styles from "./result-page.module.css";

/** Who signed the files, what that proves and what it does not; where the log has them. */
function Signature({ detail: { signature, log_index: index } }: { detail: ResultDetail }) {
  const explained = (text: string) => (
    <Link to="/method/$page" params={{ page: "provenance" }}>
      {text}
    </Link>
  );
  return (
    <>
      {signature && (
        <>
          <p>
            Signed by the key{" "}
            <span className="mono" title={signature.fingerprint}>
              {signature.fingerprint.slice(0, 16)}…
            </span>
            {signature.account !== null && ` of ${signature.account}`}: {signerStandings[signature.standing].doc}.
          </p>
          <p>
            A signature proves who published these files and that they are unchanged. It does not prove that the figures
            are true. {explained("What it proves")}.
          </p>
        </>
      )}
      {index !== null && (
        <p>
          Entry {count(index)} of the {explained("log of accepted results")}.
        </p>
      )}
    </>
  );
}

const trustText: Record<string, string> = {
  reproduced:
    "Another account measured the same configuration on other devices, and the two results agree within their tolerance.",
  trace_verified:
    "The server computed the energy again from the power trace and the tokens from the records of the requests, and got what the submitter states. It cannot know whether these files were made by the run.",
  signed:
    "Signed by a key of the account that published it. The figures are as the submitter sent them; the server computed every ratio again and checked them against each other.",
  self_reported:
    "The figures are as the submitter sent them. The server computed every ratio again and checked them against each other; nobody else has confirmed them.",
};

/** How far the result has been checked, who published and who signed it. */
export function Trust({ detail }: { detail: ResultDetail }) {
  const isPrivate = usePrivateView().view !== undefined;
  return (
    <section className={layout["section"]} aria-labelledby="trust">
      <header>
        <h2 id="trust">Trust level</h2>
      </header>
      <div className={styles["trust"]}>
        <TrustMark trust={detail.row.trust} />
        <p>{trustText[detail.row.trust] ?? `This result is ${trustWord(detail.row.trust)}.`}</p>
        {isPrivate ? (
          <p>Read {dateTime(detail.row.submitted_at)}; not published.</p>
        ) : (
          <p>
            Published {dateTime(detail.row.submitted_at)}
            {detail.row.submitted_by && ` by ${detail.row.submitted_by}`}.
          </p>
        )}
        <Signature detail={detail} />
      </div>
    </section>
  );
}
