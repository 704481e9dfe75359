import { useState, type ReactNode } from "react";
import type { FacetValue } from "../api/wire";
import { count } from "../format/number";
import { cx } from "../lib/cx";
import control from "./control.module.css";
import { Popover } from "./popover";
import { Icon } from "./symbols";

const manyValues = 12;

interface FacetProps {
  title: string;
  /** Nothing while they load. */
  values: readonly FacetValue[] | undefined;
  selected: readonly string[];
  show?: (value: string) => ReactNode;
  onChange: (values: string[]) => void;
  /** Another choice below the values, and how it reads where it is made and no value is. */
  further?: ReactNode;
  chosenFurther?: ReactNode;
}

function Find({ title, wanted, onWanted }: { title: string; wanted: string; onWanted: (wanted: string) => void }) {
  return (
    <label className={control["input"]}>
      <span className="visually-hidden">Find a value of {title}</span>
      <input
        type="search"
        placeholder="Find"
        value={wanted}
        onChange={(event) => {
          onWanted(event.target.value);
        }}
      />
    </label>
  );
}

/** A button that opens the values of a filter with live counts. */
export function Facet({
  title,
  values,
  selected,
  show = (value) => value,
  onChange,
  further,
  chosenFurther,
}: FacetProps) {
  const [wanted, setWanted] = useState("");
  const known = new Set(values?.map(({ value }) => value));
  const all = [
    ...(values ?? []),
    ...selected.filter((value) => !known.has(value)).map((value) => ({ value, count: 0, selected: true })),
  ];
  const shown = all.filter(({ value }) => value.toLowerCase().includes(wanted.toLowerCase()));
  const toggle = (value: string) => {
    onChange(selected.includes(value) ? selected.filter((item) => item !== value) : [...selected, value]);
  };
  const first = selected[0];
  return (
    <details
      className={cx(control["facet"], (selected.length > 0 || chosenFurther !== undefined) && control["active"])}
      name="facet"
    >
      <summary className={control["button"]}>
        {title}
        <span className={control["count"]}>
          {selected.length === 0
            ? (chosenFurther ?? values?.length)
            : selected.length === 1 && first !== undefined
              ? show(first)
              : `${String(selected.length)} chosen`}
        </span>
        <Icon name="down" />
      </summary>
      <Popover title={title}>
        {all.length > manyValues && <Find title={title} wanted={wanted} onWanted={setWanted} />}
        <div className={control["options"]}>
          {shown.map(({ value, count: matches }) => (
            <label key={value} className={cx(control["option"], matches === 0 && control["none"])}>
              <input
                type="checkbox"
                checked={selected.includes(value)}
                disabled={matches === 0 && !selected.includes(value)}
                onChange={() => {
                  toggle(value);
                }}
              />
              <span>{show(value)}</span>
              <span className={control["count"]}>{count(matches)}</span>
            </label>
          ))}
          {shown.length === 0 && <p className="small muted">{values ? "No value contains that." : "Loading…"}</p>}
        </div>
        {further}
        {selected.length > 0 && (
          <button
            type="button"
            className={cx(control["button"], control["quiet"])}
            onClick={() => {
              onChange([]);
            }}
          >
            Clear
          </button>
        )}
      </Popover>
    </details>
  );
}

interface RangeProps {
  title: string;
  unit: string;
  /** "min..max", either end may be missing; empty is no limit. */
  value: string;
  onChange: (range: string) => void;
}

/** A lower and an upper limit for a metric. */
export function RangeLimit({ title, unit, value, onChange }: RangeProps) {
  const [low = "", high = ""] = value.split("..");
  const field = (name: "at least" | "at most", initial: string) => (
    <label className={cx(control["input"], control["exact"])}>
      <span className="visually-hidden">
        {title} {name}
      </span>
      <input
        name={name}
        inputMode="decimal"
        defaultValue={initial}
        key={initial}
        placeholder={name === "at least" ? "min" : "max"}
        pattern="\d*\.?\d*"
      />
      <span className={control["unit"]}>{unit}</span>
    </label>
  );
  return (
    <form
      className={control["range"]}
      onInput={(event) => {
        (event.currentTarget.elements.namedItem("at most") as HTMLInputElement).setCustomValidity("");
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const entry = (name: string) => {
          const given = data.get(name);
          return typeof given === "string" ? given.trim() : "";
        };
        const min = entry("at least");
        const max = entry("at most");
        const last = event.currentTarget.elements.namedItem("at most") as HTMLInputElement;
        last.setCustomValidity(
          min !== "" && max !== "" && Number(min) > Number(max) ? "The lower limit is above the upper one." : "",
        );
        if (!last.reportValidity()) return;
        onChange(min === "" && max === "" ? "" : `${min}..${max}`);
      }}
    >
      <span className={control["rangeTitle"]}>{title}</span>
      {field("at least", low)}
      {field("at most", high)}
      <button type="submit" className={control["button"]}>
        Set
      </button>
    </form>
  );
}
