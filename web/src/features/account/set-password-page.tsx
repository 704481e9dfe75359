import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { postJson } from "@/shared/api/client";
import { sessionQuery } from "@/shared/api/session";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "@/shared/ui/problem";
import { Field } from "@/shared/ui/field";
import fields from "@/shared/ui/fields.module.css";

const lengthMin = 12;

export function SetPasswordPage() {
  useTitle("Set a password");
  const [password, setPassword] = useState("");
  const navigate = useNavigate();
  const client = useQueryClient();
  // After #, which browsers send to no server.
  const code = location.hash.replace(/^#/, "");
  const choose = useMutation({
    mutationFn: () => postJson("/api/v1/password", { code, password }),
    onSuccess: (opened) => {
      client.setQueryData(sessionQuery().queryKey, opened);
      void navigate({ to: "/account", replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    choose.mutate();
  };
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Set a password</h1>
          <p className={layout["lead"]}>
            {code === ""
              ? "This page needs the one-time address that the server printed at its first start. Its operator makes a new one with lem admin account password NAME."
              : "The address works once. Afterwards you are signed in, and every other browser of the account is signed out."}
          </p>
        </div>
      </div>
      {code !== "" && (
        <form className={cx(layout["stack"], fields["ways"])} onSubmit={submit}>
          <Field
            label="New password"
            type="password"
            value={password}
            change={setPassword}
            autoComplete="new-password"
            minLength={lengthMin}
            note={`At least ${String(lengthMin)} characters; three or four random words are good.`}
          />
          <button type="submit" className={cx(control["button"], control["primary"])} disabled={choose.isPending}>
            Set the password and sign in
          </button>
          {choose.isError && <Problem error={choose.error} />}
        </form>
      )}
    </main>
  );
}
