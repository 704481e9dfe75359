import { expect, it } from "vitest";
import { readPower, thin } from "./charts";

it("reads a power trace and adds devices up", () => {
  expect(readPower("t_s,device,power_watts\n0.0,0,10\n0.0,1,5\n0.1,0,12\n")).toEqual([
    { t: 0, watts: 15 },
    { t: 0.1, watts: 12 },
  ]);
  expect(readPower("t_ms,watts\n100,7\nbroken,1\n200,\n")).toEqual([{ t: 0.1, watts: 7 }]);
  expect(readPower("a,b\n1,2\n")).toEqual([]);
  expect(readPower("")).toEqual([]);
});

it("keeps extremes when it thins", () => {
  const samples = Array.from({ length: 10_000 }, (_, i) => ({ t: i, watts: i === 4321 ? 900 : 100 }));
  const kept = thin(samples, 500);
  expect(kept.length).toBeLessThanOrEqual(502);
  expect(Math.max(...kept.map(({ watts }) => watts))).toBe(900);
});
