import { Link } from "@tanstack/react-router";
import { plural } from "@/shared/format/number";
import { at } from "@/shared/lib/base-path";
import type { ReactNode } from "react";
import type { FacetValue } from "@/shared/api/wire";
import { flagWord, methodWord, scopeWord, sourceWord, trustWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { isExtra, metricColumns } from "@/shared/ui/board-columns";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Engine } from "@/shared/ui/data";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import { Facet, RangeLimit } from "./facet";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import {
  facets,
  filters,
  isFiltered,
  ranges,
  withFlagged,
  withoutDefaults,
  type Filter,
  type Ranged,
  type View,
} from "./search";

const titles: Record<(typeof facets)[number], string> = {
  hardware: "Hardware",
  engine: "Engine",
  precision: "Precision",
  energy_scope: "Energy scope",
  energy_method: "Energy method",
  trust: "Trust",
  source: "Source",
  flags: "Flags",
};
const words: Partial<Record<Filter, (value: string) => string>> = {
  energy_scope: scopeWord,
  energy_method: methodWord,
  trust: trustWord,
  source: sourceWord,
};
const show: Record<(typeof facets)[number], (value: string) => ReactNode> = {
  hardware: (value) => value,
  engine: (value) => <Engine name={value} />,
  precision: (value) => value || "unknown",
  energy_scope: scopeWord,
  energy_method: methodWord,
  trust: trustWord,
  source: sourceWord,
  flags: flagWord,
};
/** What can be limited here: the weights of the model, and what has a column. */
const limits: { metric: Ranged; title: string; unit: string }[] = [
  { metric: "parameters_billions", title: "Weights", unit: "B" },
  ...metricColumns
    .filter((column) => !isExtra(column))
    .map(({ key, title, metric }) => ({ metric: key, title, unit: metric.unit })),
];

function Limits({ view, onView }: ViewProps) {
  const active = ranges.filter((metric) => view[metric] !== "");
  return (
    <details className={cx(control["facet"], active.length > 0 && control["active"])} name="facet">
      <summary className={control["button"]}>
        Limits{active.length > 0 && <span className={control["count"]}>{active.length}</span>}
        <Icon name="down" />
      </summary>
      <Popover title="Limits" look={control["wide"]}>
        {limits.map(({ metric, title, unit }) => (
          <RangeLimit
            key={metric}
            title={title}
            unit={unit}
            value={view[metric]}
            onChange={(range) => {
              onView({ ...view, [metric]: range }, "push");
            }}
          />
        ))}
        <p className="fine muted">A row without the value does not match a limit.</p>
      </Popover>
    </details>
  );
}

const clearedFilters = (view: View): View => ({
  ...withFlagged(view, "hidden"),
  q: "",
  ...Object.fromEntries(filters.map((filter) => [filter, [] as string[]])),
  ...Object.fromEntries(ranges.map((metric) => [metric, ""])),
});

/** What is set, each with a way to take it off. */
function activeParts(view: View): { text: string; without: View }[] {
  return [
    ...(view.q ? [{ text: `search “${view.q}”`, without: { ...view, q: "" } }] : []),
    ...filters.flatMap((filter) =>
      view[filter].map((value) => ({
        text: `${filter.replace("_", " ")} ${words[filter]?.(value) ?? value}`,
        without: { ...view, [filter]: view[filter].filter((item) => item !== value) },
      })),
    ),
    ...ranges
      .filter((metric) => view[metric] !== "")
      .map((metric) => ({
        text: `${limits.find((limit) => limit.metric === metric)?.title ?? metric} ${view[metric]}`,
        without: { ...view, [metric]: "" },
      })),
  ];
}

/** The filters of the view, with counts once they are known. */
export function Filters({ view, onView, counts }: ViewProps & { counts: Record<string, FacetValue[]> | undefined }) {
  return (
    <div className={styles["filters"]}>
      {facets.map((facet) => (
        <Facet
          key={facet}
          title={titles[facet]}
          values={counts?.[facet]}
          selected={view[facet]}
          show={show[facet]}
          onChange={(values) => {
            onView({ ...view, [facet]: values }, "push");
          }}
        />
      ))}
      <Limits view={view} onView={onView} />
      {isFiltered(view) && (
        <button
          type="button"
          className={cx(control["button"], control["plain"])}
          onClick={() => {
            onView(clearedFilters(view), "push");
          }}
        >
          Clear all
        </button>
      )}
    </div>
  );
}

/** Says that there is nothing, and offers to remove what excludes everything. */
export function Empty({ view, onView, flagged }: ViewProps & { flagged: number }) {
  const parts = activeParts(view);
  if (flagged > 0 && view.flagged === "hidden") {
    return (
      <div className={data["empty"]}>
        <b>Only flagged results match</b>
        <p>A check warns of them, so they are hidden and have no rank.</p>
        <Link className={control["button"]} to="/" search={withoutDefaults(withFlagged(view, "shown"))}>
          Show {plural(flagged, "flagged result")}
        </Link>
      </div>
    );
  }
  if (parts.length === 0) {
    return (
      <div className={data["empty"]}>
        <b>No result has been published yet</b>
        <p>
          Measure a model with <code>lem experiment</code>, then publish the result file.
        </p>
        <a className={control["button"]} href={at("/submit")}>
          Submit a result
        </a>
      </div>
    );
  }
  return (
    <div className={data["empty"]}>
      <b>No result matches all of this</b>
      <p>Remove one filter, or clear all.</p>
      <div className={styles["row"]} data-center="">
        {parts.map(({ text, without }) => (
          <button
            key={text}
            type="button"
            className={control["button"]}
            onClick={() => {
              onView(without, "push");
            }}
          >
            <Icon name="close" />
            Remove {text}
          </button>
        ))}
        {parts.length > 1 && (
          <button
            type="button"
            className={cx(control["button"], control["primary"])}
            onClick={() => {
              onView(clearedFilters(view), "push");
            }}
          >
            Clear all
          </button>
        )}
      </div>
    </div>
  );
}
