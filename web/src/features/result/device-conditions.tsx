/** How warm the devices were, how fast they ran, and what held them back, over all cycles. */
import type { ResultDocument } from "@/shared/api/wire";
import { number, percent } from "@/shared/format/number";
import { Missing } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";

type Condition = NonNullable<ResultDocument["cycles"][number]["device_conditions"]>[number];

const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
const mean = (values: readonly (number | null)[]) => {
  const all = known(values);
  return all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0) / all.length;
};
const most = (values: readonly (number | null)[]) => {
  const all = known(values);
  return all.length === 0 ? null : Math.max(...all);
};

/** One row a device; temperatures and shares are the worst of any cycle, the clock is the mean. */
export function conditionsOf(cycles: readonly { device_conditions: readonly Condition[] }[]) {
  const devices = new Map<number, Condition[]>();
  for (const condition of cycles.flatMap((cycle) => cycle.device_conditions))
    devices.set(condition.device, [...(devices.get(condition.device) ?? []), condition]);
  return [...devices].map(([device, all]) => ({
    device,
    mean_celsius: mean(all.map((one) => one.temperature_mean_celsius)),
    max_celsius: most(all.map((one) => one.temperature_max_celsius)),
    clock_mhz: mean(all.map((one) => one.clock_mean_mhz)),
    power_capped: most(all.map((one) => one.power_capped_share)),
    throttled: most(all.map((one) => one.thermally_throttled_share)),
  }));
}

export function DeviceConditions({ document: result }: { document: ResultDocument }) {
  const rows = conditionsOf(result.cycles);
  if (rows.length === 0) return null;
  const cell = (value: number | null, shown: (value: number) => string) => (
    <td className={data["num"]}>
      {value === null ? <Missing reason="the device does not report it" /> : shown(value)}
    </td>
  );
  return (
    <section className={layout["section"]} aria-labelledby="conditions">
      <header>
        <h2 id="conditions">Devices while it ran</h2>
        <p className="small muted">
          Capped by its power limit, a device runs at what it is allowed; over 1 % of the time held back by heat, the
          result is unfit.
        </p>
      </header>
      <div className={data["scroll"]} role="region" aria-label="Devices while it ran, scrollable" tabIndex={0}>
        <table className={data["table"]}>
          <caption className="visually-hidden">Devices while it ran</caption>
          <thead>
            <tr>
              {["Device", "Mean, °C", "Highest, °C", "Clock, MHz", "Power-capped", "Held back by heat"].map(
                (title, i) => (
                  <th key={title} scope="col" className={i > 0 ? data["num"] : undefined}>
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.device}>
                <th scope="row">
                  {result.environment.devices.find((device) => device.index === row.device)?.name ?? "Device"}{" "}
                  {row.device}
                </th>
                {cell(row.mean_celsius, number)}
                {cell(row.max_celsius, number)}
                {cell(row.clock_mhz, (mhz) => number(mhz, 4))}
                {cell(row.power_capped, percent)}
                {cell(row.throttled, percent)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
