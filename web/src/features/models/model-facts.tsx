/** What is published of a model, what submitted files call it, and its relatives. */
import { Link } from "@tanstack/react-router";
import { factStatuses } from "@/shared/api/vocabulary";
import type { ModelDetail } from "@/shared/api/wire";
import { bytes, count, number, parameters, plural } from "@/shared/format/number";
import { shortModel } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import styles from "@/shared/explorer/explorer.module.css";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { kind } from "./model-row";

type Fact = [string, string];

function attention(facts: NonNullable<ModelDetail["facts"]>): Fact[] {
  const shape = facts.architecture;
  if (!shape) return [];
  const experts = shape.experts > 0 ? `${count(shape.experts)} experts, ${count(shape.experts_used)} per token` : "";
  const latent = shape.latent_size > 0 ? `, latent ${count(shape.latent_size)}` : "";
  return [
    ["Architecture", experts || "dense"],
    ["Layers", count(shape.layers)],
    ["Attention", `${count(shape.heads)} query, ${count(shape.kv_heads)} key-value heads${latent}`],
    ["Vocabulary", count(shape.vocabulary)],
  ];
}

function factsOf({ facts, summary, kv_bytes_per_token: cache }: ModelDetail): Fact[] {
  const { parameters_total: total, parameters_active: active } = summary;
  if (!facts) return total === null ? [] : [["Parameters", `${parameters(total)}, as its results say`]];
  const size =
    total === null
      ? []
      : [
          [
            "Parameters",
            `${parameters(total)}${active === null || active >= total / 2 ? "" : `, ${parameters(active)} active`}`,
          ] as Fact,
        ];
  const shape = attention(facts);
  return [
    ...size,
    ...(shape.length > 0 || kind(summary) === "" ? shape : ([["Architecture", kind(summary)]] as Fact[])),
    ...(cache === null ? [] : ([["KV cache", `${number(cache / 1000)} kB per token in 16 bits`]] as Fact[])),
    ...(facts.precision ? ([["Published in", facts.precision]] as Fact[]) : []),
    ...(facts.weight_bytes ? ([["Weights", bytes(facts.weight_bytes)]] as Fact[]) : []),
    ["Source", `${facts.source}: ${factStatuses[facts.status].doc}`],
  ];
}

export function Facts({ detail }: { detail: ModelDetail }) {
  const facts = factsOf(detail);
  return (
    <section className={layout["section"]} aria-labelledby="facts">
      <header>
        <h2 id="facts">Facts</h2>
      </header>
      {detail.facts === null && (
        <p className="small muted">The catalogue does not know this model; its name is as it was submitted.</p>
      )}
      <dl className={data["facts"]}>
        {facts.map(([name, value]) => (
          <div key={name} className={data["fact"]}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Names({ detail }: { detail: ModelDetail }) {
  const { facts, summary, names, names_counted: counted } = detail;
  const submitted = new Set(names.map(({ name }) => name));
  const known = facts?.names.find(({ name }) => name === summary.name);
  const others = [summary.name, ...(known?.aliases ?? [])].filter((name) => !submitted.has(name));
  const alike = facts?.names.map(({ name }) => name).filter((name) => name !== summary.name) ?? [];
  return (
    <section className={layout["section"]} aria-labelledby="names">
      <header>
        <h2 id="names">Names and aliases</h2>
        <p className="small muted">
          What submitted files call it
          {counted < summary.results ? `, of the newest ${count(counted)} results` : ""}.
        </p>
      </header>
      <ul className={styles["names"]}>
        {names.map(({ name, results }) => (
          <li key={name}>
            <code>{name}</code>
            <span className="muted">{plural(results, "result")}</span>
          </li>
        ))}
        {others.map((name) => (
          <li key={name}>
            <code>{name}</code>
            <span className="muted">{name === summary.name ? "shown name" : "also known"}</span>
          </li>
        ))}
      </ul>
      {alike.length > 0 && (
        <p className={cx("small muted", styles["after"])}>
          Of the same size and architecture, and another model: {alike.map(shortModel).join(", ")}.
        </p>
      )}
    </section>
  );
}

export function Related({ detail: { related } }: { detail: ModelDetail }) {
  if (related.length === 0) return null;
  return (
    <section className={layout["section"]} aria-labelledby="related">
      <header>
        <h2 id="related">Same family</h2>
      </header>
      <ul className={styles["names"]}>
        {related.map(({ id, name, results }) => (
          <li key={id}>
            <Link to="/models/$id" params={{ id }}>
              {shortModel(name)}
            </Link>
            <span className="muted">{plural(results, "result")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
