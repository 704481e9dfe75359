/** One model: the best of each device, all of its results, where nobody measured it, and what is known of it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ModelDetail } from "@/shared/api/wire";
import { date, plural } from "@/shared/format/number";
import { shortModel } from "@/shared/format/words";
import { writeList } from "@/shared/lib/address";
import { cx } from "@/shared/lib/cx";
import { nameOfPage } from "@/shared/lib/page-id";
import { useTitle } from "@/shared/lib/use-title";
import { BestTable } from "@/shared/explorer/best-table";
import styles from "@/shared/explorer/explorer.module.css";
import { BestBy, Filters, type ViewProps } from "@/shared/explorer/filters";
import { limitsText } from "@/shared/explorer/limits";
import { sortMetric, type ShownMetric } from "@/shared/explorer/metric";
import { Failure, Loading, isUnknown } from "@/shared/explorer/problem";
import { searchOf } from "@/shared/explorer/view";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import data from "@/shared/ui/data.module.css";
import { ExportMenu } from "@/shared/ui/export-menu";
import layout from "@/shared/ui/layout.module.css";
import { CoverageMatrix } from "./coverage-matrix";
import { Facts, Names, Related } from "./model-facts";
import { Figures, Hero, inWords, lead } from "./model-head";
import { pointsOf } from "./points";
import { modelQuery, resultsQuery } from "./queries";
import { Scatter } from "./scatter";

function Best({ detail, metric, view, onView }: ViewProps & { detail: ModelDetail; metric: ShownMetric }) {
  const limits = view.slo.length > 0 ? `Within ${limitsText(view.slo)}. ` : "";
  return (
    <section className={layout["section"]} aria-labelledby="best">
      <header>
        <h2 id="best">Best configuration on each device</h2>
        <span className={layout["actions"]}>
          <BestBy view={view} onView={onView} />
        </span>
        <p className="small muted">
          {limits}Ranks are among its devices{metric.isEnergy && ", of each energy scope apart"}.
        </p>
      </header>
      <Filters view={view} onView={onView} facets={[]} counts={undefined} />
      {detail.best.length + detail.outside.length === 0 ? (
        <div className={data["empty"]}>
          <b>{detail.summary.results === 0 ? "Nobody has measured this model yet" : "No result matches"}</b>
          <p>
            {detail.summary.results === 0
              ? "Measure it with lem experiment, and publish the result."
              : "Remove a limit, or clear all."}
          </p>
        </div>
      ) : (
        <BestTable
          caption="Best configuration on each device"
          of="hardware"
          metric={metric}
          sort={view.sort}
          rows={detail.best.map((row) => ({ row }))}
          outside={detail.outside}
        />
      )}
    </section>
  );
}

/** There from the first moment on, so that reading starts at the name. */
function Head({ id, view, detail }: { id: string; view: ViewProps["view"]; detail: ModelDetail | undefined }) {
  const summary = detail?.summary;
  const name = summary?.name ?? nameOfPage(id);
  return (
    <>
      <ol className={layout["crumbs"]} aria-label="Breadcrumb">
        <li>
          <Link to="/models">Models</Link>
        </li>
        {summary && (
          <li>
            <Link to="/models" search={{ model_family: writeList([summary.family]) }}>
              {summary.family}
            </Link>
          </li>
        )}
        <li>{shortModel(name)}</li>
      </ol>
      <div className={layout["head"]}>
        <div>
          <h1 title={name}>{shortModel(name)}</h1>
          <p className={layout["lead"]}>{detail ? lead(detail) : "Loading…"}</p>
        </div>
        <div className={layout["row"]}>
          <Link className={control["button"] ?? ""} to="/" search={{ model: writeList([name]) }}>
            On the leaderboard
          </Link>
          <ExportMenu path={`/models/${id}`} search={searchOf(view)} />
          <CopyButton look="full" label="Copy link" text={() => location.href} />
        </div>
      </div>
    </>
  );
}

function Loaded({ detail, id, stale, ...props }: ViewProps & { detail: ModelDetail; id: string; stale: boolean }) {
  const { view } = props;
  const metric = sortMetric(view.sort);
  const results = useQuery(resultsQuery(id, view));
  const points = results.data && pointsOf(results.data);
  const { summary } = detail;
  return (
    <>
      <section className={styles["headline"]} aria-label="Main figures" aria-busy={stale}>
        <Hero detail={detail} metric={metric} />
        <div className={layout["stack"]}>
          <Figures detail={detail} engines={new Set(points?.map(({ engine }) => engine)).size} />
          <p className="small prose">
            <b>In words.</b> {inWords(detail, metric)}
            {summary.newest_at && ` The newest result is of ${date(summary.newest_at)}.`}
          </p>
        </div>
      </section>
      <div className={layout["columns"]}>
        <div>
          <Best detail={detail} metric={metric} {...props} />
          {results.isError && (
            <Failure
              title="The results could not be loaded"
              error={results.error}
              onRetry={() => void results.refetch()}
            />
          )}
          {results.isPending && <Loading what={plural(summary.results, "result")} />}
          {points && points.length > 0 && (
            <Scatter points={points} total={results.data.total} metric={metric} best={summary.best[0]?.id} />
          )}
          {detail.hardware.length > 0 && <CoverageMatrix detail={detail} />}
        </div>
        <div>
          <Facts detail={detail} />
          <Names detail={detail} />
          <Related detail={detail} />
        </div>
      </div>
    </>
  );
}

export function ModelPage({ id, ...props }: ViewProps & { id: string }) {
  const model = useQuery({ ...modelQuery(id, props.view), placeholderData: keepPreviousData });
  const detail = model.data;
  useTitle(detail?.summary.name);
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      {model.isError && (
        <>
          <h1>{isUnknown(model.error) ? "No such model" : "Model"}</h1>
          <Failure title="The model could not be loaded" error={model.error} onRetry={() => void model.refetch()}>
            <Link className={control["button"] ?? ""} to="/models">
              All models
            </Link>
          </Failure>
        </>
      )}
      {!model.isError && <Head id={id} view={props.view} detail={detail} />}
      {model.isPending && <Loading what="the model" />}
      {detail && !model.isError && <Loaded detail={detail} id={id} stale={model.isPlaceholderData} {...props} />}
    </main>
  );
}
