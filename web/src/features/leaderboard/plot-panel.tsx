import { Suspense, lazy, type Ref } from "react";
import { useInSight } from "@/shared/ui/use-in-sight";
import styles from "./leaderboard-page.module.css";
import type { ChartProps } from "./props";
import { useIdle } from "@/shared/lib/use-idle";

const Scatter = lazy(() => import("./scatter"));

/** The chart's place, as the server draws it. */
const Place = ({ place }: { place?: Ref<HTMLElement> }) => (
  <section ref={place} className={styles["plotPanel"]} aria-labelledby="plot-title">
    <header>
      <h2 id="plot-title">Efficiency against speed</h2>
    </header>
    <figure>
      <figcaption>Output tokens per joule against output tokens per second.</figcaption>
      <div className={styles["plot"]} aria-hidden="true" />
    </figure>
  </section>
);

/** The chart, loaded after the first paint by those who see its place. */
export function PlotPanel(props: ChartProps) {
  const idle = useIdle();
  const [place, seen] = useInSight<HTMLElement>();
  if (!idle || !seen) return <Place place={place} />;
  return (
    <Suspense fallback={<Place />}>
      <Scatter {...props} />
    </Suspense>
  );
}
