import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { csv, download } from "@/shared/lib/download";
import { currentTheme, onThemeChange } from "@/shared/lib/theme";
import { engineLook, shortModel } from "@/shared/format/words";
import { number } from "@/shared/format/number";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import data from "@/shared/ui/data.module.css";
import { Engine, Value } from "@/shared/ui/data";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import { dotLines, dotsOf, frontOf, scatterFigure, takeaway, type Colours, type Dot } from "./figure";
import styles from "./leaderboard-page.module.css";
import { pointsQuery } from "./queries";
import type { View } from "./search";
import { at } from "@/shared/lib/base-path";

type Plotly = typeof import("./plotly").default;
let loading: Promise<Plotly> | undefined;
const loadPlotly = () => (loading ??= import("./plotly").then((module) => module.default));

/** Nothing may leave the page: no upload button, no logo link. */
const config = {
  displaylogo: false,
  showSendToCloud: false,
  responsive: false,
  displayModeBar: false,
  scrollZoom: false,
};

function colours(): Colours {
  // A custom property computes to its text; a colour property computes to the colour of this theme.
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    text: read("text"),
    muted: read("muted"),
    line: read("line"),
    surface: read("surface"),
    engine: {
      vllm: read("engine-vllm"),
      pytorch: read("engine-pytorch"),
      sglang: read("engine-sglang"),
      tensorrt: read("engine-tensorrt"),
      llamacpp: read("engine-llamacpp"),
      other: read("engine-other"),
    },
  };
  probe.remove();
  return found;
}

/** True once the browser is idle after the first paint. */
function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const start = () => {
      setIdle(true);
    };
    if ("requestIdleCallback" in window) {
      const handle = requestIdleCallback(start, { timeout: 3000 });
      return () => {
        cancelIdleCallback(handle);
      };
    }
    const timer = setTimeout(start, 500);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return idle;
}

interface PinPlace {
  dot: Dot;
  /** Within the drawing. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What hovering shows, held by a click: its text can be selected and its name leads to the result. */
function Pin({ place: { dot, x, y, width, height }, onClose }: { place: PinPlace; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("keydown", key);
    };
  }, [onClose]);
  const [name, ...lines] = dotLines(dot);
  const gap = 12;
  return (
    <div
      ref={box}
      className={styles["pin"]}
      role="group"
      aria-label={`Chosen point: ${name ?? ""}`}
      style={{
        ...(x < width / 2 ? { left: x + gap } : { right: width - x + gap }),
        ...(y < height / 2 ? { top: y } : { bottom: height - y }),
      }}
    >
      <Link to="/results/$resultId" params={{ resultId: dot.id }}>
        {name}
      </Link>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

/** Replaces the listener that an earlier drawing of the element left. */
function onDotClick(
  element: HTMLElement,
  plotly: Awaited<ReturnType<typeof loadPlotly>>,
  dots: Dot[],
  pin: (place: PinPlace) => void,
) {
  const events = element as HTMLElement & {
    on?: (name: string, listener: (click: { points: { customdata?: string }[]; event: MouseEvent }) => void) => void;
    removeAllListeners?: (name: string) => void;
  };
  events.removeAllListeners?.("plotly_click");
  events.on?.("plotly_click", ({ points, event }) => {
    const dot = dots.find(({ id }) => id === points[0]?.customdata);
    if (!dot) return;
    const { left, top, width, height } = element.getBoundingClientRect();
    plotly.Fx.unhover(element);
    pin({ dot, x: event.clientX - left, y: event.clientY - top, width, height });
  });
}

function Drawing({ dots }: { dots: Dot[] }) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useSyncExternalStore(onThemeChange, currentTheme, () => "light");
  const [failed, setFailed] = useState(false);
  const [pin, setPin] = useState<PinPlace | null>(null);
  const unpin = useCallback(() => {
    setPin(null);
  }, []);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let stopped = false;
    let observer: ResizeObserver | undefined;
    const draw = async () => {
      const plotly = await loadPlotly();
      if (stopped) return;
      const figure = scatterFigure(dots, colours());
      await plotly.react(element, figure.data, figure.layout, config);
      if (stopped) return;
      onDotClick(element, plotly, dots, setPin);
      let width = element.clientWidth;
      observer = new ResizeObserver(() => {
        plotly.Plots.resize(element);
        if (element.clientWidth !== width) unpin();
        width = element.clientWidth;
      });
      observer.observe(element);
    };
    draw().catch(() => {
      setFailed(true);
    });
    return () => {
      stopped = true;
      observer?.disconnect();
      unpin();
    };
  }, [dots, theme, unpin]);
  useEffect(() => {
    const element = box.current;
    return () => {
      if (element && loading)
        void loading.then((plotly) => {
          plotly.purge(element);
        });
    };
  }, []);
  if (failed) return <p className="small muted">The chart could not be loaded. Its table has the same data.</p>;
  return (
    <div className={styles["plotBox"]}>
      <div
        ref={box}
        className={styles["plot"]}
        role="img"
        aria-label={`Efficiency against throughput on logarithmic axes. ${takeaway(dots)}`}
        data-theme-drawn={theme}
      />
      {pin && <Pin key={pin.dot.id} place={pin} onClose={unpin} />}
    </div>
  );
}

async function saveImage(format: "svg" | "png", dots: Dot[]) {
  const plotly = await loadPlotly();
  const figure = scatterFigure(dots, colours());
  const url = await plotly.toImage(
    { data: figure.data, layout: { ...figure.layout, paper_bgcolor: colours().surface } },
    { format, width: 960, height: 600, ...(format === "png" ? { scale: 2 } : {}) },
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = `lem-efficiency.${format}`;
  link.click();
}

function saveCsv(dots: Dot[]) {
  const rows = dots.map((dot) => [
    dot.id,
    dot.model,
    dot.engine,
    dot.hardware,
    dot.x,
    dot.dx,
    dot.y,
    dot.dy,
    dot.parameters,
  ]);
  download(
    "lem-efficiency.csv",
    csv([
      [
        "id",
        "model",
        "engine",
        "hardware",
        "throughput_tokens_per_sec",
        "throughput_ci95_half_width",
        "tokens_per_joule",
        "tokens_per_joule_ci95_half_width",
        "parameters_total",
      ],
      ...rows,
    ]),
    "text/csv",
  );
}

function DotTable({ dots }: { dots: Dot[] }) {
  const sorted = [...dots].sort((a, b) => b.y - a.y);
  return (
    <div className={styles["plotTable"]} role="region" aria-label="Data of the chart" tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">Efficiency and throughput</caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Engine</th>
            <th scope="col" className={data["num"]}>
              tok/J
            </th>
            <th scope="col" className={data["num"]}>
              tok/s
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((dot) => (
            <tr key={dot.id}>
              <th scope="row">
                <a href={at(`/results/${dot.id}`)}>{shortModel(dot.model)}</a>
              </th>
              <td>{engineLook(dot.engine).label}</td>
              <td className={data["num"]}>
                <Value value={dot.y} halfWidth={dot.dy} />
              </td>
              <td className={data["num"]}>{number(dot.x)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Download({ dots }: { dots: Dot[] }) {
  const quiet = [control["button"], control["quiet"]].join(" ");
  return (
    <details className={control["facet"]} name="facet">
      <summary className={quiet}>
        Download
        <Icon name="down" />
      </summary>
      <Popover title="Download" look={[control["right"], styles["saves"]].join(" ")} once>
        <button type="button" className={quiet} onClick={() => void saveImage("svg", dots)}>
          SVG, for print
        </button>
        <button type="button" className={quiet} onClick={() => void saveImage("png", dots)}>
          PNG, for slides
        </button>
        <button
          type="button"
          className={quiet}
          onClick={() => {
            saveCsv(dots);
          }}
        >
          CSV, the data
        </button>
      </Popover>
    </details>
  );
}

function Legend({ dots, total, shown }: { dots: Dot[]; total: number; shown: number }) {
  const keys = [...new Map(dots.map((dot) => [engineLook(dot.engine).label, dot.engine])).values()];
  return (
    <ul className={styles["legend"]}>
      {keys.map((engine) => (
        <li key={engine}>
          <Engine name={engine} />
        </li>
      ))}
      {total > shown && (
        <li>
          the {shown} most efficient of {total}
        </li>
      )}
    </ul>
  );
}

/** Speed against efficiency of everything in the view. Loaded after the first paint. */
export function Scatter({ view }: { view: View }) {
  const idle = useIdle();
  const points = useQuery({ ...pointsQuery(view), enabled: idle });
  const [table, setTable] = useState(false);
  const dots = useMemo(() => (points.data ? dotsOf(points.data.items) : []), [points.data]);
  const quiet = [control["button"], control["quiet"]].join(" ");
  return (
    <section className={styles["plotPanel"]} aria-labelledby="plot-title">
      <header>
        <h2 id="plot-title">Efficiency against speed</h2>
        {dots.length > 0 && (
          <span className={styles["actions"]}>
            <button
              type="button"
              className={quiet}
              aria-pressed={table}
              onClick={() => {
                setTable(!table);
              }}
            >
              {table ? "Chart" : "Table"}
            </button>
            <Download dots={dots} />
            <span className="wide-only">
              <CopyButton look="quiet" label="Copy link" text={() => location.href} />
            </span>
          </span>
        )}
      </header>
      <figure>
        <figcaption>
          {dots.length > 0
            ? `${frontOf(dots).length > 0 ? "Line: Pareto front." : "Several energy scopes: no common front."} Dotted: equal power. Size: weights.`
            : "Output tokens per joule against output tokens per second."}
        </figcaption>
        {points.isError ? (
          <div className={styles["plotEmpty"]}>
            <p>The points could not be loaded.</p>
            <button type="button" className={control["button"]} onClick={() => void points.refetch()}>
              Try again
            </button>
          </div>
        ) : dots.length > 0 ? (
          table ? (
            <DotTable dots={dots} />
          ) : (
            <Drawing dots={dots} />
          )
        ) : points.data ? (
          <div className={styles["plotEmpty"]}>
            <p>
              <b>Nothing here has measured energy.</b>
            </p>
            <p>A result appears in this chart when its energy was measured. Speed alone is in the table.</p>
          </div>
        ) : (
          <div className={styles["plot"]} aria-hidden="true" />
        )}
        {dots.length > 0 && !table && (
          <Legend dots={dots} total={points.data?.total ?? dots.length} shown={points.data?.items.length ?? 0} />
        )}
      </figure>
    </section>
  );
}
