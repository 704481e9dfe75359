import { expect, it } from "vitest";
import { parseAddress, writeAddress } from "@/shared/lib/address";
import {
  filterParams,
  isFiltered,
  readView,
  searchOf,
  speedLimit,
  systemsMax,
  upperLimit,
  withoutFilters,
  withSpeedLimit,
  withUpperLimit,
} from "./view";

const read = (query: string) => readView(parseAddress(query));

it("reads what it writes, and writes no default", () => {
  expect(searchOf(read(""))).toEqual({});
  const query =
    "?question=sensitivity&metric=throughput_tokens_per_sec&factor=engine&across=precision&baseline=vllm&model=a%5C,b,c&energy_scope=gpu&concurrency=1..8&q=H100";
  const view = read(query);
  expect(view.filters.model).toEqual(["a,b", "c"]);
  expect(readView(parseAddress(writeAddress(searchOf(view))))).toEqual(view);
});

it.each([
  ["?question=why", "question", "curve"],
  ["?metric=mfu", "metric", "tokens_per_joule"],
  ["?metric=constructor", "metric", "tokens_per_joule"],
  ["?factor=toString", "factor", "precision"],
  ["?order=up", "order", "date"],
  [
    "?slo=speed<=5,latency_per_token_ms<=oops,time_to_first_token_ms_p90<=200",
    "slo",
    ["time_to_first_token_ms_p90<=200"],
  ],
] as const)("leaves out what is wrong: %s", (query, name, value) => {
  expect(read(query)[name]).toEqual(value);
});

it("leaves out values that no filter has, and ranges that are none", () => {
  const view = read(
    "?energy_scope=gpu,moon&trust=signed,divine&concurrency=many&input_tokens=..&output_tokens=5..&parameters_billions=..7.5",
  );
  expect(view.filters.energy_scope).toEqual(["gpu"]);
  expect(view.filters.trust).toEqual(["signed"]);
  expect(view.ranges).toEqual({
    concurrency: "",
    input_tokens: "",
    output_tokens: "5..",
    parameters_billions: "..7.5",
  });
});

it("never compares a fact with itself", () => {
  expect(read("?factor=engine&across=engine").across).toBe("model");
  expect(read("?factor=model").across).toBe("precision");
  expect(searchOf(read("?factor=model&across=precision"))).toEqual({ factor: "model" });
});

it("takes a bounded number of systems, each once", () => {
  expect(read(`?systems=${Array.from({ length: 30 }, (_, i) => `res_${String(i % 9)}`).join()}`).systems).toHaveLength(
    systemsMax,
  );
});

it("asks the server with filters alone, and can remove them", () => {
  const view = read("?q=+H100+&engine=vllm&concurrency=4..");
  expect(filterParams(view)).toEqual({ q: "H100", engine: ["vllm"], concurrency: "4.." });
  expect(isFiltered(withoutFilters(view))).toBe(false);
  expect(withoutFilters({ ...view, metric: "avg_power_watts" }).metric).toBe("avg_power_watts");
});

it("keeps a speed as a limit on the time per token that this speed itself meets", () => {
  for (const speed of [30, 7, 111.1, 0.3, 123.4]) {
    const slo = withSpeedLimit(["time_to_first_token_ms_p90<=200"], speed);
    expect(slo).toHaveLength(2);
    expect(1000 / speed).toBeLessThanOrEqual(upperLimit(slo, "latency_per_token_ms") ?? 0);
    expect(speedLimit(slo)).toBeCloseTo(speed, 1);
    expect(withSpeedLimit(slo, null)).toEqual(["time_to_first_token_ms_p90<=200"]);
    expect(withSpeedLimit(slo, 0)).toEqual(["time_to_first_token_ms_p90<=200"]);
  }
  expect(speedLimit(["latency_per_token_ms>=5"])).toBeNull();
  expect(withUpperLimit(["latency_per_token_ms>=5"], "latency_per_token_ms", 9)).toEqual([
    "latency_per_token_ms>=5",
    "latency_per_token_ms<=9",
  ]);
});
