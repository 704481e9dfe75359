import { cx } from "@/shared/lib/cx";
import { choosable, isShown, orders, type Column } from "@/shared/ui/board-columns";
import control from "@/shared/ui/control.module.css";
import { Popover } from "@/shared/ui/popover";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import type { View } from "./search";

const groups = [...new Set(choosable.map(({ group }) => group))];
const densities = { "": "Comfortable", compact: "Compact" } as const;

function toggled(view: View, { key, extra }: Column): View {
  const list = extra ? "show" : "hide";
  return {
    ...view,
    [list]: view[list].includes(key) ? view[list].filter((item) => item !== key) : [...view[list], key],
  };
}

/** How the table is drawn: the height of its rows, and its columns in groups. */
export function ViewMenu({ view, onView }: ViewProps) {
  return (
    <details className={control["facet"]} name="facet">
      <summary className={cx(control["button"], control["plain"])}>View</summary>
      <Popover title="View" look={cx(control["right"], styles["viewMenu"])}>
        <div className={control["segmented"]} role="group" aria-label="Rows">
          {Object.entries(densities).map(([density, label]) => (
            <button
              key={density}
              type="button"
              aria-pressed={view.density === density}
              onClick={() => {
                onView({ ...view, density }, "push");
              }}
            >
              {label}
            </button>
          ))}
        </div>
        {groups.map((group) => (
          <fieldset key={group}>
            <legend>{group}</legend>
            {choosable
              .filter((column) => column.group === group)
              .map((column) => (
                <label key={column.key} className={cx(control["option"], column.optional && styles["needsRoom"])}>
                  <input
                    type="checkbox"
                    checked={isShown(column, view)}
                    disabled={orders(column, view.sort)}
                    onChange={() => {
                      onView(toggled(view, column), "push");
                    }}
                  />
                  <span>
                    {column.title}
                    {column.note && <span className="muted"> {column.note}</span>}
                  </span>
                </label>
              ))}
          </fieldset>
        ))}
      </Popover>
    </details>
  );
}
