/** Which devices have how many results of a model: one square for each. */
import type { CoveredHardware } from "../api/wire";
import { plural } from "../format/number";
import { shortHardware } from "../format/words";
import { cx } from "../lib/cx";
import chart from "../ui/chart.module.css";
import styles from "./explorer.module.css";

const step = 16;
const many = 5;
const look = (results: number) => styles[results === 0 ? "none" : results < many ? "few" : "many"];

/** Cut where there is no room. */
const cut = (name: string) => {
  const short = shortHardware(name).replace(/ \(.*\)$/, "");
  return short.length > 15 ? `${short.slice(0, 14)}…` : short;
};

export function CoverageNames({ hardware }: { hardware: readonly CoveredHardware[] }) {
  const width = Math.max(hardware.length, 1) * step;
  return (
    <svg
      className={chart["chart"]}
      width={width}
      height="112"
      viewBox={`0 0 ${String(width)} 112`}
      role="img"
      aria-label={`One square for each device, in this order: ${hardware.map(({ name }) => name).join(", ")}`}
    >
      {hardware.map(({ name }, i) => (
        <text key={name} transform={`translate(${String(i * step + 12)} 108) rotate(-90)`}>
          {cut(name)}
        </text>
      ))}
    </svg>
  );
}

interface Props {
  hardware: readonly CoveredHardware[];
  /** Results on each of them. */
  coverage: readonly number[];
  /** All devices of the model, those too that have no square. */
  measured: number;
}

export function CoverageStrip({ hardware, coverage, measured }: Props) {
  const width = Math.max(hardware.length, 1) * step;
  const found = hardware.flatMap(({ name }, i) => (coverage[i] ? [`${name} ${String(coverage[i])}`] : []));
  const others = measured - found.length;
  const label = [...found, ...(others > 0 ? [`${plural(others, "other device")}`] : [])].join(", ");
  return (
    <>
      <svg
        className={chart["chart"]}
        width={width}
        height="16"
        viewBox={`0 0 ${String(width)} 16`}
        role="img"
        aria-label={`${plural(measured, "device")}: ${label}`}
      >
        {hardware.map(({ name }, i) => (
          <rect
            key={name}
            className={look(coverage[i] ?? 0)}
            x={i * step + 2.5}
            y="2.5"
            width="11"
            height="11"
            rx="1.5"
          >
            <title>{`${name}: ${plural(coverage[i] ?? 0, "result")}`}</title>
          </rect>
        ))}
      </svg>
      {others > 0 && (
        <span className={cx(styles["others"], "wide-only")} title={plural(others, "other device")}>
          +{others}
        </span>
      )}
    </>
  );
}

export function CoverageLegend() {
  const square = (results: number) => (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <rect className={look(results)} x="2.5" y="2.5" width="11" height="11" rx="1.5" />
    </svg>
  );
  return (
    <ul className={styles["legend"]}>
      <li>{square(0)}no result</li>
      <li>
        {square(1)}1–{many - 1}
      </li>
      <li>
        {square(many)}
        {many} or more
      </li>
    </ul>
  );
}
