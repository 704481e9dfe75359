import { expect, it } from "vitest";
import type { ResultColumns } from "@/shared/api/wire";
import { metricByName, sortMetric, type ShownMetric } from "@/shared/explorer/metric";
import { pointsOf } from "./points";
import { takeaway } from "./scatter";
import { acrossOf, nearestDot, scalesOf } from "./scatter-plot";

const text = (...values: string[]) => ({ values, codes: values.map((_, i) => i) });
export const columns: ResultColumns = {
  total: 3,
  ids: ["res_a", "res_b", "res_c"],
  texts: {
    hardware: text("NVIDIA L4", "NVIDIA A10", "NVIDIA T4"),
    precision: { values: ["fp8", ""], codes: [0, 0, 1] },
    engine: { values: ["vllm"], codes: [0, 0, 0] },
    energy_scope: { values: ["gpu"], codes: [0, 0, 0] },
    energy_method: { values: ["counter", "modelled"], codes: [0, 1, 0] },
    trust: { values: ["signed"], codes: [0, 0, 0] },
    not_ranked: { values: [""], codes: [0, 0, 0] },
    submitted_by: { values: ["ada"], codes: [0, 0, 0] },
  },
  numbers: {
    tokens_per_joule: [2, 8, null],
    throughput_tokens_per_sec: [100, 400, 300],
    concurrency: [1, null, 4],
  },
  half_widths: {},
  submitted_at: ["2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z"],
  data_version: "1",
};
const points = pointsOf(columns);
const metric = sortMetric("-tokens_per_joule");

it("makes objects of columns, and knows what has no rank", () => {
  expect(points).toHaveLength(3);
  expect(points[1]).toMatchObject({ id: "res_b", hardware: "NVIDIA A10", precision: "fp8", ranked: false, load: "" });
  expect(points[2]).toMatchObject({ precision: "", concurrency: 4, values: { tokens_per_joule: null } });
});

it("draws what has both values, and finds the point under a pointer", () => {
  const scales = scalesOf(points, acrossOf(metric), metric, 900);
  expect(scales?.dots.map(({ point }) => point.id)).toEqual(["res_a", "res_b"]);
  const [first] = scales?.dots ?? [];
  expect(nearestDot(scales?.dots ?? [], (first?.x ?? 0) + 5, first?.y ?? 0)?.point.id).toBe("res_a");
  expect(nearestDot(scales?.dots ?? [], (first?.x ?? 0) + 30, first?.y ?? 0)).toBeNull();
  expect(scalesOf([], acrossOf(metric), metric, 900)).toBeNull();
});

it("says in a sentence what the picture shows", () => {
  expect(takeaway(points, metric)).toBe("2 results: from 2.00 tok/J on L4 to 8.00 tok/J on A10.");
  expect(takeaway(points.slice(0, 1), metric)).toBe("One result: 2.00 tok/J on L4.");
  expect(takeaway(points.slice(2), metric)).toBe("No result has both tokens per joule and throughput.");
  // Where the speed ranks, the other axis is another.
  expect(acrossOf(metricByName("throughput_tokens_per_sec") as ShownMetric).name).toBe("avg_power_watts");
});

it("makes 5,000 points within a moment", () => {
  const many = { ...columns, ids: Array.from({ length: 5000 }, (_, i) => String(i)) };
  expect(pointsOf(many)).toHaveLength(5000);
});
