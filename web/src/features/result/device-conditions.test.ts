import { expect, it } from "vitest";
import { conditionsOf } from "./device-conditions";

const condition = (device: number, mean: number | null, max: number | null, throttled: number | null) => ({
  device,
  temperature_start_celsius: null,
  temperature_mean_celsius: mean,
  temperature_max_celsius: max,
  clock_mean_mhz: 1000,
  power_capped_share: null,
  thermally_throttled_share: throttled,
});

it("takes the worst of the cycles for heat and leaves out what a device does not tell", () => {
  const rows = conditionsOf([
    { device_conditions: [condition(0, 60, 64, 0), condition(1, null, null, null)] },
    { device_conditions: [condition(0, 70, 71, 0.02), condition(1, null, null, null)] },
  ]);
  expect(rows).toEqual([
    { device: 0, mean_celsius: 65, max_celsius: 71, clock_mhz: 1000, power_capped: null, throttled: 0.02 },
    { device: 1, mean_celsius: null, max_celsius: null, clock_mhz: 1000, power_capped: null, throttled: null },
  ]);
});
