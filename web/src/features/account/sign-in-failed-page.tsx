/** Where a sign-in ends that did not work. The server has said why; this is the same for everybody. */
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import layout from "@/shared/ui/layout.module.css";
import { SignIn } from "@/shared/ui/sign-in";

function reason(): string {
  const search = new URLSearchParams(location.search);
  if (search.has("error")) return "You refused, or you were not let in there. Nothing was changed.";
  if (!search.has("code")) return "The way to sign in does not answer at the moment. Try again in a minute.";
  return "The sign-in was started in another browser, was used before, is older than ten minutes, or only members of certain organisations may sign in here.";
}

export function SignInFailedPage() {
  useTitle("Not signed in");
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Not signed in</h1>
          <p className={layout["lead"]}>{reason()} Start again:</p>
        </div>
      </div>
      <SignIn returnTo="/account" />
    </main>
  );
}
