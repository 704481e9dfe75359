/**
 * What every chart of a page has around it: a heading, a caption, the same data as a table, and a menu that saves it as
 * SVG, PNG and CSV. The drawings inside are `svg[role=img]` with a sentence as their label.
 */
import { useRef, useState, type ReactNode } from "react";
import { cx } from "../lib/cx";
import { csv, download } from "../lib/download";
import { pictureOf, pngOf } from "../lib/save-image";
import control from "./control.module.css";
import styles from "./chart-frame.module.css";
import layout from "./layout.module.css";
import { Popover } from "./popover";
import { Icon } from "./symbols";

export type CsvRows = readonly (readonly (string | number | null)[])[];

interface Props {
  /** Of the heading, unique on the page. */
  id: string;
  title: string;
  caption: ReactNode;
  /** Of saved files, without ending. */
  fileName: string;
  /** The first row has the names. */
  rows: () => CsvRows;
  table: ReactNode;
  /** The picture, where the drawing on the page is no `svg[role=img]`. */
  draw?: (format: "svg" | "png") => Promise<Blob>;
  /** Further choices beside the heading. */
  actions?: ReactNode;
  legend?: ReactNode;
  children: ReactNode;
}

const formats = { svg: "SVG, for print", png: "PNG, for slides", csv: "CSV, the data" } as const;
type Format = keyof typeof formats;

export function ChartFrame({ id, title, caption, fileName, rows, table, draw, actions, legend, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const [failure, setFailure] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const quiet = cx(control["button"], control["quiet"]);
  const save = async (format: Format) => {
    setFailure("");
    if (format === "csv") {
      download(`${fileName}.csv`, csv(rows()), "text/csv");
      return;
    }
    if (draw) {
      download(`${fileName}.${format}`, await draw(format), format === "svg" ? "image/svg+xml" : "image/png");
      return;
    }
    if (!box.current) return;
    const picture = pictureOf(box.current, title, location.href);
    if (format === "svg") download(`${fileName}.svg`, picture.svg, "image/svg+xml");
    else download(`${fileName}.png`, await pngOf(picture), "image/png");
  };
  return (
    <section className={layout["section"]} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <span className={layout["actions"]}>
          {actions}
          <button
            type="button"
            className={quiet}
            aria-pressed={asTable}
            onClick={() => {
              setAsTable(!asTable);
            }}
          >
            Table
          </button>
          <details className={control["facet"]} name="facet">
            <summary className={quiet}>
              Save
              <Icon name="down" />
            </summary>
            <Popover title={`Save: ${title}`} look={cx(control["right"], styles["saves"])} once>
              {(Object.keys(formats) as Format[]).map((format) => (
                <button
                  key={format}
                  type="button"
                  className={quiet}
                  disabled={asTable && !draw && format !== "csv"}
                  onClick={() => {
                    save(format).catch((error: unknown) => {
                      setFailure(error instanceof Error ? error.message : "It could not be saved.");
                    });
                  }}
                >
                  {formats[format]}
                </button>
              ))}
            </Popover>
          </details>
        </span>
        <p className="small muted">{caption}</p>
      </header>
      {failure !== "" && <p role="alert">{failure}</p>}
      <figure aria-labelledby={id}>
        {asTable ? table : <div ref={box}>{children}</div>}
        {!asTable && legend}
      </figure>
    </section>
  );
}
