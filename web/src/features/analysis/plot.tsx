/** A figure of Plotly with a text of the chosen point below it: by click, or with the arrow keys. */
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent, type ReactNode } from "react";
import { currentTheme, onThemeChange } from "@/shared/lib/theme";
import { useWidth } from "@/shared/ui/use-width";
import styles from "./analysis-page.module.css";
import { colours, type Colours } from "./colours";
import { ring, type PlotFigure, type PlotPoint } from "./layout";

type Plotly = typeof import("./plotly").default;
let loading: Promise<Plotly> | undefined;
const loadPlotly = () => (loading ??= import("./plotly").then((module) => module.default));

/** Nothing may leave the page: no upload button, no logo link. */
export const config = {
  displaylogo: false,
  showSendToCloud: false,
  responsive: false,
  displayModeBar: false,
  scrollZoom: false,
};

/** Draws for a width: charts are never scaled. */
export type Build = (colours: Colours, width: number) => PlotFigure;

/** The figure as a file, on the surface of the page, below its title and above where it is from. */
export async function pictureOf(build: Build, title: string, format: "svg" | "png"): Promise<Blob> {
  const plotly = await loadPlotly();
  const looks = colours();
  const width = 960;
  const { data, layout } = build(looks, width);
  const { margin } = layout as unknown as { margin: { t: number; b: number } };
  const height = layout.height + 56;
  const url = await plotly.toImage(
    {
      data,
      layout: {
        ...layout,
        height,
        paper_bgcolor: looks.surface,
        margin: { ...margin, t: margin.t + 28, b: margin.b + 28 },
        title: {
          text: title,
          font: { size: 15, color: looks.text },
          x: 0.01,
          xanchor: "left",
          y: 0.985,
          yanchor: "top",
        },
        annotations: [
          ...((layout["annotations"] as object[] | undefined) ?? []),
          {
            text: location.href.replaceAll("&", "&amp;").slice(0, 150),
            showarrow: false,
            xref: "paper",
            yref: "paper",
            x: 0,
            y: 0,
            xanchor: "left",
            yanchor: "top",
            yshift: -margin.b - 4,
            font: { size: 11 },
          },
        ],
      },
    },
    { format, width, height, ...(format === "png" ? { scale: 2 } : {}) },
  );
  const content = url.slice(url.indexOf(",") + 1);
  if (format === "svg") return new Blob([decodeURIComponent(content)], { type: "image/svg+xml" });
  return new Blob([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], { type: "image/png" });
}

interface Clicks {
  on?: (name: string, listener: (click: { points: { customdata?: string }[] }) => void) => void;
  removeAllListeners?: (name: string) => void;
}

/** Draws again whenever the figure changes; tells which point was clicked. */
function useDrawing(figure: PlotFigure, onClick: (key: string) => void) {
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const element: (HTMLDivElement & Clicks) | null = box.current;
    if (!element) return;
    let stopped = false;
    const draw = async () => {
      const plotly = await loadPlotly();
      if (stopped) return;
      await plotly.react(element, figure.data, figure.layout, config);
      element.removeAllListeners?.("plotly_click");
      element.on?.("plotly_click", ({ points }) => {
        const key = points.find(({ customdata }) => customdata !== undefined)?.customdata;
        if (key !== undefined) onClick(key);
      });
    };
    draw().catch(() => {
      setFailed(true);
    });
    return () => {
      stopped = true;
    };
  }, [figure, onClick]);
  useEffect(() => {
    const element = box.current;
    return () => {
      if (element && loading)
        void loading.then((plotly) => {
          plotly.purge(element);
        });
    };
  }, []);
  return { box, failed };
}

function Chosen({ point }: { point: PlotPoint | undefined }) {
  const [first, ...lines] = point?.lines ?? [];
  return (
    <p className={styles["chosen"]} role="status">
      {!point && <span className="muted">Choose a point by click, or with the arrow keys.</span>}
      {point?.resultId != null && (
        <Link to="/results/$resultId" params={{ resultId: point.resultId }}>
          {first}
        </Link>
      )}
      {point?.resultId === null && <b>{first}</b>}
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </p>
  );
}

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** `under`: a control that stands on the axis of the figure. */
export function Plot({ build, label, under }: { build: Build; label: string; under?: ReactNode }) {
  const [area, width] = useWidth(720);
  const theme = useSyncExternalStore(onThemeChange, currentTheme, () => "light");
  const [key, setKey] = useState<string | null>(null);
  const figure = useMemo(() => build(colours(), width), [build, width, theme]); // eslint-disable-line react-hooks/exhaustive-deps
  const place = figure.points.findIndex((point) => point.key === key);
  const chosen = figure.points[place];
  const shown = useMemo(
    () => (chosen ? { ...figure, data: [...figure.data, ring(chosen, colours())] } : figure),
    [figure, chosen],
  );
  const { box, failed } = useDrawing(shown, setKey);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") setKey(null);
    const step = steps[event.key];
    if (!step || figure.points.length === 0) return;
    event.preventDefault();
    setKey(figure.points[step(place, figure.points.length - 1)]?.key ?? null);
  };
  if (failed) return <p className="small muted">The chart could not be loaded. Its table has the same data.</p>;
  return (
    <div ref={area}>
      <div
        className={styles["plotKeys"]}
        role="group"
        aria-roledescription="chart"
        aria-label="Points of the chart: the arrow keys go through them"
        tabIndex={0}
        onKeyDown={press}
      >
        <div
          ref={box}
          className={styles["plot"]}
          style={{ height: figure.layout.height }}
          role="img"
          aria-label={label}
          data-theme-drawn={theme}
        />
      </div>
      {under}
      <Chosen point={chosen} />
    </div>
  );
}
