/** Every model that was measured. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { ModelList, ModelSummary } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { CoverageLegend, CoverageNames } from "@/shared/explorer/coverage";
import styles from "@/shared/explorer/explorer.module.css";
import { BestBy, Filters, Search, type ViewProps } from "@/shared/explorer/filters";
import { limitsText } from "@/shared/explorer/limits";
import { sortMetric, stated, type ShownMetric } from "@/shared/explorer/metric";
import { Failure, Loading } from "@/shared/explorer/problem";
import { AxisNames, logAxis, type Axis } from "@/shared/explorer/range-strip";
import { SortHead } from "@/shared/explorer/sort-head";
import { isNarrowed, searchOf, type ExplorerView } from "@/shared/explorer/view";
import control from "@/shared/ui/control.module.css";
import { ExportMenu } from "@/shared/ui/export-menu";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { ShareLinks } from "@/shared/ui/share-links";
import { CoverageMap } from "./coverage-map";
import { ModelRow, mainRange } from "./model-row";
import { modelsQuery, type Order } from "./queries";

/** As many as have a column. */
const devicesShown = 12;

/** As many rows as fill a tall screen: they are drawn first, the others once these are seen. */
const firstRows = 12;

/** What each order is the first time: names from A on, all others from the largest. */
const isAscending = (order: Order) => order === "name";

function Heads({
  view,
  onView,
  metric,
  axis,
  list,
}: ViewProps & { metric: ShownMetric; axis: Axis | null; list: ModelList }) {
  const current = view.order === "" ? "best" : view.order;
  const head = (order: Order) => {
    const ascending =
      order === "best" ? view.sort.startsWith("-") === view.reverse : isAscending(order) !== view.reverse;
    return {
      direction: current !== order ? undefined : ascending ? ("ascending" as const) : ("descending" as const),
      onSort: () => {
        onView({ ...view, order: order === "best" ? "" : order, reverse: current === order && !view.reverse }, "push");
      },
    };
  };
  return (
    <thead>
      <tr>
        <SortHead title="Model" {...head("name")} />
        <SortHead title="Parameters" note="total" numeric {...head("parameters")} />
        <SortHead title="Results" numeric {...head("results")} />
        <th scope="col" className={styles["columnNames"]}>
          <CoverageNames hardware={list.hardware.slice(0, devicesShown)} />
        </th>
        <SortHead
          title={view.slo.length > 0 ? "Best within the limits" : `Best ${metric.title.toLowerCase()}`}
          note={`${metric.unit}, ${metric.higherIsBetter ? "↑" : "↓"} better`}
          colSpan={2}
          {...head("best")}
        />
        <th scope="col">with this configuration</th>
        <SortHead title="Range of all results" note={metric.unit} {...head("spread")}>
          {axis && <AxisNames axis={axis} text={(tick) => stated(tick * metric.factor)} />}
        </SortHead>
        <SortHead title="Newest" note="result" numeric className={styles["last"]} {...head("newest")} />
      </tr>
    </thead>
  );
}

function Table({
  models,
  drawn,
  list,
  ...props
}: ViewProps & { models: readonly ModelSummary[]; drawn: number; list: ModelList }) {
  const { view } = props;
  const metric = sortMetric(view.sort);
  const ranges = models.flatMap((model) => mainRange(model) ?? []);
  const axis = logAxis(ranges.flatMap(({ lowest, highest }) => [lowest, highest]));
  const best = models.flatMap(({ best: rows }) => rows[0]?.metrics[metric.name] ?? []);
  const scale = {
    max: Math.max(
      ...best.map(({ value, ci95_half_width }) => ((value ?? 0) + (ci95_half_width ?? 0)) * metric.factor),
      1e-9,
    ),
    low: 0,
  };
  const hardware = list.hardware.slice(0, devicesShown);
  const within = models.filter((model) => model.best.length > 0);
  const outside = models.filter((model) => model.best.length === 0);
  const grouped = view.order === "" && outside.length > 0;
  const row = (model: ModelSummary) => <ModelRow key={model.id} {...{ model, view, hardware, metric, scale, axis }} />;
  return (
    <div className={styles["scroll"]} role="region" aria-label="Models, scrollable" tabIndex={0}>
      <table className={cx(data["table"], styles["cards"])}>
        <caption className="visually-hidden">Models</caption>
        <Heads {...props} metric={metric} axis={axis} list={list} />
        <tbody>{(grouped ? within : models).slice(0, drawn).map(row)}</tbody>
        {grouped && (
          <tbody>
            <tr className={styles["group"]}>
              <th colSpan={9} scope="rowgroup">
                No configuration within the limits
              </th>
            </tr>
            {outside.slice(0, drawn).map(row)}
          </tbody>
        )}
      </table>
    </div>
  );
}

function Empty({ view, onView }: ViewProps) {
  return (
    <div className={data["empty"]}>
      <b>{isNarrowed(view) ? "No model matches all of this" : "No result has been published yet"}</b>
      <p>{isNarrowed(view) ? "Remove a filter, or clear all." : "Models appear here with their first result."}</p>
      {isNarrowed(view) && (
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            onView(
              {
                ...view,
                q: "",
                slo: [],
                parameters_billions: "",
                model_family: [],
                hardware: [],
                precision: [],
                engine: [],
              },
              "push",
            );
          }}
        >
          Clear all
        </button>
      )}
    </div>
  );
}

/** One sentence of the data above the table. */
function summary(list: ModelList, view: ExplorerView): string {
  const measured = `${count(list.cells_measured)} of ${count(list.cells)} pairs of model and device measured`;
  const limited = view.slo.length > 0 ? `, ${count(list.within_limits)} of them within the limits` : "";
  return `${plural(list.total, "model")}${limited}. ${measured}.`;
}

const useModels = (view: ExplorerView) => useInfiniteQuery(modelsQuery(view));

function Found({
  view,
  onView,
  first,
  models,
}: ViewProps & { first: ModelList; models: ReturnType<typeof useModels> }) {
  const shown = models.data?.pages.flatMap((page) => page.items) ?? [];
  const metric = sortMetric(view.sort);
  const allAreDrawn = useDeferredValue(true, false);
  return (
    <section aria-label="Models" aria-busy={models.isPlaceholderData}>
      <div className={styles["above"]}>
        <p className="small muted">
          <span role="status">{summary(first, view)}</span>
          {view.slo.length > 0 && ` Limits: ${limitsText(view.slo)}.`} Bar: lowest to highest {metric.unit} of all
          results, logarithmic; ring: the best{view.slo.length > 0 ? " within the limits" : ""}.
          {metric.isEnergy && " Energies of different scope are never mixed."}
        </p>
        <span className="wide-only">
          <CoverageLegend />
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty view={view} onView={onView} />
      ) : (
        <Table {...{ view, onView }} models={shown} drawn={allAreDrawn ? shown.length : firstRows} list={first} />
      )}
      {shown.length > 0 && allAreDrawn && (
        <div className={styles["more"]}>
          {models.hasNextPage && (
            <button
              type="button"
              className={control["button"]}
              disabled={models.isFetchingNextPage}
              onClick={() => void models.fetchNextPage()}
            >
              Show {count(Math.min(25, first.total - shown.length))} more
            </button>
          )}
          <span>
            {count(shown.length)} of {plural(first.total, "model")} shown
          </span>
          {models.isFetchNextPageError && <span role="alert">More could not be loaded; try again.</span>}
        </div>
      )}
      {shown.length > 0 && allAreDrawn && <CoverageMap models={shown} list={first} view={view} />}
    </section>
  );
}

export function ModelsPage({ view, onView }: ViewProps) {
  useTitle("Models");
  const models = useModels(view);
  const first = models.data?.pages[0];
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Models</h1>
          <p className={layout["lead"]}>
            {first ? `${plural(first.total, "model")} with ${plural(first.results, "result")}. ` : ""}
            One model spans a wide range: the configuration matters as much as the model.
          </p>
        </div>
        <div className={layout["row"]}>
          <ExportMenu path="/models" search={searchOf(view)} />
          <ShareLinks look="full" />
        </div>
      </div>
      <div className={styles["tools"]}>
        <Search view={view} onView={onView} placeholder="Search models, hardware, engines" />
        <BestBy view={view} onView={onView} />
      </div>
      <Filters
        view={view}
        onView={onView}
        facets={["model_family", "hardware", "precision", "engine"]}
        counts={first?.facets}
      />
      {models.isError && !first && (
        <Failure title="The models could not be loaded" error={models.error} onRetry={() => void models.refetch()} />
      )}
      {models.isPending && <Loading what="models" />}
      {first && <Found view={view} onView={onView} first={first} models={models} />}
    </main>
  );
}
