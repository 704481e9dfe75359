/** What is mine: results, tokens, signed-in browsers. */
import { useQueryClient } from "@tanstack/react-query";
import { useSession } from "@/shared/api/session";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import control from "@/shared/ui/control.module.css";
import { Notice } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Sessions } from "./sessions";
import { Submissions } from "./submissions";
import { SignIn } from "@/shared/ui/sign-in";
import { Tokens } from "./tokens";
import styles from "./account.module.css";

function Mine({ account, session }: { account: string; session: ReturnType<typeof useSession> }) {
  const client = useQueryClient();
  const may = session.scopes.includes("profile");
  return (
    <>
      <div className={layout["head"]}>
        <div>
          <h1>{account}</h1>
          <p className={layout["lead"]}>Results, tokens and signed-in browsers of your account.</p>
        </div>
        <button
          type="button"
          className={control["button"]}
          disabled={session.signOut.isPending}
          onClick={() => {
            session.signOut.mutate(undefined, {
              onSettled: () => {
                client.removeQueries({ queryKey: ["/api/v1/tokens"] });
                client.removeQueries({ queryKey: ["/api/v1/sessions"] });
              },
            });
          }}
        >
          Sign out
        </button>
      </div>
      {may ? (
        <div className={styles["columns"]}>
          <div>
            <Submissions />
            <Tokens scopes={session.scopes} />
          </div>
          <Sessions />
        </div>
      ) : (
        <>
          <Submissions />
          <Notice>
            You signed in with a token that may not change the account. Sign in with an issuer or a password, or with a
            token that has the scope <code>profile</code>, to see tokens and signed-in browsers.
          </Notice>
        </>
      )}
    </>
  );
}

export function AccountPage() {
  useTitle("Your account");
  const session = useSession();
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      {session.account && <Mine account={session.account} session={session} />}
      {session.account === null && (
        <>
          <div className={layout["head"]}>
            <div>
              <h1>Your account</h1>
              <p className={layout["lead"]}>You are not signed in.</p>
            </div>
          </div>
          <SignIn returnTo="/account" />
        </>
      )}
    </main>
  );
}
