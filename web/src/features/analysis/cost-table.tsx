/** What the busiest load within the limits costs, for each system. */
import type { OperatingCurve, OperatingCurves } from "@/shared/api/wire";
import { count, figure, number } from "@/shared/format/number";
import { engineLook, shortHardware, shortModel } from "@/shared/format/words";
import { csv, download } from "@/shared/lib/download";
import type { CsvRows } from "@/shared/ui/chart-frame";
import control from "@/shared/ui/control.module.css";
import { Missing } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Letter } from "./legend";
import { loadText } from "./curve-words";
import { DataTable, ResultLink, type TableRow } from "./table";

const pointOf = ({ points, busiest }: OperatingCurve) => points.find(({ id }) => id === busiest?.id);

const shown = (value: number | null | undefined, reason: string) =>
  value == null ? <Missing reason={reason} /> : number(value);

function energyText({ value, ci95_half_width }: OperatingCurve["points"][number]["joules_per_token"]) {
  if (value === null) return <Missing reason="energy not known" />;
  const text = figure(value, ci95_half_width);
  return text.plusMinus === null ? text.value : `${text.value} ± ${text.plusMinus}`;
}

function rowOf(curve: OperatingCurve): TableRow {
  const { letter, system, busiest } = curve;
  const point = pointOf(curve);
  const name = (
    <>
      <Letter>{letter}</Letter> {shortModel(system.model)}, {system.precision !== "" && `${system.precision}, `}
      {engineLook(system.engine).label}, {shortHardware(system.hardware)}
    </>
  );
  if (!point) {
    const none = "no measured load is within the limits";
    return { key: letter, cells: [name, ...Array.from({ length: 8 }, (_, i) => <Missing key={i} reason={none} />)] };
  }
  return {
    key: letter,
    cells: [
      name,
      <ResultLink key="load" id={point.id}>
        {loadText(point)}
      </ResultLink>,
      number(point.tokens_per_sec_per_user),
      number(point.tokens_per_sec_per_device),
      shown(point.time_to_first_token_ms_p90, "not measured"),
      shown(point.latency_per_token_ms, "not measured"),
      energyText(point.joules_per_token),
      shown(busiest?.watt_hours_per_1000_answers, "energy or length not known"),
      busiest?.devices_per_1000_users == null ? (
        <Missing key="users" reason="not a closed loop" />
      ) : (
        count(busiest.devices_per_1000_users)
      ),
    ],
  };
}

const csvOf = ({ curves }: OperatingCurves): CsvRows => [
  [
    "letter",
    "system",
    "result",
    "concurrency",
    "offered_requests_per_sec",
    "tokens_per_sec_per_user",
    "tokens_per_sec_per_device",
    "time_to_first_token_ms_p90",
    "latency_per_token_ms",
    "joules_per_token",
    "watt_hours_per_1000_answers",
    "devices_per_1000_users",
  ],
  ...curves.map((curve) => {
    const point = pointOf(curve);
    return [
      curve.letter,
      curve.system.label,
      point?.id ?? null,
      point?.concurrency ?? null,
      point?.offered_requests_per_sec ?? null,
      point?.tokens_per_sec_per_user ?? null,
      point?.tokens_per_sec_per_device ?? null,
      point?.time_to_first_token_ms_p90 ?? null,
      point?.latency_per_token_ms ?? null,
      point?.joules_per_token.value ?? null,
      curve.busiest?.watt_hours_per_1000_answers ?? null,
      curve.busiest?.devices_per_1000_users ?? null,
    ];
  }),
];

export function CostTable({ answer }: { answer: OperatingCurves }) {
  const title = answer.limits.length === 0 ? "What the highest load costs" : "What it costs within the limits";
  return (
    <section className={layout["section"]} aria-labelledby="cost">
      <header>
        <h2 id="cost">{title}</h2>
        <span className={layout["actions"]}>
          <button
            type="button"
            className={`${control["button"] ?? ""} ${control["quiet"] ?? ""}`}
            onClick={() => {
              download("lem-cost.csv", csv(csvOf(answer)), "text/csv");
            }}
          >
            CSV
          </button>
        </span>
        <p className="small muted">
          {answer.limits.length > 0 && `Limits: ${answer.limits.join("; ")}. `}± is the half-width of the 95 % interval.
          An answer has the mean length that the system states. Users: 1,000 requests at once, over the concurrency.
        </p>
      </header>
      <DataTable
        caption={title}
        columns={[
          { title: "System" },
          { title: "Load" },
          { title: "Each user, tok/s", numeric: true },
          { title: "Each device, tok/s", numeric: true },
          { title: "First token p90, ms", numeric: true },
          { title: "Each token, ms", numeric: true },
          { title: "J per output token", numeric: true },
          { title: "1,000 answers, Wh", numeric: true },
          { title: "1,000 users, devices", numeric: true },
        ]}
        rows={answer.curves.map(rowOf)}
      />
    </section>
  );
}
