/** How many results each precision has on each device; a table, so that it needs no other view. */
import { Link } from "@tanstack/react-router";
import type { ModelDetail } from "@/shared/api/wire";
import { plural } from "@/shared/format/number";
import { shortHardware } from "@/shared/format/words";
import { writeList } from "@/shared/lib/address";
import styles from "@/shared/explorer/explorer.module.css";
import layout from "@/shared/ui/layout.module.css";

/** How dark a cell is. */
export const level = (results: number) => styles[results < 3 ? "l1" : results < 10 ? "l2" : "l3"];

export const EmptyCell = () => (
  <td className={styles["empty"]}>
    <span className="visually-hidden">not measured</span>
  </td>
);

function Cell({ cell, model }: { cell: ModelDetail["cells"][number] | undefined; model: string }) {
  if (!cell) return <EmptyCell />;
  const { precision, hardware, results } = cell;
  if (results === 0) return <td className={styles["wont"]}>no fit</td>;
  if (precision === "") return <td className={level(results)}>{results}</td>;
  return (
    <td className={level(results)}>
      <Link
        to="/"
        search={{ model: writeList([model]), hardware: writeList([hardware]), precision: writeList([precision]) }}
        aria-label={`${plural(results, "result")} with ${precision} on ${hardware}`}
      >
        {results}
      </Link>
    </td>
  );
}

export function CoverageMatrix({ detail }: { detail: ModelDetail }) {
  const { hardware, precisions, cells, summary } = detail;
  const byPlace = new Map(cells.map((cell) => [`${cell.precision}\n${cell.hardware}`, cell]));
  const unfit = cells.some((cell) => cell.results === 0);
  return (
    <section className={layout["section"]} aria-labelledby="coverage">
      <header>
        <h2 id="coverage">Coverage</h2>
        <p className="small muted">
          Results by device and precision. Hatched: nobody has measured it yet
          {unfit && "; “no fit”: the weights exceed the memory, by the catalogue"}.
        </p>
      </header>
      <div className={styles["matrixScroll"]} role="region" aria-label="Coverage, scrollable" tabIndex={0}>
        <table className={styles["matrix"]}>
          <caption className="visually-hidden">Results by device and precision</caption>
          <thead>
            <tr>
              <th scope="col">Device</th>
              {precisions.map((precision) => (
                <th key={precision} scope="col">
                  {precision || "unknown"}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hardware.map(({ name }) => (
              <tr key={name}>
                <th scope="row" title={name}>
                  {shortHardware(name)}
                </th>
                {precisions.map((precision) => (
                  <Cell key={precision} cell={byPlace.get(`${precision}\n${name}`)} model={summary.name} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
