/** The ways to sign in to this server. Used on a page of its own and wherever somebody must be known. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { apiQuery } from "@/shared/api/queries";
import { useSession } from "@/shared/api/session";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import control from "./control.module.css";
import layout from "./layout.module.css";
import { Problem } from "./problem";
import { Field } from "./field";
import styles from "./fields.module.css";

type SignInMutation = ReturnType<typeof useSession>["signIn"];

function WithPassword({ signIn }: { signIn: SignInMutation }) {
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ account, password });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <Field label="Local account" value={account} change={setAccount} autoComplete="username" />
      <Field label="Password" type="password" value={password} change={setPassword} autoComplete="current-password" />
      <button type="submit" className={control["button"]} disabled={signIn.isPending}>
        Sign in
      </button>
    </form>
  );
}

function WithToken({ signIn }: { signIn: SignInMutation }) {
  const [token, setToken] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ token: token.trim() });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <Field
        label="Token"
        type="password"
        value={token}
        change={setToken}
        autoComplete="off"
        note={
          <>
            The operator makes one with <code>lem admin token create</code>. It is not kept in this browser.
          </>
        }
      />
      <button type="submit" className={control["button"]} disabled={signIn.isPending}>
        Sign in
      </button>
    </form>
  );
}

/** `returnTo` is a path of this server, below its base path. */
export function SignIn({ returnTo }: { returnTo: string }) {
  const { signIn } = useSession();
  const { data: options } = useQuery(apiQuery("/api/v1/sign-in", {}));
  if (!options) return null;
  return (
    <div className={cx(layout["stack"], styles["ways"])}>
      {options.issuers.map((issuer, i) => (
        <a
          key={issuer.id}
          className={cx(control["button"], i === 0 && control["primary"])}
          href={`${at(issuer.url)}?${new URLSearchParams({ return_to: returnTo }).toString()}`}
        >
          Continue with {issuer.title}
        </a>
      ))}
      {options.issuers.length > 0 && (
        <p className="fine muted">lem reads your name and your id there, and a verified mail address.</p>
      )}
      {options.password && <WithPassword signIn={signIn} />}
      <details open={options.issuers.length === 0 && !options.password}>
        <summary className="small">With a token</summary>
        <WithToken signIn={signIn} />
      </details>
      {signIn.isError && <Problem error={signIn.error} />}
    </div>
  );
}
