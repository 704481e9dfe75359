/** The filters that all questions share, with counts. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { scopeWord, shortHardware, shortModel, trustWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Engine } from "@/shared/ui/data";
import { Facet, RangeLimit } from "@/shared/ui/facet";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import styles from "./analysis-page.module.css";
import type { QuestionProps } from "./answer";
import { countsQuery } from "./queries";
import { filterParams, filters, isFiltered, ranges, withoutFilters, type Filter, type Ranged } from "./view";

const titles: Readonly<Record<Filter, string>> = {
  model: "Model",
  hardware: "Hardware",
  engine: "Engine",
  precision: "Precision",
  energy_scope: "Energy scope",
  trust: "Trust",
};
const show: Readonly<Record<Filter, (value: string) => ReactNode>> = {
  model: shortModel,
  hardware: shortHardware,
  engine: (value) => <Engine name={value} />,
  precision: (value) => value,
  energy_scope: scopeWord,
  trust: trustWord,
};
const limits: Readonly<Record<Ranged, { title: string; unit: string }>> = {
  parameters_billions: { title: "Weights", unit: "B" },
  concurrency: { title: "Concurrency", unit: "" },
  input_tokens: { title: "Prompt", unit: "tok" },
  output_tokens: { title: "Output", unit: "tok" },
};

function Limits({ view, onView }: QuestionProps) {
  const active = ranges.filter((name) => view.ranges[name] !== "");
  return (
    <details className={cx(control["facet"], active.length > 0 && control["active"])} name="facet">
      <summary className={control["button"]}>
        Size and load{active.length > 0 && <span className={control["count"]}>{active.length}</span>}
        <Icon name="down" />
      </summary>
      <Popover title="Size and load" look={control["wide"]}>
        {ranges.map((name) => (
          <RangeLimit
            key={name}
            title={limits[name].title}
            unit={limits[name].unit}
            value={view.ranges[name]}
            onChange={(range) => {
              onView({ ...view, ranges: { ...view.ranges, [name]: range } });
            }}
          />
        ))}
        <p className="fine muted">A result that does not state a value does not match its limit.</p>
      </Popover>
    </details>
  );
}

function Words({ view, onView }: QuestionProps) {
  const [text, setText] = useState(view.q);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onView({ ...view, q: text.trim() });
  };
  return (
    <form onSubmit={send} role="search">
      <label className={control["input"]}>
        <Icon name="search" />
        <span className="visually-hidden">Search models, hardware, engines</span>
        <input
          type="search"
          placeholder="Search"
          value={text}
          maxLength={200}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </label>
    </form>
  );
}

export function FilterBar({ view, onView }: QuestionProps) {
  const counts = useQuery(countsQuery(view));
  const [open, setOpen] = useState(false);
  const active = Object.keys(filterParams(view)).length;
  return (
    <>
      <button
        type="button"
        className={cx(control["button"], styles["filterSwitch"], "narrow-only")}
        aria-expanded={open}
        aria-controls="filters"
        onClick={() => {
          setOpen(!open);
        }}
      >
        Filters {active > 0 && <span className={control["count"]}>{active}</span>}
        <Icon name="down" />
      </button>
      <div id="filters" className={styles["filters"]} data-open={open} role="group" aria-label="Filters">
        <Words key={view.q} view={view} onView={onView} />
        {filters.map((name) => (
          <Facet
            key={name}
            title={titles[name]}
            values={counts.data?.facets[name]}
            selected={view.filters[name]}
            show={show[name]}
            onChange={(values) => {
              onView({ ...view, filters: { ...view.filters, [name]: values } });
            }}
          />
        ))}
        <Limits view={view} onView={onView} />
        {isFiltered(view) && (
          <button
            type="button"
            className={cx(control["button"], control["plain"])}
            onClick={() => {
              onView(withoutFilters(view));
            }}
          >
            Clear all
          </button>
        )}
      </div>
    </>
  );
}
