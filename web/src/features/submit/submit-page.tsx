import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useRef, useState, type DragEvent, type FormEvent } from "react";
import { ApiError, postFile, type Violation } from "@/shared/api/client";
import { useSession } from "@/shared/api/session";
import type { CheckReport, Receipt } from "@/shared/api/wire";
import { bytes, plural } from "@/shared/format/number";
import { trustWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { Board } from "@/shared/ui/board";
import { CheckList, checkSummary } from "@/shared/ui/check-list";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Notice, TrustMark } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Icon } from "@/shared/ui/symbols";
import { checkFile, isBundle, mediaType, sizeMax, type Verdict } from "./check";
import styles from "./submit-page.module.css";
import { at } from "@/shared/lib/base-path";
import { useTitle } from "@/shared/lib/use-title";

type Session = ReturnType<typeof useSession>;

function Violations({ items }: { items: readonly Violation[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={styles["violations"]}>
      {items.map((item, i) => (
        <li key={i}>
          <code>{item.pointer || "(whole document)"}</code>
          <span>{item.message}</span>
        </li>
      ))}
    </ul>
  );
}

function Problem({ error }: { error: Error }) {
  return (
    <div className={layout["stack"]} role="alert">
      <Notice>
        <b>{error.message}</b>
        {error instanceof ApiError && error.requestId && (
          <span className="muted">
            {" "}
            Request <code>{error.requestId}</code>.
          </span>
        )}
      </Notice>
      {error instanceof ApiError && <Violations items={error.violations} />}
    </div>
  );
}

function Drop({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onFile(dropped);
  };
  return (
    <div
      className={cx(styles["drop"], over && styles["over"])}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <Icon name="file" />
      <p>
        {file ? (
          <>
            <b>{file.name}</b> <span className="muted">{bytes(file.size)}</span>
          </>
        ) : (
          <>
            <b>Drop a result here</b>
            <br />
            <span className="muted">result.json, or a bundle NAME.lem with its trace and logs; up to 64 MB</span>
          </>
        )}
      </p>
      <label className={control["button"]} htmlFor={id}>
        {file ? "Choose another" : "Choose a file"}
      </label>
      <input
        ref={input}
        id={id}
        className="visually-hidden"
        type="file"
        accept=".json,.lem,.zst,application/json"
        onChange={(event) => {
          onFile(event.target.files?.[0] ?? null);
          event.target.value = "";
        }}
      />
      {file && (
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            onFile(null);
          }}
        >
          Remove
        </button>
      )}
    </div>
  );
}

function Outcome({ report, sent, file }: { report: CheckReport; sent: boolean; file: File }) {
  const warnings = report.checks.filter((check) => check.outcome === "warning").length;
  const rejected = report.checks.filter((check) => check.outcome === "rejected").length;
  const where = sent
    ? `${isBundle(file) ? "A bundle is compressed, so it" : "It"} was sent to the server for checking; nothing has been published.`
    : "It was checked in this browser; nothing has been sent.";
  return (
    <div className={layout["stack"]}>
      <div role="status">
        {report.acceptable ? (
          <Notice kind="info">
            <b>Can be published{warnings > 0 ? `, with ${plural(warnings, "warning")}` : ""}.</b>{" "}
            {report.row && `It will be listed as ${trustWord(report.row.trust)}.`} {where}
          </Notice>
        ) : (
          <Notice>
            <b>Can’t be published.</b>{" "}
            {report.violations.length > 0
              ? `The document does not match its schema in ${plural(report.violations.length, "place")}.`
              : `${plural(rejected, "check")} found it impossible or inconsistent.`}{" "}
            {where}
          </Notice>
        )}
      </div>
      <Violations items={report.violations} />
      {report.row && (
        <section className={layout["section"]} aria-labelledby="preview">
          <header>
            <h2 id="preview">As it will appear</h2>
          </header>
          <Board
            caption="Preview of the row"
            rows={[{ row: report.row, rank: { reason: "ranked once it is published" } }]}
            link={false}
          />
        </section>
      )}
    </div>
  );
}

function Published({ receipt }: { receipt: Receipt }) {
  return (
    <div className={layout["stack"]} role="status">
      <Notice kind="info">
        <b>{receipt.created ? "Published." : "Already published."}</b>{" "}
        {receipt.created
          ? "It is durable and will be on the leaderboard within a second."
          : "These very bytes were published before; nothing was added."}
      </Notice>
      <p>
        <Link
          className={cx(control["button"], control["primary"])}
          to="/results/$resultId"
          params={{ resultId: receipt.id }}
        >
          See the result
        </Link>
      </p>
    </div>
  );
}

function SignIn({ signIn }: Pick<Session, "signIn">) {
  const [token, setToken] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(token);
  };
  return (
    <form className={layout["stack"]} onSubmit={submit}>
      <label className={styles["field"]}>
        Token
        <span className={cx(control["input"], styles["token"])}>
          <input
            type="password"
            required
            autoComplete="off"
            value={token}
            onChange={(event) => {
              setToken(event.target.value);
            }}
          />
        </span>
        <small className="fine muted">
          Needed once: this browser stays signed in until you sign out. The operator makes one with{" "}
          <code>lem admin token create</code>.
        </small>
      </label>
      <div>
        <button type="submit" className={control["button"]} disabled={signIn.isPending}>
          Sign in
        </button>
      </div>
      {signIn.isError && <Problem error={signIn.error} />}
    </form>
  );
}

function Account({ session: { account, signIn, signOut } }: { session: Session }) {
  if (account === undefined) return null;
  if (account === null) return <SignIn signIn={signIn} />;
  return (
    <div className={layout["row"]}>
      <p>
        Signed in as <b>{account}</b>
      </p>
      <button
        type="button"
        className={control["button"]}
        disabled={signOut.isPending}
        onClick={() => {
          signOut.mutate();
        }}
      >
        Sign out
      </button>
      {signOut.isError && <Problem error={signOut.error} />}
    </div>
  );
}

interface PublishProps {
  file: File;
  report: CheckReport;
  onPublished: (receipt: Receipt) => void;
}

function Publish({ file, report, onPublished }: PublishProps) {
  const session = useSession();
  const [licence, setLicence] = useState(false);
  const publish = useMutation({
    mutationFn: () => postFile("/api/v1/results", file, mediaType(file)),
    onSuccess: onPublished,
    onError: () => void session.ask(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate();
  };
  return (
    <section className={layout["section"]} aria-labelledby="publish">
      <header>
        <h2 id="publish">Publish</h2>
      </header>
      <div className={layout["stack"]}>
        {report.row && (
          <dl className={data["facts"]}>
            <dt>Trust</dt>
            <dd>
              <TrustMark trust={report.row.trust} />
            </dd>
            <dt>Sent</dt>
            <dd>{bytes(file.size)}, byte for byte</dd>
          </dl>
        )}
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
            I measured this, or may publish it, under CC&nbsp;BY&nbsp;4.0
          </label>
          <div>
            <button
              type="submit"
              className={cx(control["button"], control["primary"])}
              disabled={!report.acceptable || !session.account || publish.isPending}
            >
              {publish.isPending ? "Publishing…" : "Publish result"}
            </button>
          </div>
          {publish.isError && <Problem error={publish.error} />}
          <p className="fine muted">You can withdraw it later; its page then says so.</p>
        </form>
      </div>
    </section>
  );
}

function Checks({ checks }: Pick<CheckReport, "checks">) {
  if (checks.length === 0) return null;
  return (
    <section className={layout["section"]} aria-labelledby="checks">
      <header>
        <h2 id="checks">Checks</h2>
        <p className="small muted">{checkSummary(checks)}</p>
      </header>
      <CheckList checks={checks} />
    </section>
  );
}

function WhatIsChecked() {
  return (
    <section className={layout["section"]} aria-labelledby="what">
      <header>
        <h2 id="what">What is checked</h2>
      </header>
      <p className="prose small">
        The document is read strictly: every field that breaks the{" "}
        <a href={at("/api/v1/schemas/result.json")}>schema</a> is listed with its place. Then the arithmetic is done
        again, from tokens, energy and time, and compared with the document. Impossible results are refused; doubtful
        ones are published with a warning that everybody sees.
      </p>
    </section>
  );
}

/** The file, and what became of it. */
interface Submission {
  file: File | null;
  choose: (file: File | null) => void;
  sending: boolean;
  check: UseMutationResult<Verdict, Error, File>;
  receipt: Receipt | null;
}

function Chosen({ file, choose, sending, check, receipt }: Submission) {
  const verdict = check.data;
  return (
    <div className={layout["stack"]}>
      <Drop file={file} onFile={choose} />
      {file && file.size > sizeMax && (
        <Notice>
          <b>The file is larger than 64 MB.</b> Leave out the engine’s log, or send the document alone.
        </Notice>
      )}
      {check.isPending && (
        <p className="small muted" role="status">
          {sending ? "The server is checking the file…" : "Checking in this browser…"}
        </p>
      )}
      {check.isError && <Problem error={check.error} />}
      {receipt && <Published receipt={receipt} />}
      {file && verdict && !receipt && <Outcome report={verdict.report} sent={verdict.sent} file={file} />}
    </div>
  );
}

export function SubmitPage() {
  useTitle("Submit results");
  const [file, setFile] = useState<File | null>(null);
  const [sending, setSending] = useState(false);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const check = useMutation({
    mutationFn: (chosen: File) =>
      checkFile(chosen, () => {
        setSending(true);
      }),
  });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setReceipt(null);
    setSending(false);
    check.reset();
    if (chosen && chosen.size <= sizeMax) check.mutate(chosen);
  };
  const verdict = check.data;
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Submit a result</h1>
          <p className={layout["lead"]}>
            The file is checked first, in your browser where that is possible. Nothing is published until you press
            Publish.
          </p>
        </div>
      </div>
      <Chosen {...{ file, choose, sending, check, receipt }} />
      <div className={cx(layout["columns"], styles["spaced"])}>
        <div>{verdict ? <Checks checks={verdict.report.checks} /> : <WhatIsChecked />}</div>
        <div className={styles["sticky"]}>
          {file && verdict && !receipt && <Publish file={file} report={verdict.report} onPublished={setReceipt} />}
          <section className={layout["section"]} aria-labelledby="cli">
            <header>
              <h2 id="cli">From a terminal</h2>
            </header>
            <div className={data["code"]}>
              <code tabIndex={0}>lem submit result.json</code>
            </div>
          </section>
        </div>
      </div>
    </main>
  );
}
