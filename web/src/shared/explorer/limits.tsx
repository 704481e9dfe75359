/** Limits on metrics: what a result must keep to be called the best. */
import { useId } from "react";
import control from "../ui/control.module.css";
import { Popover } from "../ui/popover";
import { Icon } from "../ui/symbols";
import { cx } from "../lib/cx";
import { limitPresets } from "../api/vocabulary";
import { isPreset, limitWords, readLimit, withLimit, withPreset } from "../lib/slo";
import { metricByName, type ShownMetric } from "./metric";

/** Those that are asked for most; others stay as they came in the address. */
const offered = ["time_to_first_token_ms_p90", "latency_per_token_ms", "peak_memory_mb"] as const;

/** "first token p90 ≤ 200 ms, memory ≤ 80 GB" */
export const limitsText = (slo: readonly string[]) =>
  slo
    .flatMap((text) => readLimit(text) ?? [])
    .map(limitWords)
    .join(", ");

function Field({ metric, value, id }: { metric: ShownMetric; value: string; id: string }) {
  return (
    <div className={control["range"]} data-one="">
      <label className={control["rangeTitle"]} htmlFor={id}>
        {metric.title} at most
      </label>
      <span className={cx(control["input"], control["exact"])}>
        <input id={id} name={metric.name} inputMode="decimal" defaultValue={value} key={value} pattern="\d*\.?\d*" />
        <span className={control["unit"]}>{metric.unit}</span>
      </span>
    </div>
  );
}

interface Props {
  slo: readonly string[];
  onChange: (slo: string[]) => void;
}

export function Limits({ slo, onChange }: Props) {
  const id = useId();
  const metrics = offered.flatMap((name) => metricByName(name) ?? []);
  const given = (metric: ShownMetric) => {
    const limit = slo.map(readLimit).find((one) => one?.metric === metric.name && !one.atLeast);
    return limit ? String(Number((limit.value * metric.factor).toPrecision(12))) : "";
  };
  return (
    <details className={cx(control["facet"], slo.length > 0 && control["active"])} name="facet">
      <summary className={control["button"]}>
        Limits{slo.length > 0 && <span className={control["count"]}>{slo.length}</span>}
        <Icon name="down" />
      </summary>
      <Popover title="Limits" look={control["wide"]}>
        <span className={control["segmented"]} role="group" aria-label="Limits of a kind of use">
          {limitPresets.map((preset) => (
            <button
              key={preset.name}
              type="button"
              aria-pressed={slo.length > 0 && isPreset(slo, preset)}
              title={preset.source}
              onClick={() => {
                onChange(withPreset(slo, preset));
              }}
            >
              {preset.title}
            </button>
          ))}
        </span>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            onChange(
              metrics.reduce<string[]>(
                (limits, metric) => {
                  const typed = data.get(metric.name);
                  const value = typeof typed === "string" && typed.trim() !== "" ? Number(typed) / metric.factor : null;
                  return withLimit(limits, { metric: metric.name, atLeast: false }, value);
                },
                [...slo],
              ),
            );
          }}
        >
          {metrics.map((metric) => (
            <Field key={metric.name} metric={metric} value={given(metric)} id={`${id}-${metric.name}`} />
          ))}
          <p className="fine muted">A result without a value does not meet a limit on it.</p>
          <button type="submit" className={cx(control["button"], control["primary"])}>
            Set limits
          </button>
          {slo.length > 0 && (
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
        </form>
      </Popover>
    </details>
  );
}
