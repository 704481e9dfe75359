/** Which systems are drawn: what is there can be removed, others added. */
import { useState } from "react";
import type { CurveSystem, OperatingCurves } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { shortHardware, shortModel } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Engine } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import styles from "./analysis-page.module.css";
import type { QuestionProps } from "./answer";
import { Letter, LineSample } from "./legend";
import { systemsMax } from "./view";
import { scopeText } from "./words";

const factsOf = (system: CurveSystem): string =>
  [
    system.precision,
    shortHardware(system.hardware),
    system.input_tokens === null ? "" : `${String(system.input_tokens)} in`,
    system.output_tokens === null ? "" : `${String(system.output_tokens)} out`,
    scopeText(system.energy_scope),
  ]
    .filter(Boolean)
    .join(", ");

function AddSystem({ answer, view, onView }: QuestionProps & { answer: OperatingCurves }) {
  const [wanted, setWanted] = useState("");
  const chosen = answer.curves.map(({ system }) => system.id);
  const others = answer.systems.filter(({ id }) => !chosen.includes(id));
  if (others.length === 0) return null;
  const full = chosen.length >= systemsMax;
  const shown = others.filter((system) =>
    `${system.label} ${factsOf(system)}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  return (
    <div className={layout["row"]}>
      <details className={control["facet"]} name="facet">
        <summary className={control["button"]}>
          Add system
          <Icon name="down" />
        </summary>
        <Popover title="Add a system" look={cx(control["wide"], styles["systemsMenu"])} once>
          {full && <p className="small muted">Remove one first: six systems can be drawn.</p>}
          {others.length > 8 && (
            <label
              className={control["input"]}
              onClick={(event) => {
                event.stopPropagation();
              }}
            >
              <span className="visually-hidden">Find a system</span>
              <input
                type="search"
                placeholder="Find"
                value={wanted}
                onChange={(event) => {
                  setWanted(event.target.value);
                }}
              />
            </label>
          )}
          <ul className={control["options"]}>
            {shown.map((system) => (
              <li key={system.id}>
                <button
                  type="button"
                  className={styles["addition"]}
                  disabled={full}
                  onClick={() => {
                    onView({ ...view, systems: [...chosen, system.id] });
                  }}
                >
                  <b>{shortModel(system.model)}</b>
                  <span>{factsOf(system)}</span>
                  <span>
                    <Engine name={system.engine} /> {system.engine_version}, {plural(system.loads, "load")}
                  </span>
                </button>
              </li>
            ))}
            {shown.length === 0 && <li className="small muted">No system contains that.</li>}
          </ul>
        </Popover>
      </details>
      <span className="small muted">up to {systemsMax}</span>
    </div>
  );
}

export function Systems({ answer, view, onView }: QuestionProps & { answer: OperatingCurves }) {
  const ids = answer.curves.map(({ system }) => system.id);
  return (
    <section className={layout["section"]} aria-labelledby="systems">
      <header>
        <h2 id="systems">Systems</h2>
        {answer.systems_total > answer.curves.length && (
          <p className="small muted">
            {answer.curves.length} of {count(answer.systems_total)} that were measured with two loads or more
          </p>
        )}
      </header>
      <ul className={styles["systems"]}>
        {answer.curves.map(({ letter, system }, i) => (
          <li key={system.id}>
            <Letter>{letter}</Letter>
            <div>
              <b>{shortModel(system.model)}</b>
              <span className="small muted">{factsOf(system)}</span>
              <span className="small">
                <Engine name={system.engine} /> {system.engine_version}
              </span>
            </div>
            <LineSample place={i} engine={system.engine} />
            {answer.curves.length > 1 && (
              <button
                type="button"
                className={cx(control["button"], control["quiet"])}
                aria-label={`Remove ${letter}`}
                onClick={() => {
                  onView({ ...view, systems: ids.filter((id) => id !== system.id) });
                }}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {answer.not_found.length > 0 && (
        <p className="small muted">
          Not drawn: {answer.not_found.join(", ")}.{" "}
          {answer.not_found.length === 1 ? "This result is" : "These results are"} not among those looked at, or state
          no load.
        </p>
      )}
      <AddSystem answer={answer} view={view} onView={onView} />
    </section>
  );
}
