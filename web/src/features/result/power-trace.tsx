import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getText } from "@/shared/api/client";
import type { ResultDocument } from "@/shared/api/wire";
import { number } from "@/shared/format/number";
import chart from "@/shared/ui/chart.module.css";
import { ticks } from "@/shared/lib/ticks";
import { readPower, thin, type Sample } from "./charts";
import styles from "./result-page.module.css";
import { useWidth } from "@/shared/ui/use-width";

function Trace({ samples, document: result }: { samples: Sample[]; document: ResultDocument }) {
  const [box, width] = useWidth(720);
  const end = Math.max(samples.at(-1)?.t ?? 1, ...result.cycles.map((cycle) => cycle.window.end_s));
  const top = Math.max(...samples.map((sample) => sample.watts)) * 1.1 || 1;
  const right = width - 76;
  const x = (t: number) => Number((40 + (t / end) * (right - 40)).toFixed(1));
  const y = (watts: number) => Number((204 - (watts / top) * 176).toFixed(1));
  const path = useMemo(() => thin(samples, Math.max(width, 300)), [samples, width]);
  const mean = result.summary.avg_power_watts.mean;
  return (
    <div ref={box}>
      <svg
        className={chart["chart"]}
        width={width}
        height="232"
        viewBox={`0 0 ${String(width)} 232`}
        role="img"
        aria-label={`Power over ${number(end)} seconds${mean === null ? "" : `, ${number(mean)} watts on average while measuring`}.`}
      >
        {result.cycles.map((cycle) => (
          <g key={cycle.index}>
            <rect
              className={chart["band"]}
              x={x(cycle.window.start_s)}
              y="28"
              width={Math.max(x(cycle.window.end_s) - x(cycle.window.start_s), 1)}
              height="176"
            />
            {result.cycles.length <= 12 && (
              <text className={chart["ink"]} x={x(cycle.window.start_s) + 4} y="43">
                {width > 600 && result.cycles.length <= 6 ? `cycle ${String(cycle.index)}` : cycle.index}
              </text>
            )}
          </g>
        ))}
        {ticks(0, top, 4).map((tick) => (
          <g key={tick}>
            <path
              className={tick === 0 ? chart["axis"] : chart["grid"]}
              d={`M40 ${String(y(tick))}H${String(right)}`}
            />
            <text x="32" y={y(tick) + 4} textAnchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {ticks(0, end, width < 500 ? 3 : 6).map((tick) => (
          <text key={tick} x={x(tick)} y="224" textAnchor="middle">
            {number(tick)}
            {tick === 0 ? "" : " s"}
          </text>
        ))}
        <text x="32" y="20" textAnchor="end">
          W
        </text>
        <path
          className={chart["trace"]}
          d={`M${path.map((sample) => `${String(x(sample.t))} ${String(y(sample.watts))}`).join("L")}`}
        />
        {mean !== null && (
          <text className={chart["strong"]} x={right + 6} y={y(mean) + 4}>
            {number(mean)} W
          </text>
        )}
      </svg>
    </div>
  );
}

export function PowerTrace({ id, document: result }: { id: string; document: ResultDocument }) {
  const name = result.traces_file?.name ?? "";
  const trace = useQuery({
    queryKey: ["power", id],
    queryFn: ({ signal }) => getText("/api/v1/results/{id}/files/{name}", { path: { id, name } }, signal),
    enabled: name !== "",
    staleTime: Infinity,
  });
  const samples = useMemo(() => (trace.data === undefined ? [] : readPower(trace.data)), [trace.data]);
  if (trace.isError) return <p className="small muted">The power trace could not be loaded. It is among the files.</p>;
  if (!trace.data) return <div className={styles["chartBox"]} aria-hidden="true" />;
  if (samples.length < 2)
    return <p className="small muted">The trace has no samples that can be drawn. It is among the files.</p>;
  return (
    <>
      <Trace samples={samples} document={result} />
      <p className="fine muted">Shaded: measured windows. {samples.length} samples.</p>
    </>
  );
}
