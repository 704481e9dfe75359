import type { ReactNode } from "react";
import { engineLook } from "@/shared/format/words";
import chart from "@/shared/ui/chart.module.css";
import { Engine } from "@/shared/ui/data";
import styles from "./analysis-page.module.css";
import { dashes } from "./colours";

/** The symbols that are drawn. */
export function EngineLegend({ engines }: { engines: readonly string[] }) {
  const keys = [...new Map(engines.map((engine) => [engineLook(engine).label, engine])).values()];
  if (keys.length === 0) return null;
  return (
    <ul className={chart["legend"]}>
      {keys.map((engine) => (
        <li key={engine}>
          <Engine name={engine} />
        </li>
      ))}
    </ul>
  );
}

const lengths: Readonly<Record<(typeof dashes)[number], string | undefined>> = {
  solid: undefined,
  dash: "6 4",
  dot: "2 3",
  dashdot: "6 3 2 3",
  longdash: "10 4",
  longdashdot: "10 3 2 3",
};

/** The line of the series at this place. */
export function LineSample({ place, engine }: { place: number; engine: string }) {
  return (
    <svg className={`${styles["sample"] ?? ""} e-${engineLook(engine).key}`} width="36" height="12" aria-hidden="true">
      <path d="M0 6H36" strokeDasharray={lengths[dashes[place % dashes.length] ?? "solid"]} />
    </svg>
  );
}

export const Letter = ({ children }: { children: string }) => <span className={styles["letter"]}>{children}</span>;

/** Each series by its letter and line. */
export function SeriesLegend({
  series,
  more,
}: {
  series: readonly { key: string; letter: string; engine: string; name: ReactNode }[];
  more?: string;
}) {
  return (
    <ul className={styles["series"]}>
      {series.map(({ key, letter, engine, name }, i) => (
        <li key={key}>
          <Letter>{letter}</Letter>
          <LineSample place={i} engine={engine} />
          <span>{name}</span>
        </li>
      ))}
      {more && <li className="muted">{more}</li>}
    </ul>
  );
}
