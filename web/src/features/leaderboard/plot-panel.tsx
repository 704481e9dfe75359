import { Suspense, lazy } from "react";
import styles from "./leaderboard-page.module.css";
import type { ViewProps } from "./props";
import { useIdle } from "./use-idle";

const Scatter = lazy(() => import("./scatter"));

/** The chart's place, as the server draws it. */
const Place = () => (
  <section className={styles["plotPanel"]} aria-labelledby="plot-title">
    <header>
      <h2 id="plot-title">Efficiency against speed</h2>
    </header>
    <figure>
      <figcaption>Output tokens per joule against output tokens per second.</figcaption>
      <div className={styles["plot"]} aria-hidden="true" />
    </figure>
  </section>
);

/** The chart, loaded after the first paint. */
export function PlotPanel(props: ViewProps) {
  const idle = useIdle();
  if (!idle) return <Place />;
  return (
    <Suspense fallback={<Place />}>
      <Scatter {...props} />
    </Suspense>
  );
}
