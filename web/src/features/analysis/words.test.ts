import { expect, it } from "vitest";
import { aboutText } from "./answer";
import { plain } from "./layout";
import { factValue, shownMetric, valueText } from "./words";

const results = { total: 9, rows: 9, truncated: false, used: 9, set_aside: [], data_version: "1" };

it("writes values and names as people read them", () => {
  expect(
    valueText(
      { id: "res_1", label: "", engine: "vllm", value: 2.31, ci95_half_width: 0.08 },
      shownMetric("tokens_per_joule"),
    ),
  ).toBe("2.310 ± 0.080 tok/J");
  expect(factValue("hardware", "2 x NVIDIA H100")).toBe("2 x H100");
  expect(factValue("hardware_count", "1")).toBe("1 device");
  expect(factValue("engine_version", "vllm 0.11.2")).toBe("vLLM 0.11.2");
  expect(plain("a < b & c")).toBe("a &lt; b &amp; c");
});

it("says which results an answer is about", () => {
  expect(aboutText({ ...results, total: 1 })).toBe("1 result matches.");
  expect(
    aboutText({
      ...results,
      total: 100_000,
      rows: 20_000,
      truncated: true,
      set_aside: [{ reason: "energy_modelled", results: 1 }],
    }),
  ).toBe("100,000 results match; the newest 20,000 are looked at. 1 does not count: energy is modelled, not measured.");
});
