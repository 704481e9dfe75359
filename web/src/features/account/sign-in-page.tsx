import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSession } from "@/shared/api/session";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import layout from "@/shared/ui/layout.module.css";
import { SignIn } from "@/shared/ui/sign-in";

/** A path of this server, and nothing that a browser would take for another one. */
const localPath = (text: unknown): string =>
  typeof text === "string" && /^\/(?![/\\])[^\\\s]*$/.test(text) ? text : "/account";

export function SignInPage() {
  useTitle("Sign in");
  const router = useRouter();
  const { account } = useSession();
  const returnTo = localPath(new URLSearchParams(location.search).get("return_to"));
  useEffect(() => {
    if (account) router.history.replace(at(returnTo));
  }, [account, router, returnTo]);
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Sign in to lem</h1>
          <p className={layout["lead"]}>
            To publish results, and to see what is yours. You come back to where you were.
          </p>
        </div>
      </div>
      <SignIn returnTo={returnTo} />
    </main>
  );
}
