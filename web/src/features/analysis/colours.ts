/** What Plotly draws with: its colours are the computed ones of the page's tokens. */
import type { EngineLook } from "@/shared/format/words";

export interface Colours {
  text: string;
  muted: string;
  line: string;
  surface: string;
  raised: string;
  brand: string;
  engine: Record<EngineLook["key"], string>;
}

export function colours(): Colours {
  // A custom property computes to its text; a colour property computes to the colour of this theme.
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found: Colours = {
    text: read("text"),
    muted: read("muted"),
    line: read("line"),
    surface: read("surface"),
    raised: read("raised"),
    brand: read("brand"),
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

export const symbols: Readonly<Record<EngineLook["key"], string>> = {
  vllm: "diamond",
  pytorch: "circle",
  sglang: "triangle-up",
  tensorrt: "square",
  llamacpp: "triangle-down",
  tgi: "x",
  ollama: "star",
  other: "cross",
};

/** Of curves that share an engine's colour. */
export const dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"] as const;
