import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { csv, download } from "@/shared/lib/download";
import { engineLook, shortModel } from "@/shared/format/words";
import { number } from "@/shared/format/number";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Engine, Value } from "@/shared/ui/data";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import { dotsOf, frontOf, type Dot } from "./figure";
import styles from "./leaderboard-page.module.css";
import type { ChartProps } from "./props";
import { pointsQuery } from "./queries";
import { Drawing, saveImage } from "./scatter-drawing";
import type { View } from "./search";
import { at } from "@/shared/lib/base-path";

function saveCsv(dots: Dot[]) {
  const rows = dots.map((dot) => [
    dot.id,
    dot.model,
    dot.engine,
    dot.hardware,
    dot.x,
    dot.dx,
    dot.y,
    dot.dy,
    dot.parameters,
  ]);
  download(
    "lem-efficiency.csv",
    csv([
      [
        "id",
        "model",
        "engine",
        "hardware",
        "throughput_tokens_per_sec",
        "throughput_ci95_half_width",
        "tokens_per_joule",
        "tokens_per_joule_ci95_half_width",
        "parameters_total",
      ],
      ...rows,
    ]),
    "text/csv",
  );
}

function DotTable({ dots }: { dots: Dot[] }) {
  const sorted = [...dots].sort((a, b) => b.y - a.y);
  return (
    <div className={styles["plotTable"]} role="region" aria-label="Data of the chart" tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">Efficiency and throughput</caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Engine</th>
            <th scope="col" className={data["num"]}>
              tok/J
            </th>
            <th scope="col" className={data["num"]}>
              tok/s
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((dot) => (
            <tr key={dot.id}>
              <th scope="row">
                <a href={at(`/results/${dot.id}`)}>{shortModel(dot.model)}</a>
              </th>
              <td>{engineLook(dot.engine).label}</td>
              <td className={data["num"]}>
                <Value value={dot.y} halfWidth={dot.dy} />
              </td>
              <td className={data["num"]}>{number(dot.x)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Download({ dots }: { dots: Dot[] }) {
  const quiet = [control["button"], control["quiet"]].join(" ");
  return (
    <details className={control["facet"]} name="facet">
      <summary className={quiet}>
        Download
        <Icon name="down" />
      </summary>
      <Popover title="Download" look={[control["right"], styles["saves"]].join(" ")} once>
        <button type="button" className={quiet} onClick={() => void saveImage("svg", dots)}>
          SVG, for print
        </button>
        <button type="button" className={quiet} onClick={() => void saveImage("png", dots)}>
          PNG, for slides
        </button>
        <button
          type="button"
          className={quiet}
          onClick={() => {
            saveCsv(dots);
          }}
        >
          CSV, the data
        </button>
      </Popover>
    </details>
  );
}

function Legend({ dots, total, shown }: { dots: Dot[]; total: number; shown: number }) {
  const keys = [...new Map(dots.map((dot) => [engineLook(dot.engine).label, dot.engine])).values()];
  return (
    <ul className={styles["legend"]}>
      {keys.map((engine) => (
        <li key={engine}>
          <Engine name={engine} />
        </li>
      ))}
      {total > shown && (
        <li>
          the {shown} most efficient of {total}
        </li>
      )}
    </ul>
  );
}

/** Why there is no point. */
function NoDots({ results }: Pick<ChartProps, "results">) {
  return (
    <div className={styles["plotEmpty"]}>
      <p>
        <b>{results === 0 ? "No result matches." : "Nothing here has measured energy."}</b>
      </p>
      {results !== 0 && (
        <p>A result appears in this chart when its energy was measured. Speed alone is in the table.</p>
      )}
    </div>
  );
}

const axes = ["throughput_tokens_per_sec", "tokens_per_joule"] as const;
const isFront = (view: View) => view.pareto.length > 0;

/** Speed against efficiency of everything in the view. Loaded after the first paint. */
export default function Scatter({ view, onView, results }: ChartProps) {
  const points = useQuery(pointsQuery(view));
  const [table, setTable] = useState(false);
  const dots = useMemo(() => (points.data ? dotsOf(points.data.items) : []), [points.data]);
  const quiet = [control["button"], control["quiet"]].join(" ");
  return (
    <section className={styles["plotPanel"]} aria-labelledby="plot-title">
      <header>
        <h2 id="plot-title">Efficiency against speed</h2>
        {dots.length > 0 && (
          <span className={styles["actions"]}>
            <button
              type="button"
              className={quiet}
              aria-pressed={isFront(view)}
              title="Only results that no other beats in speed and efficiency"
              onClick={() => {
                onView({ ...view, pareto: isFront(view) ? [] : [...axes], best_per: "" }, "push");
              }}
            >
              Front
            </button>
            <button
              type="button"
              className={quiet}
              aria-pressed={table}
              onClick={() => {
                setTable(!table);
              }}
            >
              {table ? "Chart" : "Table"}
            </button>
            <Download dots={dots} />
          </span>
        )}
      </header>
      <figure>
        <figcaption>
          {dots.length > 0
            ? `${frontOf(dots).length > 0 ? "Line: Pareto front." : "Several energy scopes: no common front."} Dotted: equal power. Size: weights.`
            : "Output tokens per joule against output tokens per second."}
        </figcaption>
        {points.isError ? (
          <div className={styles["plotEmpty"]}>
            <p>The points could not be loaded.</p>
            <button type="button" className={control["button"]} onClick={() => void points.refetch()}>
              Try again
            </button>
          </div>
        ) : dots.length > 0 ? (
          table ? (
            <DotTable dots={dots} />
          ) : (
            <Drawing dots={dots} />
          )
        ) : points.data ? (
          <NoDots results={results} />
        ) : (
          <div className={styles["plot"]} aria-hidden="true" />
        )}
        {dots.length > 0 && !table && (
          <Legend dots={dots} total={points.data?.total ?? dots.length} shown={points.data?.items.length ?? 0} />
        )}
      </figure>
    </section>
  );
}
