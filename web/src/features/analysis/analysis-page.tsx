/** Questions to all results: one at a time, each a tab, with filters that all of them share. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { ExportMenu } from "@/shared/ui/export-menu";
import layout from "@/shared/ui/layout.module.css";
import { ShareLinks } from "@/shared/ui/share-links";
import styles from "./analysis-page.module.css";
import type { QuestionProps } from "./answer";
import { CurveQuestion } from "./curve";
import { DistributionQuestion } from "./distribution";
import { FilterBar } from "./filter-bar";
import { ScalingQuestion } from "./scaling";
import { SensitivityQuestion } from "./sensitivity";
import { TrendQuestion } from "./trend";
import { questions, searchOf, type AnalysisView, type Question } from "./view";

const answers: Readonly<Record<Question, (props: QuestionProps) => React.JSX.Element>> = {
  curve: CurveQuestion,
  distribution: DistributionQuestion,
  sensitivity: SensitivityQuestion,
  scaling: ScalingQuestion,
  trend: TrendQuestion,
};

function Tabs({ view }: { view: AnalysisView }) {
  const tabs = useRef<HTMLElement>(null);
  // On a phone not all of them fit.
  useEffect(() => {
    const current = tabs.current?.querySelector<HTMLElement>("[aria-current]");
    if (tabs.current && current) tabs.current.scrollLeft = current.offsetLeft - tabs.current.offsetLeft - 24;
  }, [view.question]);
  return (
    <nav ref={tabs} className={styles["tabs"]} aria-label="Question">
      <ul>
        {(Object.keys(questions) as Question[]).map((question) => (
          <li key={question}>
            <Link
              to="/analysis"
              search={searchOf({ ...view, question })}
              resetScroll={false}
              activeOptions={{ exact: true }}
              aria-current={question === view.question ? "page" : undefined}
            >
              {questions[question].tab}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** `isFrozen`: with a kept answer, which has no counts for filters. */
export function AnalysisPage({ view, onView, isFrozen = false }: QuestionProps & { isFrozen?: boolean }) {
  const { tab, title, lead } = questions[view.question];
  useTitle(`${tab}: analysis`);
  const Answer = answers[view.question];
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <div className={layout["head"]}>
        <div>
          <h1>{title}</h1>
          <p className={layout["lead"]}>{lead}</p>
        </div>
        <div className={layout["row"]}>
          <ExportMenu path="/analysis" search={searchOf(view)} />
          <ShareLinks look="full" />
        </div>
      </div>
      <Tabs view={view} />
      {!isFrozen && <FilterBar view={view} onView={onView} />}
      <Answer key={view.question} view={view} onView={onView} />
      <p className="small muted">
        <Link to="/method/$page" params={{ page: "comparing" }} hash="analysis">
          How this is computed
        </Link>
      </p>
    </main>
  );
}
