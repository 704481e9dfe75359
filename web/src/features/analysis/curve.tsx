import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { OperatingCurves } from "@/shared/api/wire";
import { count, number } from "@/shared/format/number";
import chart from "@/shared/ui/chart.module.css";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import layout from "@/shared/ui/layout.module.css";
import styles from "./analysis-page.module.css";
import { aboutText, Answered, Nothing, type QuestionProps } from "./answer";
import { CostTable } from "./cost-table";
import { curveFigure } from "./curve-figure";
import { firstTokenOf, loadText, speedMost } from "./curve-words";
import { Limits, SpeedSlider } from "./curve-limits";
import { EngineLegend } from "./legend";
import { pictureOf, Plot, type Build } from "./plot";
import { curveQuery } from "./queries";
import { Systems } from "./systems";
import { DataTable, ResultLink } from "./table";
import { firstTokenMetric, speedLimit, upperLimit, withSpeedLimit } from "./view";

const csvOf = ({ curves }: OperatingCurves): CsvRows => [
  [
    "letter",
    "system",
    "result",
    "concurrency",
    "offered_requests_per_sec",
    "tokens_per_sec_per_user",
    "tokens_per_sec_per_device",
    "joules_per_token",
    "joules_per_token_ci95_half_width",
    "time_to_first_token_ms",
    "time_to_first_token_ms_p90",
    "within_limits",
  ],
  ...curves.flatMap(({ letter, system, points }) =>
    points.map((point) => [
      letter,
      system.label,
      point.id,
      point.concurrency,
      point.offered_requests_per_sec,
      point.tokens_per_sec_per_user,
      point.tokens_per_sec_per_device,
      point.joules_per_token.value,
      point.joules_per_token.ci95_half_width,
      point.time_to_first_token_ms,
      point.time_to_first_token_ms_p90,
      String(point.within_limits),
    ]),
  ),
];

function Table({ answer }: { answer: OperatingCurves }) {
  const shown = (value: number | null) => (value === null ? "—" : number(value));
  return (
    <DataTable
      caption="Operating curve"
      columns={[
        { title: "System and load" },
        { title: "Each user, tok/s", numeric: true },
        { title: "Each device, tok/s", numeric: true },
        { title: "J per output token", numeric: true },
        { title: "First token, ms", numeric: true },
        { title: "Within the limits" },
        { title: "Result" },
      ]}
      rows={answer.curves.flatMap(({ letter, points, busiest }) =>
        points.map((point) => ({
          key: point.id,
          cells: [
            `${letter}, ${loadText(point)}`,
            number(point.tokens_per_sec_per_user),
            number(point.tokens_per_sec_per_device),
            shown(point.joules_per_token.value),
            shown(firstTokenOf(point)),
            point.id === busiest?.id ? "yes, the busiest" : point.within_limits ? "yes" : "no",
            <ResultLink key="result" id={point.id}>
              open
            </ResultLink>,
          ],
        })),
      )}
    />
  );
}

const Scale = () => (
  <li>
    <span className={styles["energyScale"]} aria-hidden="true" />
    less to more energy per token
  </li>
);

function Chart({ answer, view, onView }: QuestionProps & { answer: OperatingCurves }) {
  const limited = speedLimit(view.slo);
  const [moving, setMoving] = useState<number | null | undefined>(undefined);
  const speed = moving === undefined ? limited : moving;
  const firstToken = upperLimit(view.slo, firstTokenMetric);
  const { curves } = answer;
  const any = answer.limits.length > 0;
  const build = useCallback<Build>(
    (colours, width) => curveFigure(curves, { speed, firstToken, any }, colours, width),
    [curves, speed, firstToken, any],
  );
  const settle = useCallback(
    (next: number | null) => {
      setMoving(undefined);
      onView({ ...view, slo: withSpeedLimit(view.slo, next) }, "replace");
    },
    [view, onView],
  );
  return (
    <ChartFrame
      id="curve"
      title="Operating curve"
      caption={
        <>
          Numbers at the points:{" "}
          {curves.some(({ points }) => points[0]?.concurrency === null) ? "load" : "concurrent requests"}, where there
          is room. The three panels share their axis; the slider below sets the least speed for each user.
        </>
      }
      fileName="lem-operating-curve"
      rows={() => csvOf(answer)}
      draw={(format) => pictureOf(build, "Operating curve", format)}
      table={<Table answer={answer} />}
      legend={
        <>
          <div className={styles["legends"]}>
            <EngineLegend engines={curves.map(({ system }) => system.engine)} />
            <ul className={chart["legend"]}>
              <Scale />
            </ul>
          </div>
        </>
      }
    >
      <Plot
        build={build}
        under={<SpeedSlider speed={limited} most={speedMost(curves)} onMove={setMoving} onSpeed={settle} />}
        label={`Output tokens per second on each device, energy of a token and time to the first token, over the speed for each user. ${answer.summary}`}
      />
    </ChartFrame>
  );
}

function aboutLoads({ results, load_not_stated: missing }: OperatingCurves): string {
  const without =
    missing === 0
      ? ""
      : ` ${count(missing)} ${missing === 1 ? "states" : "state"} no load and ${missing === 1 ? "is" : "are"} left out.`;
  return aboutText(results) + without;
}

export function CurveQuestion({ view, onView }: QuestionProps) {
  const query = useQuery(curveQuery(view));
  return (
    <Answered query={query}>
      {(answer) => (
        <>
          <p className="small muted">{aboutLoads(answer)}</p>
          {answer.curves.length === 0 ? (
            <>
              <Nothing text={answer.summary} view={view} onView={onView} />
              {answer.not_found.length > 0 && <p className="small muted">Not found: {answer.not_found.join(", ")}.</p>}
            </>
          ) : (
            <>
              <div className={layout["columns"]}>
                <div>
                  <Chart answer={answer} view={view} onView={onView} />
                </div>
                <div>
                  <Limits view={view} onView={onView} words={answer.limits} />
                  <Systems answer={answer} view={view} onView={onView} />
                  <section className={layout["section"]} aria-labelledby="words">
                    <header>
                      <h2 id="words">In words</h2>
                    </header>
                    <p role="status">{answer.summary}</p>
                  </section>
                </div>
              </div>
              <CostTable answer={answer} />
            </>
          )}
        </>
      )}
    </Answered>
  );
}
