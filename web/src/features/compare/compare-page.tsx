/** Results beside each other: differences from one of them, what is not comparable, facts and charts. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { apiQuery } from "@/shared/api/queries";
import type { ResultComparison } from "@/shared/api/wire";
import { plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import control from "@/shared/ui/control.module.css";
import { ExportMenu } from "@/shared/ui/export-menu";
import layout from "@/shared/ui/layout.module.css";
import { ShareLinks } from "@/shared/ui/share-links";
import { AddResult } from "./candidates";
import { Choice } from "./choice";
import { CompareTable } from "./compare-table";
import { Distributions } from "./distributions";
import { shownMetrics, stripEnd } from "./figures";
import { Notices } from "./notices";
import { Problem } from "./problem";
import { SideBySide } from "./side-by-side";
import styles from "./compare-page.module.css";
import { queryOf, searchOf, type CompareView } from "./view";
import { ViewLink } from "./view-link";

const Toggle = ({ view, label }: { view: CompareView; label: string }) => (
  <ViewLink className={cx(control["button"], control["quiet"])} view={view} inPlace>
    {label}
  </ViewLink>
);

/** What the differences are, and what else can be shown. */
function AboveTable({ comparison, view }: { comparison: ResultComparison; view: CompareView }) {
  const equal = comparison.facts.filter(({ differs }) => !differs).length;
  const dependent = comparison.metrics.filter(({ independent }) => !independent).length;
  const end = (stripEnd(shownMetrics(comparison, view.allMetrics)) * 100).toFixed(0);
  return (
    <div className={styles["above"]}>
      <p className="small muted">
        Difference from {comparison.baseline} in percent, with its 95 % interval over cycles. Strips run from −{end} %
        to +{end} %.
      </p>
      <span className={layout["row"]}>
        {equal > 0 && (
          <Toggle
            view={{ ...view, allFacts: !view.allFacts }}
            label={view.allFacts ? "Only differences" : `Show ${plural(equal, "equal fact")}`}
          />
        )}
        {dependent > 0 && (
          <Toggle
            view={{ ...view, allMetrics: !view.allMetrics }}
            label={view.allMetrics ? "Only main metrics" : `Show ${plural(dependent, "more metric")}`}
          />
        )}
      </span>
    </div>
  );
}

function Loaded({ comparison, view, onView, stale }: Props & { comparison: ResultComparison; stale: boolean }) {
  const region = useRef<HTMLDivElement>(null);
  return (
    <>
      <div className={layout["head"]}>
        <div>
          <h1>{comparison.title}</h1>
          <p className={layout["lead"]}>{comparison.summary}</p>
        </div>
        <div className={layout["row"]}>
          <AddResult key={view.ids.join()} view={view} />
          <ExportMenu path="/compare" search={searchOf(view)} />
          <ShareLinks look="full" />
        </div>
      </div>
      <div className={layout["stack"]} aria-busy={stale}>
        <Notices comparison={comparison} />
        <section aria-labelledby="figures">
          <h2 className="visually-hidden" id="figures">
            Figures side by side
          </h2>
          <AboveTable comparison={comparison} view={view} />
          <CompareTable comparison={comparison} view={view} region={region} />
        </section>
      </div>
      <div className={styles["charts"]}>
        <SideBySide comparison={comparison} view={view} onView={onView} />
        <Distributions comparison={comparison} />
      </div>
    </>
  );
}

function Comparison({ view, onView }: Props) {
  const compared = useQuery({
    ...apiQuery("/api/v1/compare", { query: queryOf(view) }),
    placeholderData: keepPreviousData,
  });
  useTitle(compared.data?.title);
  if (compared.isError) return <Problem error={compared.error} view={view} onRetry={() => void compared.refetch()} />;
  if (!compared.data)
    return (
      <p className={layout["pending"]} role="status">
        Loading the comparison…
      </p>
    );
  return <Loaded comparison={compared.data} view={view} onView={onView} stale={compared.isPlaceholderData} />;
}

interface Props {
  view: CompareView;
  onView: (view: CompareView) => void;
}

export function ComparePage(props: Props) {
  const few = props.view.ids.length < 2;
  useTitle(few ? "Compare results" : undefined);
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      {few ? <Choice {...props} /> : <Comparison {...props} />}
    </main>
  );
}
