/** How many results have which mean power, and the maker's limit. */
import type { PowerHistogram } from "@/shared/api/wire";
import { number, plural } from "@/shared/format/number";
import { scopeWord } from "@/shared/format/words";
import { ticks } from "@/shared/lib/ticks";
import { stated } from "@/shared/explorer/metric";
import { Axes } from "@/shared/explorer/axes";
import styles from "@/shared/explorer/explorer.module.css";
import chart from "@/shared/ui/chart.module.css";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import data from "@/shared/ui/data.module.css";
import { useWidth } from "@/shared/ui/use-width";

const height = 232;
const margin = { left: 40, right: 16, top: 32, bottom: 44 };

const binsOf = ({ bins, bin_watts }: PowerHistogram) =>
  bins.map((results, i) => ({ from: i * bin_watts, to: (i + 1) * bin_watts, results }));

/** One sentence of the data, for those who can't see the picture. */
export function powerSentence({ watts, limit_watts: limit, energy_scope }: PowerHistogram): string {
  const scope = scopeWord(energy_scope);
  if (watts.results === 1) return `One result draws ${number(watts.median)} W (${scope}).`;
  const spread = `${plural(watts.results, "result")} draw ${number(watts.lowest)} to ${number(watts.highest)} W (${scope}), the median ${number(watts.median)} W`;
  if (limit === null) return `${spread}.`;
  return `${spread}; ${watts.highest <= limit ? "all are below the limit of" : "the most is above the limit of"} ${stated(limit)} W.`;
}

function Plot({ power }: { power: PowerHistogram }) {
  const [box, width] = useWidth(900);
  const bins = binsOf(power);
  const { watts, limit_watts: limit } = power;
  const high = Math.max(watts.highest, limit ?? 0, bins.at(-1)?.to ?? 0) * 1.04;
  const most = Math.max(...power.bins, 1);
  const x = (value: number) => margin.left + (value / high) * (width - margin.left - margin.right);
  const y = (value: number) => height - margin.bottom - (value / most) * (height - margin.top - margin.bottom);
  const base = height - margin.bottom;
  // Two labels on one place are unreadable.
  const apart = limit === null || Math.abs(x(limit) - x(watts.median)) > 120;
  return (
    <div ref={box}>
      <svg
        className={chart["chart"]}
        width={width}
        height={height}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        role="img"
        aria-label={powerSentence(power)}
      >
        <Axes
          frame={{ width, height, margin }}
          x={x}
          y={y}
          xTicks={ticks(0, high, width < 500 ? 4 : 8)}
          yTicks={ticks(0, most, 4).filter(Number.isInteger)}
          xTitle="Mean power of a result, W"
          yTitle="results ↑"
        />
        {bins.map(({ from, to, results }) => (
          <rect
            key={from}
            className={styles["observed"]}
            x={(x(from) + 0.5).toFixed(1)}
            y={y(results).toFixed(1)}
            width={Math.max(x(to) - x(from) - 1, 1).toFixed(1)}
            height={(base - y(results)).toFixed(1)}
          >
            <title>{`${number(from)}–${number(to)} W: ${plural(results, "result")}`}</title>
          </rect>
        ))}
        <path
          className={chart["front"]}
          d={`M${x(watts.median).toFixed(1)} ${String(margin.top - 4)}V${String(base)}`}
        />
        <text
          className={`${chart["strong"] ?? ""} ${chart["halo"] ?? ""}`}
          x={x(watts.median) - 6}
          y={apart ? margin.top + 8 : margin.top + 24}
          textAnchor={x(watts.median) < 120 ? "start" : "end"}
          dx={x(watts.median) < 120 ? 12 : 0}
        >
          median {number(watts.median)} W
        </text>
        {limit !== null && (
          <>
            <path className={chart["limit"]} d={`M${x(limit).toFixed(1)} ${String(margin.top - 8)}V${String(base)}`} />
            <text className={chart["limit-text"]} x={x(limit) - 6} y={margin.top - 12} textAnchor="end">
              limit {stated(limit)} W
            </text>
          </>
        )}
      </svg>
    </div>
  );
}

const csvRows = (powers: readonly PowerHistogram[]): CsvRows => [
  ["energy_scope", "from_watts", "to_watts", "results"],
  ...powers.flatMap((power) =>
    binsOf(power).map(({ from, to, results }) => [power.energy_scope, from, to, results] as const),
  ),
];

function Table({ powers }: { powers: readonly PowerHistogram[] }) {
  return (
    <div className={data["scroll"]} role="region" aria-label="Data of the chart" tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">Results by mean power</caption>
        <thead>
          <tr>
            <th scope="col">Energy of</th>
            <th scope="col" className={data["num"]}>
              From, W
            </th>
            <th scope="col" className={data["num"]}>
              To, W
            </th>
            <th scope="col" className={data["num"]}>
              Results
            </th>
          </tr>
        </thead>
        <tbody>
          {powers.flatMap((power) =>
            binsOf(power)
              .filter(({ results }) => results > 0)
              .map(({ from, to, results }) => (
                <tr key={`${power.energy_scope} ${String(from)}`}>
                  <th scope="row">{scopeWord(power.energy_scope)}</th>
                  <td className={data["num"]}>{number(from)}</td>
                  <td className={data["num"]}>{number(to)}</td>
                  <td className={data["num"]}>{results}</td>
                </tr>
              )),
          )}
        </tbody>
      </table>
    </div>
  );
}

export function PowerChart({ powers }: { powers: readonly PowerHistogram[] }) {
  return (
    <ChartFrame
      id="power"
      title="Power against the limit"
      caption={
        <>
          {powers.map(powerSentence).join(" ")}
          {powers.length > 1 && " What the energy covers differs, so each has a chart of its own."}
        </>
      }
      fileName="lem-hardware-power"
      rows={() => csvRows(powers)}
      table={<Table powers={powers} />}
    >
      {powers.map((power) => (
        <Plot key={power.energy_scope} power={power} />
      ))}
    </ChartFrame>
  );
}
