import { useQuery } from "@tanstack/react-query";
import styles from "./analysis-page.module.css";
import { aboutText, Answered, Choice, Nothing, type QuestionProps } from "./answer";
import { factOptions, MetricChoice } from "./choices";
import { Effects } from "./effects";
import { Matrix } from "./matrix";
import { sensitivityQuery } from "./queries";
import { factValue } from "./words";

export function SensitivityQuestion({ view, onView }: QuestionProps) {
  const query = useQuery(sensitivityQuery(view));
  const values = query.data?.effects.filter(({ value }) => value !== "").map(({ value }) => value) ?? [];
  return (
    <>
      <div className={styles["choices"]}>
        <MetricChoice view={view} onView={onView} />
        <Choice
          label="Effect of"
          value={view.factor}
          options={factOptions()}
          onChange={(factor) => {
            const across = factor === view.across ? (factor === "model" ? "precision" : "model") : view.across;
            onView({ ...view, factor, across, baseline: "" });
          }}
        />
        {values.length > 1 && (
          <Choice
            label="Against"
            value={query.data?.baseline ?? ""}
            options={values.map((value) => [value, factValue(view.factor, value)] as const)}
            onChange={(baseline) => {
              onView({ ...view, baseline });
            }}
          />
        )}
        <Choice
          label="Matrix with"
          value={view.across}
          options={factOptions(view.factor)}
          onChange={(across) => {
            onView({ ...view, across });
          }}
        />
      </div>
      <Answered query={query}>
        {(answer) => (
          <>
            <p className="small muted">{aboutText(answer.results)}</p>
            {answer.effects.length === 0 ? (
              <Nothing text={answer.summary} view={view} onView={onView} />
            ) : (
              <>
                <Effects answer={answer} view={view} onView={onView} />
                <Matrix answer={answer} view={view} />
              </>
            )}
          </>
        )}
      </Answered>
    </>
  );
}
