import type { useSession } from "@/shared/api/session";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "@/shared/ui/problem";
import { SignIn } from "@/shared/ui/sign-in";

type Session = ReturnType<typeof useSession>;

export function Account({ session: { account, signOut } }: { session: Session }) {
  if (account === undefined) return null;
  if (account === null) return <SignIn returnTo="/submit" />;
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
