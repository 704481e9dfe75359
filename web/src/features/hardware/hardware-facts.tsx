/** Where nominal figures are from, what submitted files call the hardware, and what is not the same. */
import { Link } from "@tanstack/react-router";
import { factStatuses, likenesses } from "@/shared/api/vocabulary";
import type { HardwareDetail } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { shortHardware } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { pageId } from "@/shared/lib/page-id";
import styles from "@/shared/explorer/explorer.module.css";
import { stated } from "@/shared/explorer/metric";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";

/** Figures in a few words: "80 GB, 3,350 GB/s, 700 W". */
export function nominalText({
  memory_gb,
  bandwidth_gb_per_s,
  tdp_watts,
}: HardwareDetail["summary"]["nominal"]): string {
  return [
    memory_gb === null ? "" : `${stated(memory_gb)} GB`,
    bandwidth_gb_per_s === null ? "" : `${stated(bandwidth_gb_per_s)} GB/s`,
    tdp_watts === null ? "" : `${stated(tdp_watts)} W`,
  ]
    .filter(Boolean)
    .join(", ");
}

export function Sources({ detail: { profile } }: { detail: HardwareDetail }) {
  if (!profile) return null;
  const peaks = Object.entries(profile.peak_tflops).filter(([, value]) => value !== null && value !== undefined);
  const figures: [string, string][] = [
    ...(profile.tdp_watts === null || profile.tdp_watts === undefined
      ? []
      : ([["Power limit", `${stated(profile.tdp_watts)} W`]] as [string, string][])),
    ...(profile.bandwidth_gb_per_s == null
      ? []
      : ([["Memory bandwidth", `${stated(profile.bandwidth_gb_per_s)} GB/s`]] as [string, string][])),
    ...(profile.memory_gb == null
      ? []
      : ([
          ["Memory", `${stated(profile.memory_gb)} GB${profile.unified_memory ? ", shared with the processor" : ""}`],
        ] as [string, string][])),
    ...peaks.map(([precision, value]): [string, string] => [
      `${precision}, dense`,
      `${stated(value ?? 0)} ${precision === "int8" ? "TOP/s" : "TFLOP/s"}`,
    ]),
  ];
  return (
    <section className={layout["section"]} aria-labelledby="sources">
      <header>
        <h2 id="sources">Sources of nominal figures</h2>
        <p className="small muted">Of one device. A figure without a source is not shown.</p>
      </header>
      <div className={styles["scroll"]} role="region" aria-label="Sources, scrollable" tabIndex={0}>
        <table className={cx(data["table"], styles["cards"])}>
          <caption className="visually-hidden">Sources of nominal figures</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" className={data["num"]}>
                Value
              </th>
              <th scope="col">Source</th>
              <th scope="col">Confidence</th>
            </tr>
          </thead>
          <tbody>
            {figures.map(([name, value]) => (
              <tr key={name}>
                <th scope="row" className={styles["name"]}>
                  {name}
                </th>
                <td className={data["num"]}>{value}</td>
                <td className={styles["config"]}>{profile.source}</td>
                <td className={styles["config"]} title={factStatuses[profile.status].doc}>
                  {profile.status.replace("_", " ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Names({ detail: { profile, summary, names, names_counted: counted } }: { detail: HardwareDetail }) {
  const submitted = new Set(names.map(({ name }) => name));
  const others = [...(profile?.driver_names ?? []), ...(profile?.aliases ?? [])].filter((name) => !submitted.has(name));
  return (
    <section className={layout["section"]} aria-labelledby="names">
      <header>
        <h2 id="names">Names and aliases</h2>
        <p className="small muted">
          As devices call themselves in submitted files
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
            <span className="muted">also known</span>
          </li>
        ))}
        {(profile?.shared_names ?? []).map((name) => (
          <li key={name}>
            <code>{name}</code>
            <span className="muted">if the memory fits; others have it too</span>
          </li>
        ))}
        {names.length + others.length === 0 && (
          <li>
            <code>{summary.name}</code>
          </li>
        )}
      </ul>
    </section>
  );
}

export function NotTheSame({ detail: { others, summary } }: { detail: HardwareDetail }) {
  const single = summary.count > 1 && summary.device !== "" && !others.some(({ name }) => name === summary.device);
  if (others.length === 0 && !single) return null;
  return (
    <section className={layout["section"]} aria-labelledby="others">
      <header>
        <h2 id="others">Not the same device</h2>
        <p className="small muted">Never ranked as if it were.</p>
      </header>
      <ul className={styles["names"]}>
        {single && (
          <li>
            <Link to="/hardware/$id" params={{ id: pageId(summary.device) }}>
              {shortHardware(summary.device)}
            </Link>
            <span className="muted">one of them</span>
          </li>
        )}
        {others.map(({ id, name, likeness, nominal, results }) => (
          <li key={id} title={likenesses[likeness].doc}>
            <Link to="/hardware/$id" params={{ id }}>
              {shortHardware(name)}
            </Link>
            <span className="muted">
              {likeness === "shared_name" ? nominalText(nominal) : plural(results, "result")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
