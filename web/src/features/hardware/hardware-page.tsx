/** One device, or several together: nominal figures beside observed ones, its power, and the best models on it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { HardwareDetail } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { shortHardware } from "@/shared/format/words";
import { writeList } from "@/shared/lib/address";
import { cx } from "@/shared/lib/cx";
import { nameOfPage } from "@/shared/lib/page-id";
import { useTitle } from "@/shared/lib/use-title";
import { BestTable } from "@/shared/explorer/best-table";
import styles from "@/shared/explorer/explorer.module.css";
import { BestBy, Filters, type ViewProps } from "@/shared/explorer/filters";
import { limitsText } from "@/shared/explorer/limits";
import { sortMetric } from "@/shared/explorer/metric";
import { Failure, Loading, isUnknown } from "@/shared/explorer/problem";
import { searchOf } from "@/shared/explorer/view";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import data from "@/shared/ui/data.module.css";
import { ExportMenu } from "@/shared/ui/export-menu";
import layout from "@/shared/ui/layout.module.css";
import { Names, nominalText, NotTheSame, Sources } from "./hardware-facts";
import { NominalTable } from "./nominal-table";
import { PowerChart } from "./power-chart";
import { hardwareQuery } from "./queries";

function Figures({ detail: { summary } }: { detail: HardwareDetail }) {
  const figures: [string, string, string][] = [
    ["Results", count(summary.results), "published"],
    ["Models", count(summary.models), "measured on it"],
    ["Newest result", summary.newest_at?.slice(0, 10) ?? "—", "submitted"],
  ];
  return (
    <dl className={styles["figures"]}>
      {figures.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            <span>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Best({ detail, view, onView }: ViewProps & { detail: HardwareDetail }) {
  const metric = sortMetric(view.sort);
  return (
    <section className={layout["section"]} aria-labelledby="best">
      <header>
        <h2 id="best">Best models</h2>
        <span className={layout["actions"]}>
          <BestBy view={view} onView={onView} />
        </span>
        <p className="small muted">
          {view.slo.length > 0 && `Within ${limitsText(view.slo)}. `}
          Ranks are on this hardware{metric.isEnergy && ", of each energy scope apart"}. A small model needs less energy
          for a token than a large one.
        </p>
      </header>
      <Filters view={view} onView={onView} facets={[]} counts={undefined} />
      {detail.best.length === 0 ? (
        <div className={data["empty"]}>
          <b>{detail.summary.results === 0 ? "Nobody has published a result of it yet" : "No result matches"}</b>
          <p>
            {detail.summary.results === 0
              ? "Measure on it with lem experiment, and publish the result."
              : "Remove a limit, or clear all."}
          </p>
        </div>
      ) : (
        <BestTable
          caption="Best models"
          of="model"
          metric={metric}
          sort={view.sort}
          rows={detail.best.map((row) => ({ row }))}
        />
      )}
      {detail.best_total > detail.best.length && (
        <p className={styles["more"]}>
          {count(detail.best.length)} of {count(detail.best_total)} shown.{" "}
          <Link to="/" search={{ hardware: writeList([detail.summary.name]) }}>
            All on the leaderboard
          </Link>
        </p>
      )}
    </section>
  );
}

function leadOf(summary: HardwareDetail["summary"]): string {
  const about = summary.known
    ? `${summary.name}: ${nominalText(summary.nominal) || "no figures known"}.`
    : "Not in the catalogue; the name is as it was submitted.";
  return summary.results > 0
    ? `${about} What the maker states, beside what ${plural(summary.results, "result")} observed.`
    : `${about} No result of it has been published yet.`;
}

interface HeadProps {
  id: string;
  view: ViewProps["view"];
  summary: HardwareDetail["summary"] | undefined;
}

/** There from the first moment on, so that reading starts at the name. */
function Head({ id, view, summary }: HeadProps) {
  const name = summary?.name ?? nameOfPage(id);
  return (
    <>
      <ol className={layout["crumbs"]} aria-label="Breadcrumb">
        <li>
          <Link to="/hardware">Hardware</Link>
        </li>
        <li>{shortHardware(name)}</li>
      </ol>
      <div className={layout["head"]}>
        <div>
          <h1 title={name}>{shortHardware(name)}</h1>
          <p className={layout["lead"]}>{summary ? leadOf(summary) : "Loading…"}</p>
        </div>
        <div className={layout["row"]}>
          <Link className={control["button"] ?? ""} to="/" search={{ hardware: writeList([name]) }}>
            On the leaderboard
          </Link>
          <ExportMenu path={`/hardware/${id}`} search={searchOf(view)} />
          <CopyButton look="full" label="Copy link" text={() => location.href} />
        </div>
      </div>
    </>
  );
}

function Loaded({ detail, stale, ...props }: ViewProps & { detail: HardwareDetail; stale: boolean }) {
  return (
    <>
      <section className={styles["headline"]} aria-label="Main figures" aria-busy={stale} data-wide="">
        <Figures detail={detail} />
      </section>
      <div className={layout["columns"]}>
        <div>
          <NominalTable detail={detail} />
          {detail.power.length > 0 && <PowerChart powers={detail.power} />}
          <Best detail={detail} {...props} />
          <Sources detail={detail} />
        </div>
        <div>
          <Names detail={detail} />
          <NotTheSame detail={detail} />
        </div>
      </div>
    </>
  );
}

export function HardwarePage({ id, ...props }: ViewProps & { id: string }) {
  const hardware = useQuery({ ...hardwareQuery(id, props.view), placeholderData: keepPreviousData });
  const detail = hardware.data;
  useTitle(detail?.summary.name);
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      {hardware.isError && (
        <>
          <h1>{isUnknown(hardware.error) ? "No such hardware" : "Hardware"}</h1>
          <Failure
            title="The hardware could not be loaded"
            error={hardware.error}
            onRetry={() => void hardware.refetch()}
          >
            <Link className={control["button"] ?? ""} to="/hardware">
              All hardware
            </Link>
          </Failure>
        </>
      )}
      {!hardware.isError && <Head id={id} view={props.view} summary={detail?.summary} />}
      {hardware.isPending && <Loading what="the hardware" />}
      {detail && !hardware.isError && <Loaded detail={detail} stale={hardware.isPlaceholderData} {...props} />}
    </main>
  );
}
