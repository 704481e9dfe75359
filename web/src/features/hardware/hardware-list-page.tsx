/** All hardware that was measured: what its makers state beside the power of the results. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { HardwareSummary } from "@/shared/api/wire";
import { count, number, plural } from "@/shared/format/number";
import { scopeWord, shortHardware } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { stated } from "@/shared/explorer/metric";
import { CardUnit } from "@/shared/explorer/card-unit";
import styles from "@/shared/explorer/explorer.module.css";
import { Search, type ViewProps } from "@/shared/explorer/filters";
import { Failure, Loading } from "@/shared/explorer/problem";
import { RangeStrip, linearAxis, type Axis } from "@/shared/explorer/range-strip";
import { SortHead } from "@/shared/explorer/sort-head";
import { searchOf } from "@/shared/explorer/view";
import control from "@/shared/ui/control.module.css";
import { ExportMenu } from "@/shared/ui/export-menu";
import { Missing } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { ShareLinks } from "@/shared/ui/share-links";
import { hardwareListQuery, type Order } from "./queries";

function Figure({ value, label }: { value: number | null; label: string }) {
  return (
    <td className={data["num"]} data-label={label}>
      {value === null ? <Missing reason="not in the catalogue" /> : stated(value)}
    </td>
  );
}

/** The power of the energy scope that most results have. */
function Power({ hardware }: { hardware: HardwareSummary }) {
  const [power] = hardware.power;
  if (!power)
    return (
      <td className={cx(styles["range"], styles["last"])}>
        <Missing reason="no result has a measured power" />
      </td>
    );
  const nominal = hardware.nominal.tdp_watts;
  const limited = ["gpu", "cpu", "module"].includes(power.energy_scope);
  const axis: Axis = linearAxis(Math.max(power.highest_watts, nominal ?? 0));
  return (
    <td className={styles["range"]}>
      <RangeStrip
        axis={axis}
        low={power.lowest_watts}
        high={power.highest_watts}
        middle={power.median_watts}
        nominal={limited ? (nominal ?? undefined) : undefined}
        label={`mean power from ${number(power.lowest_watts)} to ${number(power.highest_watts)} W, median ${number(power.median_watts)} W`}
      />
      <span className={data["under"]}>
        {number(power.lowest_watts)}–{number(power.highest_watts)}, <b>{number(power.median_watts)}</b>
        <CardUnit unit="W" />; {scopeWord(power.energy_scope)}
      </span>
    </td>
  );
}

function Row({ hardware }: { hardware: HardwareSummary }) {
  const { nominal } = hardware;
  const day = hardware.newest_at?.slice(0, 10);
  return (
    <tr>
      <th scope="row" className={styles["name"]} title={hardware.name}>
        <Link to="/hardware/$id" params={{ id: hardware.id }}>
          {shortHardware(hardware.name)}
        </Link>
        <small>{hardware.known ? "" : "not in the catalogue"}</small>
      </th>
      <td className={data["num"]} data-label="Results">
        {count(hardware.results)}
      </td>
      <td className={data["num"]} data-label="Models">
        {count(hardware.models)}
      </td>
      <Figure value={nominal.memory_gb} label="Memory, GB" />
      <Figure value={nominal.bandwidth_gb_per_s} label="Bandwidth, GB/s" />
      <Figure value={nominal.tdp_watts} label="Limit, W" />
      <Power hardware={hardware} />
      <td className={cx(data["num"], styles["last"])}>{day ? <time dateTime={day}>{day}</time> : "—"}</td>
    </tr>
  );
}

function Table({ items, view, onView }: ViewProps & { items: readonly HardwareSummary[] }) {
  const current = view.order === "" ? "results" : view.order;
  const head = (order: Order) => ({
    direction:
      current !== order
        ? undefined
        : (order === "name") !== view.reverse
          ? ("ascending" as const)
          : ("descending" as const),
    onSort: () => {
      onView({ ...view, order: order === "results" ? "" : order, reverse: current === order && !view.reverse }, "push");
    },
  });
  return (
    <div className={styles["scroll"]} role="region" aria-label="Hardware, scrollable" tabIndex={0}>
      <table className={cx(data["table"], styles["cards"])}>
        <caption className="visually-hidden">Hardware</caption>
        <thead>
          <tr>
            <SortHead title="Device" {...head("name")} />
            <SortHead title="Results" numeric {...head("results")} />
            <SortHead title="Models" numeric {...head("models")} />
            <th scope="col" className={data["num"]}>
              Memory
              <br />
              GB, nominal
            </th>
            <th scope="col" className={data["num"]}>
              Bandwidth
              <br />
              GB/s, nominal
            </th>
            <th scope="col" className={data["num"]}>
              Power limit
              <br />
              W, nominal
            </th>
            <SortHead
              title="Mean power of results"
              note="W, each from zero; dot: median; red: limit"
              {...head("power")}
            />
            <SortHead title="Newest" note="result" numeric className={styles["last"]} {...head("newest")} />
          </tr>
        </thead>
        <tbody>
          {items.map((hardware) => (
            <Row key={hardware.id} hardware={hardware} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function HardwareListPage({ view, onView }: ViewProps) {
  useTitle("Hardware");
  const hardware = useInfiniteQuery(hardwareListQuery(view));
  const first = hardware.data?.pages[0];
  const items = hardware.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>Hardware</h1>
          <p className={layout["lead"]}>
            {first ? `${plural(first.total, "kind")} of hardware with ${plural(first.results, "result")}. ` : ""}
            What its makers state, beside what results show. One and eight of a device are different hardware.
          </p>
        </div>
        <div className={layout["row"]}>
          <ExportMenu path="/hardware" search={searchOf(view)} />
          <ShareLinks look="full" />
        </div>
      </div>
      <div className={styles["tools"]}>
        <Search view={view} onView={onView} placeholder="Search hardware" />
      </div>
      {hardware.isError && !first && (
        <Failure
          title="The hardware could not be loaded"
          error={hardware.error}
          onRetry={() => void hardware.refetch()}
        />
      )}
      {hardware.isPending && <Loading what="hardware" />}
      {first && (
        <section aria-label="Hardware" aria-busy={hardware.isPlaceholderData}>
          <p className="small muted" role="status">
            {plural(first.total, "kind")} of hardware.
          </p>
          {items.length === 0 ? (
            <div className={data["empty"]}>
              <b>{view.q === "" ? "No result has been published yet" : "No hardware matches this"}</b>
              <p>{view.q === "" ? "Hardware appears here with its first result." : "Search for another word."}</p>
            </div>
          ) : (
            <Table items={items} view={view} onView={onView} />
          )}
          <div className={styles["more"]}>
            {hardware.hasNextPage && (
              <button
                type="button"
                className={control["button"]}
                disabled={hardware.isFetchingNextPage}
                onClick={() => void hardware.fetchNextPage()}
              >
                Show {Math.min(25, first.total - items.length)} more
              </button>
            )}
            <span>
              {count(items.length)} of {count(first.total)} shown
            </span>
            {hardware.isFetchNextPageError && <span role="alert">More could not be loaded; try again.</span>}
          </div>
        </section>
      )}
    </main>
  );
}
