/** The limits that a configuration must meet: presets, and a field for each metric. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { limitPresets, noLatencyLimit, usualLimits } from "@/shared/api/vocabulary";
import type { RankedMetric } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import { metricColumn, metricColumns } from "@/shared/ui/board-columns";
import control from "@/shared/ui/control.module.css";
import { Popover } from "@/shared/ui/popover";
import { close } from "@/shared/ui/popovers";
import styles from "./leaderboard-page.module.css";
import { LimitField } from "./limit-field";
import type { ViewProps } from "./props";
import { histogramsQuery, statsQuery } from "./queries";
import type { View } from "./search";
import { isPreset, limitWords, readLimit, sameField, withLimit, withPreset, type Field } from "@/shared/lib/slo";
import { useIdle } from "@/shared/lib/use-idle";
import { useNarrow } from "./use-narrow";

const limitsOf = (view: View) => view.slo.flatMap((text) => readLimit(text) ?? []);
/** What is good is limited from below where more of it is better. */
const fieldOf = (metric: RankedMetric): Field => ({
  metric,
  atLeast: metricColumn(metric)?.order.firstOrder.startsWith("-") ?? false,
});

/** Those that are offered, those of the view, and those that were just added. */
function fieldsOf(view: View, added: readonly RankedMetric[]): Field[] {
  const fields: Field[] = usualLimits.map(fieldOf);
  for (const field of [...limitsOf(view), ...added.map(fieldOf)])
    if (!fields.some((known) => sameField(known, field))) fields.push(field);
  return fields;
}

function LimitFields({ view, onView, fields }: ViewProps & { fields: readonly Field[] }) {
  const idle = useIdle();
  const names = [...new Set(fields.map(({ metric }) => metric))];
  const { data } = useQuery({ ...histogramsQuery(view, names), enabled: idle });
  const limits = limitsOf(view);
  return (
    <div className={styles["limits"]}>
      {fields.map((field) => (
        <LimitField
          key={`${field.metric} ${String(field.atLeast)}`}
          field={field}
          value={limits.find((limit) => sameField(limit, field))?.value ?? null}
          histogram={data?.histograms[field.metric]}
          results={data?.results ?? 0}
          onValue={(value, mode) => {
            onView({ ...view, slo: withLimit(view.slo, field, value) }, mode);
          }}
        />
      ))}
    </div>
  );
}

/** A menu of the metrics that have no field yet. */
function AddLimit({ fields, onAdd }: { fields: readonly Field[]; onAdd: (metric: RankedMetric) => void }) {
  const known = fields.map(({ metric }) => metric);
  return (
    <label>
      <span className="visually-hidden">Limit another metric</span>
      <select
        className={cx(control["select"], styles["addLimit"])}
        value=""
        onChange={(event) => {
          onAdd(event.target.value as RankedMetric);
        }}
      >
        <option value="">Limit another metric</option>
        {metricColumns
          .filter(({ key }) => !known.includes(key))
          .map(({ key, order }) => (
            <option key={key} value={key}>
              {order.title}
            </option>
          ))}
      </select>
    </label>
  );
}

function Presets({ view, onView }: ViewProps) {
  return (
    <div className={control["segmented"]} role="group" aria-label="Limits of">
      {limitPresets.map((preset) => (
        <button
          key={preset.name}
          type="button"
          title={preset.source}
          aria-pressed={isPreset(view.slo, preset)}
          onClick={() => {
            onView({ ...view, slo: withPreset(view.slo, preset) }, "push");
          }}
        >
          {preset.title}
        </button>
      ))}
    </div>
  );
}

/** "Batch: no limit of latency." The limits of other presets stand in their fields. */
function presetText(slo: readonly string[]): string {
  const preset = limitPresets.find((one) => isPreset(slo, one));
  return preset?.slo.length === 0 ? `${preset.title}: ${noLatencyLimit}.` : "";
}

/** "310 of 1,284 results meet the limits.", after what a preset without limits says. */
function Met({ view, results }: { view: View; results: number | undefined }) {
  const { data: stats } = useQuery(statsQuery());
  const preset = presetText(view.slo);
  if (view.slo.length === 0) return preset;
  if (results === undefined || !stats) return preset;
  return (
    <>
      {preset && `${preset} `}
      {count(results)} of {plural(stats.results, "result meets", "results meet")} the limits.
    </>
  );
}

interface Props extends ViewProps {
  /** How many match the view; nothing before there is an answer. */
  results: number | undefined;
}

/** On the phone: what is limited in words, and the limits as a sheet. */
function LimitsBar({ results, children, view }: Pick<Props, "results" | "view"> & { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const words = limitsOf(view).map(limitWords);
  return (
    <div className={cx(styles["sloBar"], "narrow-only")}>
      <span>{words.length > 0 ? words.join(" · ") : "No limits"}</span>
      <details
        className={control["facet"]}
        name="facet"
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
        }}
      >
        <summary className={control["button"]}>Limits</summary>
        <Popover title="Limits">
          {open && (
            <div className={styles["sloSheet"]}>
              {children}
              <button
                type="button"
                className={cx(control["button"], control["primary"])}
                onClick={(event) => {
                  const menu = event.currentTarget.closest("details");
                  if (menu) close(menu);
                }}
              >
                {results === undefined ? "Show the results" : `Show ${plural(results, "result")}`}
              </button>
            </div>
          )}
        </Popover>
      </details>
    </div>
  );
}

export function Limits({ results, ...props }: Props) {
  const [added, setAdded] = useState<readonly RankedMetric[]>([]);
  const narrow = useNarrow();
  const fields = fieldsOf(props.view, added);
  const header = (
    <header>
      <Presets {...props} />
      <AddLimit
        fields={fields}
        onAdd={(metric) => {
          setAdded([...added, metric]);
        }}
      />
      <p className={cx(styles["push"], "small", "muted")}>
        <Met view={props.view} results={results} />
      </p>
    </header>
  );
  const limits = <LimitFields {...props} fields={fields} />;
  if (narrow)
    return (
      <LimitsBar view={props.view} results={results}>
        {header}
        {limits}
      </LimitsBar>
    );
  return (
    <section className={cx(styles["slo"], "wide-only")} aria-label="Limits">
      {header}
      {limits}
    </section>
  );
}
