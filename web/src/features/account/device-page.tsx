/** Where the owner of an account compares the code that `lem login` shows on another machine. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { postOnly, type Answer } from "@/shared/api/client";
import { apiQuery } from "@/shared/api/queries";
import { useSession } from "@/shared/api/session";
import { dateTime } from "@/shared/format/number";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "@/shared/ui/problem";
import { Field } from "@/shared/ui/field";
import fields from "@/shared/ui/fields.module.css";
import { scopeWords, type Scope } from "./scopes";
import { SignIn } from "@/shared/ui/sign-in";
import styles from "./account.module.css";

type Waiting = Answer<"/api/v1/devices/{code}">;
const choicesOfDays = [7, 30, 90, 365];

function Machine({ device, account }: { device: Waiting; account: string }) {
  return (
    <dl className={data["facts"]}>
      <dt>Name</dt>
      <dd>{device.device_name}</dd>
      <dt>System</dt>
      <dd>{device.system || "not said"}</dd>
      <dt>Program</dt>
      <dd>{device.program || "not said"}</dd>
      <dt>Address</dt>
      <dd>
        {device.address}{" "}
        {device.same_address ? "(the same as this browser’s)" : <b>(not this browser’s: is it your machine?)</b>}
      </dd>
      <dt>Asked</dt>
      <dd>{dateTime(device.asked_at)}</dd>
      <dt>For</dt>
      <dd>
        <b>{account}</b>, you
      </dd>
    </dl>
  );
}

function Rights({
  asked,
  scopes,
  choose,
  days,
  chooseDays,
}: {
  asked: readonly Scope[];
  scopes: readonly Scope[];
  choose: (scopes: readonly Scope[]) => void;
  days: number;
  chooseDays: (days: number) => void;
}) {
  return (
    <div className={layout["stack"]}>
      {asked.map((scope) => (
        <label key={scope} className={control["check"]}>
          <input
            type="checkbox"
            checked={scopes.includes(scope)}
            onChange={(event) => {
              choose(event.target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope));
            }}
          />
          <span>
            {scopeWords(scope)} <code className="muted">{scope}</code>
          </span>
        </label>
      ))}
      <label className="small">
        Ends after{" "}
        <select
          className={control["select"]}
          value={days}
          onChange={(event) => {
            chooseDays(Number(event.target.value));
          }}
        >
          {choicesOfDays.map((choice) => (
            <option key={choice} value={choice}>
              {choice} days
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const WhatApprovingDoes = () => (
  <p className="prose small muted">
    Approving makes a token with the name of the machine; it is kept there in a file that only you can read. See and
    revoke it in your account. Nobody from lem asks you for a code. Not you? Deny, and nothing happens.
  </p>
);

function Decide({ device, account }: { device: Waiting; account: string }) {
  const [scopes, setScopes] = useState<readonly Scope[]>(device.scopes.filter((scope) => scope === "results:write"));
  const [days, setDays] = useState(90);
  const decide = useMutation({
    mutationFn: (approved: boolean) =>
      postOnly(
        "/api/v1/devices/{code}",
        { approved, scopes: approved ? [...scopes] : [], expires_days: days },
        { path: { code: device.user_code } },
      ).then(() => approved),
  });
  if (decide.isSuccess)
    return (
      <p className={layout["lead"]} role="status">
        {decide.data
          ? `lem on ${device.device_name} is signed in as ${account}. You can close this page.`
          : "Denied. Nothing happens on the other machine."}{" "}
        <a href={at("/account")}>Your tokens</a>
      </p>
    );
  return (
    <div className={layout["stack"]}>
      <section className={layout["section"]} aria-labelledby="compare">
        <header>
          <h2 id="compare">1. Compare the code</h2>
        </header>
        <p>
          <code className={styles["code"]}>{device.user_code}</code>
        </p>
        <p className="small muted">It must be the one in your terminal. It ends at {dateTime(device.expires_at)}.</p>
      </section>
      <section className={layout["section"]} aria-labelledby="machine">
        <header>
          <h2 id="machine">2. Know the machine</h2>
          <p className="small muted">By its own words, but for the address.</p>
        </header>
        <Machine device={device} account={account} />
      </section>
      <section className={layout["section"]} aria-labelledby="rights">
        <header>
          <h2 id="rights">3. Choose what it may do</h2>
        </header>
        <Rights asked={device.scopes} scopes={scopes} choose={setScopes} days={days} chooseDays={setDays} />
      </section>
      <div className={layout["row"]}>
        <button
          type="button"
          className={cx(control["button"], control["primary"])}
          disabled={decide.isPending}
          onClick={() => {
            decide.mutate(true);
          }}
        >
          Approve
        </button>
        <button
          type="button"
          className={control["button"]}
          disabled={decide.isPending}
          onClick={() => {
            decide.mutate(false);
          }}
        >
          Deny
        </button>
      </div>
      {decide.isError && <Problem error={decide.error} />}
      <WhatApprovingDoes />
    </div>
  );
}

function AskForCode({ typed }: { typed: (code: string) => void }) {
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    typed(code.trim());
  };
  return (
    <form className={cx(fields["form"], fields["ways"])} onSubmit={submit}>
      <Field label="Code" value={code} change={setCode} autoComplete="off" note="lem login shows it: BCDF-GHJK." />
      <button type="submit" className={cx(control["button"], control["primary"])}>
        Next
      </button>
    </form>
  );
}

function Waits({ code, account, again }: { code: string; account: string; again: () => void }) {
  const device = useQuery({ ...apiQuery("/api/v1/devices/{code}", { path: { code } }), staleTime: 0, retry: false });
  if (device.data) return <Decide device={device.data} account={account} />;
  if (!device.isError) return null;
  return (
    <div className={layout["stack"]}>
      <Problem error={device.error} />
      <div>
        <button type="button" className={control["button"]} onClick={again}>
          Another code
        </button>
      </div>
    </div>
  );
}

export function DevicePage() {
  useTitle("Let a program act for you");
  const { account } = useSession();
  const [code, setCode] = useState(() => new URLSearchParams(location.search).get("code") ?? "");
  const returnTo = code === "" ? "/device" : `/device?${new URLSearchParams({ code }).toString()}`;
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Let lem on another machine act for you?</h1>
          <p className={layout["lead"]}>
            Somebody ran <code>lem login</code> there. Approve only if that was you and both codes are the same.
          </p>
        </div>
      </div>
      {account === null && <SignIn returnTo={returnTo} />}
      {account && code === "" && <AskForCode typed={setCode} />}
      {account && code !== "" && (
        <Waits
          key={code}
          code={code}
          account={account}
          again={() => {
            setCode("");
          }}
        />
      )}
    </main>
  );
}
