/** What the tests of the figures draw with. */
import type { Colours } from "./colours";
import type { PlotFigure } from "./layout";

export const colours: Colours = {
  text: "#111111",
  muted: "#555555",
  line: "#dddddd",
  surface: "#ffffff",
  raised: "#eeeeee",
  brand: "#000088",
  engine: {
    vllm: "#1",
    pytorch: "#2",
    sglang: "#3",
    tensorrt: "#4",
    llamacpp: "#5",
    tgi: "#6",
    ollama: "#7",
    other: "#8",
  },
};

/** Every text that Plotly could read as HTML. */
export const textsOf = ({ data, layout }: PlotFigure) => JSON.stringify([data, layout]);
