/** Which models were measured on which devices, and where nobody has measured yet; a table, so that it needs no other view. */
import { Link } from "@tanstack/react-router";
import type { ModelList, ModelSummary } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { shortHardware, shortModel } from "@/shared/format/words";
import { writeList } from "@/shared/lib/address";
import { cx } from "@/shared/lib/cx";
import styles from "@/shared/explorer/explorer.module.css";
import type { ExplorerView } from "@/shared/explorer/view";
import layout from "@/shared/ui/layout.module.css";
import { EmptyCell, level } from "./coverage-matrix";

/** The leaderboard's question of one cell: what the page is narrowed to goes with it. */
const questionOf = (model: string, hardware: string, view: ExplorerView) => ({
  model: writeList([model]),
  hardware: writeList([hardware]),
  ...(view.precision.length > 0 && { precision: writeList(view.precision) }),
  ...(view.engine.length > 0 && { engine: writeList(view.engine) }),
  ...(view.flagged && { flagged: "shown" }),
});

/** "10 of 40 pairs of these models and devices are measured, with 57 results." */
export function coverageText(models: readonly ModelSummary[], list: ModelList): string {
  const found = models.flatMap(({ coverage }) => coverage.filter((results) => results > 0));
  const pairs = models.length * list.hardware.length;
  const results = found.reduce((sum, one) => sum + one, 0);
  return `${count(found.length)} of ${plural(pairs, "pair")} of ${plural(models.length, "model")} and ${plural(list.hardware.length, "device")} measured, with ${plural(results, "result")}`;
}

export function CoverageMap({
  models,
  list,
  view,
}: {
  models: readonly ModelSummary[];
  list: ModelList;
  view: ExplorerView;
}) {
  const others = list.hardware_total - list.hardware.length;
  return (
    <section className={layout["section"]} aria-labelledby="coverage">
      <header>
        <h2 id="coverage">Coverage</h2>
        <p className="small muted">
          {coverageText(models, list)}. A number is how many results there are, and leads to them; hatched: nobody has
          measured it yet.
          {others > 0 &&
            ` ${plural(others, "more device")} with fewer results ${others === 1 ? "is" : "are"} left out.`}
        </p>
      </header>
      <div className={styles["matrixScroll"]} role="region" aria-label="Coverage, scrollable" tabIndex={0}>
        <table className={cx(styles["matrix"], styles["map"])}>
          <caption className="visually-hidden">Results by model and device</caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {list.hardware.map(({ id, name }) => (
                <th key={id} scope="col" title={name}>
                  <span>{shortHardware(name)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={model.id}>
                <th scope="row" title={model.name}>
                  {shortModel(model.name)}
                </th>
                {list.hardware.map(({ id, name }, i) => {
                  const results = model.coverage[i] ?? 0;
                  if (results === 0) return <EmptyCell key={id} />;
                  return (
                    <td key={id} className={level(results)}>
                      <Link
                        to="/"
                        search={questionOf(model.name, name, view)}
                        aria-label={`${plural(results, "result")} of ${shortModel(model.name)} on ${name}`}
                      >
                        {count(results)}
                      </Link>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
