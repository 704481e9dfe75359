import type { ReactNode } from "react";
import { cx } from "@/shared/lib/cx";
import type { FacetValue } from "@/shared/api/wire";
import control from "@/shared/ui/control.module.css";
import { Engine } from "@/shared/ui/data";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import { Facet, RangeLimit } from "@/shared/ui/facet";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import { facets, gradeNames, isFiltered, withChosen, withoutFilters } from "./search";
import {
  constraintWords,
  filterTitles,
  loadLimits,
  otherLimits,
  valueWord,
  withoutConstraint,
  type RangeTitle,
} from "./words";

const shown = (facet: (typeof facets)[number]) => (value: string) =>
  facet === "engine" ? <Engine name={value} /> : valueWord(facet, value);

/** A menu of ranges: those of the load, or the others. */
function Ranges({ view, onView, title, limits }: ViewProps & { title: string; limits: readonly RangeTitle[] }) {
  const active = limits.filter(({ name }) => view[name] !== "").length;
  return (
    <details className={cx(control["facet"], active > 0 && control["active"])} name="facet">
      <summary className={control["button"]}>
        {title}
        {active > 0 && <span className={control["count"]}>{active}</span>}
        <Icon name="down" />
      </summary>
      <Popover title={title} look={control["wide"]}>
        {limits.map((limit) => (
          <RangeLimit
            key={limit.name}
            title={limit.title}
            unit={limit.unit}
            value={view[limit.name]}
            onChange={(range) => {
              onView({ ...view, [limit.name]: range }, "push");
            }}
          />
        ))}
        <p className="fine muted">A result that does not state the figure does not match.</p>
      </Popover>
    </details>
  );
}

/** The lowest grade, below the grades. */
function LeastGrade({ view, onView }: ViewProps) {
  return (
    <label className={styles["leastGrade"]}>
      At least
      <select
        className={control["select"]}
        value={view.min_quality}
        onChange={(event) => {
          onView({ ...view, min_quality: event.target.value }, "push");
        }}
      >
        <option value="">any grade</option>
        {gradeNames.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is excluded: each is a button that has it again. */
function Exclusions({ view, onView }: ViewProps) {
  return view.exclude.map((text) => (
    <button
      key={text}
      type="button"
      className={control["button"]}
      onClick={() => {
        onView(withoutConstraint(view, text), "push");
      }}
    >
      {constraintWords(view, text).replace(/^./, (first) => first.toUpperCase())}
      <Icon name="close" />
    </button>
  ));
}

/** The filters of the view, with counts once they are known. */
export function Filters({ view, onView, counts }: ViewProps & { counts: Record<string, FacetValue[]> | undefined }) {
  const least: ReactNode = view.min_quality === "" ? undefined : `≥ ${view.min_quality}`;
  return (
    <div className={styles["filters"]}>
      {facets.map((facet) => (
        <Facet
          key={facet}
          title={filterTitles[facet]}
          values={counts?.[facet]}
          selected={view[facet]}
          show={shown(facet)}
          onChange={(values) => {
            onView(withChosen(view, facet, values), "push");
          }}
          further={facet === "grade" ? <LeastGrade view={view} onView={onView} /> : undefined}
          chosenFurther={facet === "grade" ? least : undefined}
        />
      ))}
      <Ranges title="Load" limits={loadLimits} view={view} onView={onView} />
      <Ranges title="Ranges" limits={otherLimits} view={view} onView={onView} />
      <Exclusions view={view} onView={onView} />
      {isFiltered(view) && (
        <button
          type="button"
          className={cx(control["button"], control["plain"])}
          onClick={() => {
            onView(withoutFilters(view), "push");
          }}
        >
          Clear all
        </button>
      )}
    </div>
  );
}
