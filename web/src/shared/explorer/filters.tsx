/** The row of filters of a page of models or hardware: search, values with counts, size and limits. */
import { useEffect, useRef, useState } from "react";
import type { FacetValue } from "../api/wire";
import { shortHardware } from "../format/words";
import { cx } from "../lib/cx";
import control from "../ui/control.module.css";
import { Engine } from "../ui/data";
import { Facet, RangeLimit } from "../ui/facet";
import { Popover } from "../ui/popover";
import { Icon } from "../ui/symbols";
import styles from "./explorer.module.css";
import { Limits } from "./limits";
import { bestFirst, shownMetrics } from "./metric";
import { emptyView, isNarrowed, type ExplorerView, type Listed } from "./view";

export interface ViewProps {
  view: ExplorerView;
  onView: (view: ExplorerView, mode: "push" | "replace") => void;
}

const titles: Record<Listed, string> = {
  model_family: "Family",
  hardware: "Measured on",
  precision: "Precision",
  engine: "Engine",
};
const show: Partial<Record<Listed, (value: string) => React.ReactNode>> = {
  hardware: shortHardware,
  engine: (value) => <Engine name={value} />,
};

/** The words are sent a moment after the last key. */
export function Search({ view, onView, placeholder }: ViewProps & { placeholder: string }) {
  const [text, setText] = useState(view.q);
  const [shown, setShown] = useState(view.q);
  const [sent, setSent] = useState(view.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, or a cleared filter: what was not typed here is taken over.
  if (shown !== view.q) {
    setShown(view.q);
    if (view.q !== sent) {
      setSent(view.q);
      setText(view.q);
    }
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const send = (typed: string) => {
    setSent(typed);
    onView({ ...view, q: typed }, "replace");
  };
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        clearTimeout(timer.current);
        send(text);
      }}
    >
      <label className={cx(control["input"], styles["search"])}>
        <Icon name="search" />
        <span className="visually-hidden">{placeholder}</span>
        <input
          name="q"
          type="search"
          placeholder={placeholder}
          value={text}
          maxLength={200}
          onChange={(event) => {
            const typed = event.target.value;
            setText(typed);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => {
              send(typed);
            }, 200);
          }}
        />
        <kbd className="wide-only">/</kbd>
      </label>
    </form>
  );
}

/** By which metric a result is the best. */
export function BestBy({ view, onView }: ViewProps) {
  return (
    <label className={styles["bestBy"]}>
      Best by{" "}
      <select
        className={control["select"]}
        value={view.sort}
        onChange={(event) => {
          onView({ ...view, sort: event.target.value }, "push");
        }}
      >
        {shownMetrics.map((metric) => (
          <option key={metric.name} value={bestFirst(metric)}>
            {metric.title}
          </option>
        ))}
        {!shownMetrics.some((metric) => bestFirst(metric) === view.sort) && (
          <option value={view.sort}>{view.sort}, worst first</option>
        )}
      </select>
    </label>
  );
}

function Size({ view, onView }: ViewProps) {
  const chosen = view.parameters_billions !== "";
  return (
    <details className={cx(control["facet"], chosen && control["active"])} name="facet">
      <summary className={control["button"]}>
        Size{chosen && <span className={control["count"]}>{view.parameters_billions} B</span>}
        <Icon name="down" />
      </summary>
      <Popover title="Size" look={control["wide"]}>
        <RangeLimit
          title="Parameters"
          unit="B"
          value={view.parameters_billions}
          onChange={(range) => {
            onView({ ...view, parameters_billions: range }, "push");
          }}
        />
      </Popover>
    </details>
  );
}

interface FilterProps extends ViewProps {
  facets: readonly Listed[];
  counts: Record<string, FacetValue[]> | undefined;
  children?: React.ReactNode;
}

export function Filters({ view, onView, facets, counts, children }: FilterProps) {
  return (
    <div className={styles["filters"]}>
      {facets.map((facet) => (
        <Facet
          key={facet}
          title={titles[facet]}
          values={counts?.[facet]}
          selected={view[facet]}
          {...(show[facet] ? { show: show[facet] } : {})}
          onChange={(values) => {
            onView({ ...view, [facet]: values }, "push");
          }}
        />
      ))}
      {facets.includes("model_family") && <Size view={view} onView={onView} />}
      <Limits
        slo={view.slo}
        onChange={(slo) => {
          onView({ ...view, slo }, "push");
        }}
      />
      {children}
      {isNarrowed(view) && (
        <button
          type="button"
          className={cx(control["button"], control["plain"])}
          onClick={() => {
            onView({ ...emptyView, sort: view.sort, order: view.order, reverse: view.reverse }, "push");
          }}
        >
          Clear all
        </button>
      )}
    </div>
  );
}
