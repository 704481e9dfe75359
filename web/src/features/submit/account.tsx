import { useState, type FormEvent } from "react";
import type { useSession } from "@/shared/api/session";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "./problem";
import styles from "./submit-page.module.css";

type Session = ReturnType<typeof useSession>;

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

export function Account({ session: { account, signIn, signOut } }: { session: Session }) {
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
