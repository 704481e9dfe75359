declare module "plotly.js/lib/core" {
  type Figure = { data: object[]; layout: object };
  const Plotly: {
    react(element: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
    purge(element: HTMLElement): void;
    toImage(
      figure: HTMLElement | Figure,
      options: { format: "svg" | "png"; width: number; height: number; scale?: number },
    ): Promise<string>;
    register(traces: object[]): void;
    Fx: { unhover(element: HTMLElement): void };
    Plots: { resize(element: HTMLElement): void };
  };
  export default Plotly;
}
declare module "plotly.js/lib/box" {
  const trace: object;
  export default trace;
}
