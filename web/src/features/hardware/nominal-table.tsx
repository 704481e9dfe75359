/** What the maker states beside what results show. */
import { observedKinds } from "@/shared/api/vocabulary";
import type { HardwareDetail, ObservedQuantity } from "@/shared/api/wire";
import { number, percent, plural } from "@/shared/format/number";
import { scopeWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { stated } from "@/shared/explorer/metric";
import styles from "@/shared/explorer/explorer.module.css";
import { RangeStrip, linearAxis } from "@/shared/explorer/range-strip";
import { Missing } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";

export function quantityName({ kind, energy_scope, precision }: ObservedQuantity): string {
  const detail = energy_scope ? scopeWord(energy_scope) : precision === undefined ? "" : (precision ?? "") || "";
  return `${observedKinds[kind].title}${detail ? `, ${detail}` : ""}`;
}

function Row({ quantity }: { quantity: ObservedQuantity }) {
  const { nominal, observed, unit, kind } = quantity;
  const axis = linearAxis(Math.max(observed.p95, nominal ?? 0, observed.median));
  return (
    <tr>
      <th scope="row" title={observedKinds[kind].doc} className={styles["name"]}>
        {quantityName(quantity)}
        <small>{unit}</small>
      </th>
      <td className={data["num"]} data-label="Nominal">
        {nominal === null ? <Missing reason="the maker's figure is not known, or not of this" /> : stated(nominal)}
      </td>
      <td className={data["num"]} data-label="Observed, median">
        <b>{number(observed.median)}</b>
      </td>
      <td className={styles["config"]}>
        {observed.results === 1 ? "one result" : `${number(observed.p5)}–${number(observed.p95)}`}
        <span className={data["under"]}>
          {plural(observed.results, "result")}; most: {number(observed.highest)}
          {nominal !== null && `, ${percent(observed.highest / nominal)}`}
        </span>
      </td>
      <td className={styles["range"]}>
        <RangeStrip
          axis={axis}
          low={observed.p5}
          high={observed.p95}
          middle={observed.median}
          nominal={nominal ?? undefined}
          label={`${quantityName(quantity)}: median ${number(observed.median)} ${unit}${nominal === null ? "" : ` of nominal ${stated(nominal)}`}`}
        />
      </td>
    </tr>
  );
}

/** Figures of the maker that no result is measured against. */
function unobserved({ profile, summary, observed }: HardwareDetail): [string, string, number][] {
  const seen = new Set(observed.filter(({ nominal }) => nominal !== null).map(({ kind }) => kind));
  const { memory_gb, bandwidth_gb_per_s, tdp_watts } = summary.nominal;
  const rows: [string, string, number | null][] = [
    ["Power limit", "W", seen.has("mean_power") ? null : tdp_watts],
    ["Memory bandwidth", "GB/s", seen.has("memory_bandwidth") ? null : bandwidth_gb_per_s],
    ["Memory", "GB", seen.has("peak_memory") ? null : memory_gb],
    ...Object.entries(profile?.peak_tflops ?? {}).map(([precision, tflops]): [string, string, number | null] => [
      `Arithmetic, ${precision}, dense`,
      precision === "int8" ? "TOP/s" : "TFLOP/s",
      tflops === null || tflops === undefined ? null : tflops * summary.count,
    ]),
  ];
  const observedPrecisions = new Set(observed.map(({ precision }) => precision));
  return rows.flatMap(([name, unit, value]) =>
    value === null ||
    [...observedPrecisions].some((precision) => precision && name === `Arithmetic, ${precision}, dense`)
      ? []
      : [[name, unit, value] as [string, string, number]],
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">
          Quantity
          <br />
          unit
        </th>
        <th scope="col" className={data["num"]}>
          Nominal
          <br />
          by the maker
        </th>
        <th scope="col" className={data["num"]}>
          Observed
          <br />
          median
        </th>
        <th scope="col">5–95 % of results</th>
        <th scope="col">from zero; red line: nominal</th>
      </tr>
    </thead>
  );
}

export function NominalTable({ detail }: { detail: HardwareDetail }) {
  const others = unobserved(detail);
  const { summary, rows } = detail;
  return (
    <section className={layout["section"]} aria-labelledby="nominal">
      <header>
        <h2 id="nominal">Nominal and observed</h2>
        <p className="small muted">
          {summary.count > 1 && `Of all ${String(summary.count)} devices together. `}
          Observed: the median of{" "}
          {rows < summary.results ? `the newest ${plural(rows, "result")}` : plural(rows, "result")} and the range of
          the middle 90 %. Bandwidth is inferred from weights and the time of a token, a lower bound.
        </p>
      </header>
      {detail.observed.length + others.length === 0 ? (
        <div className={data["empty"]}>
          <b>Nothing is known of this hardware yet</b>
          <p>The catalogue does not have it, and its results state neither power, memory nor load.</p>
        </div>
      ) : (
        <div className={styles["scroll"]} role="region" aria-label="Nominal and observed, scrollable" tabIndex={0}>
          <table className={cx(data["table"], styles["cards"])}>
            <caption className="visually-hidden">Nominal figures beside observed ones</caption>
            <Head />
            <tbody>
              {detail.observed.map((quantity) => (
                <Row key={quantityName(quantity)} quantity={quantity} />
              ))}
              {others.map(([name, unit, value]) => (
                <tr key={name}>
                  <th scope="row" className={styles["name"]}>
                    {name}
                    <small>{unit}</small>
                  </th>
                  <td className={data["num"]} data-label="Nominal">
                    {stated(value)}
                  </td>
                  <td className={data["num"]} data-label="Observed, median">
                    <Missing reason="no result shows it" />
                  </td>
                  <td />
                  <td />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
