/** The chart itself: Plotly, loaded on demand, and what a click on a point holds. */
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { currentTheme, onThemeChange } from "@/shared/lib/theme";
import { dotLines, scatterFigure, takeaway, type Colours, type Dot } from "./figure";
import styles from "./leaderboard-page.module.css";

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
      tgi: read("engine-tgi"),
      ollama: read("engine-ollama"),
      other: read("engine-other"),
    },
  };
  probe.remove();
  return found;
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

export function Drawing({ dots }: { dots: Dot[] }) {
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

export async function saveImage(format: "svg" | "png", dots: Dot[]) {
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
