/** The tokens of the account: made, shown once, rotated, revoked. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { post, postJson, remove, type Answer } from "@/shared/api/client";
import { apiQuery } from "@/shared/api/queries";
import { date, dateTime } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import layout from "@/shared/ui/layout.module.css";
import { Problem } from "@/shared/ui/problem";
import { Field } from "@/shared/ui/field";
import fields from "@/shared/ui/fields.module.css";
import { scopeWords, type Scope } from "./scopes";
import styles from "./account.module.css";

type Token = Answer<"/api/v1/tokens">["items"][number];
type NewToken = Answer<"/api/v1/tokens", "post">;

const tokensQuery = () => apiQuery("/api/v1/tokens", {});
const dayMs = 86_400_000;

/** Ended ones say so; those that end soon say when. */
function Ending({ token, now }: { token: Token; now: number }) {
  if (token.revoked_at !== null) return <span className="muted">revoked {date(token.revoked_at)}</span>;
  if (token.expires_at === null) return <span className="muted">never</span>;
  const leftMs = Date.parse(token.expires_at) - now;
  if (leftMs <= 0) return <span className="muted">ended {date(token.expires_at)}</span>;
  if (leftMs < 7 * dayMs) return <b>soon: {dateTime(token.expires_at)}</b>;
  return <>{date(token.expires_at)}</>;
}

function Secret({ made }: { made: NewToken }) {
  return (
    <div className={styles["secret"]} role="status">
      <p>
        <b>“{made.token.name}” is ready. Copy it now, it is not shown again.</b> Only its SHA-256 is stored.
      </p>
      <div className={layout["row"]}>
        <code>{made.secret}</code>
        <CopyButton text={() => made.secret} label="Copy" look="full" />
      </div>
    </div>
  );
}

function NewTokenForm({ scopes, done }: { scopes: readonly Scope[]; done: (made: NewToken) => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [chosen, setChosen] = useState<readonly Scope[]>(["results:write"]);
  const create = useMutation({
    mutationFn: () => postJson("/api/v1/tokens", { name, scopes: [...chosen], expires_days: Number(days) }),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form className={cx(fields["form"], fields["ways"])} onSubmit={submit}>
      <Field
        label="Name"
        value={name}
        change={setName}
        autoComplete="off"
        note="What it is for, such as the machine."
      />
      <fieldset className={styles["rights"]}>
        <legend className="small">It may</legend>
        {scopes.map((scope) => (
          <label key={scope} className={control["check"]}>
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) => {
                setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope));
              }}
            />
            {scopeWords(scope)}
          </label>
        ))}
      </fieldset>
      <Field label="Ends after days" type="number" value={days} change={setDays} autoComplete="off" />
      <button type="submit" className={cx(control["button"], control["primary"])} disabled={create.isPending}>
        Make the token
      </button>
      {create.isError && <Problem error={create.error} />}
    </form>
  );
}

function Row({
  token,
  now,
  busy,
  rotate,
  revoke,
}: {
  token: Token;
  now: number;
  busy: boolean;
  rotate: (id: string) => void;
  revoke: (id: string) => void;
}) {
  const isOpen = token.revoked_at === null && (token.expires_at === null || Date.parse(token.expires_at) > now);
  return (
    <li>
      <div>
        <b>{token.name}</b> {token.start !== "" && <code className="fine muted">{token.start}…</code>}
        <div className="fine muted">
          may {token.scopes.length === 0 ? "do nothing" : token.scopes.join(", ")} · last used{" "}
          {token.last_used_at === null
            ? "never"
            : `${dateTime(token.last_used_at)}${token.last_used_from ? ` from ${token.last_used_from}` : ""}`}
        </div>
        <div className="fine">
          Ends: <Ending token={token} now={now} />
        </div>
      </div>
      {isOpen && (
        <div className={layout["row"]}>
          <button
            type="button"
            className={cx(control["button"], control["quiet"])}
            title="A new secret; the old one ends within an hour"
            disabled={busy}
            onClick={() => {
              rotate(token.id);
            }}
          >
            Rotate<span className="visually-hidden"> {token.name}</span>
          </button>
          <button
            type="button"
            className={cx(control["button"], control["quiet"])}
            disabled={busy}
            onClick={() => {
              revoke(token.id);
            }}
          >
            Revoke<span className="visually-hidden"> {token.name}</span>
          </button>
        </div>
      )}
    </li>
  );
}

export function Tokens({ scopes }: { scopes: readonly Scope[] }) {
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery());
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewToken | null>(null);
  const [now] = useState(() => Date.now());
  const refresh = () => client.invalidateQueries({ queryKey: tokensQuery().queryKey });
  const show = (token: NewToken) => {
    setMade(token);
    setAdding(false);
    void refresh();
  };
  const rotate = useMutation({
    mutationFn: (id: string) => post("/api/v1/tokens/{id}/rotate", { path: { id } }),
    onSuccess: show,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => remove("/api/v1/tokens/{id}", { path: { id } }),
    onSettled: refresh,
  });
  const problem = tokens.error ?? rotate.error ?? revoke.error;
  return (
    <section className={layout["section"]} aria-labelledby="tokens">
      <header>
        <h2 id="tokens">Tokens</h2>
        <button
          type="button"
          className={cx(control["button"], control["quiet"], layout["push"])}
          aria-expanded={adding}
          onClick={() => {
            setAdding(!adding);
          }}
        >
          New token
        </button>
      </header>
      <div className={layout["stack"]}>
        <p className="small muted">For scripts, CI and lem login. A token may do no more than its rights say.</p>
        {made && <Secret made={made} />}
        {adding && <NewTokenForm scopes={scopes} done={show} />}
        {problem && <Problem error={problem} />}
        {tokens.data?.items.length === 0 && <p className="muted">You have no tokens.</p>}
        <ul className={styles["items"]}>
          {tokens.data?.items.map((token) => (
            <Row
              key={token.id}
              token={token}
              now={now}
              busy={rotate.isPending || revoke.isPending}
              rotate={rotate.mutate}
              revoke={revoke.mutate}
            />
          ))}
        </ul>
      </div>
    </section>
  );
}
