import { describe, expect, it } from "vitest";
import { rankedMetrics } from "@/shared/api/vocabulary";
import { parseAddress, readList, writeAddress, writeList } from "@/shared/lib/address";
import { dotsOf, frontOf, type PointRow } from "./figure";
import { formatSearch, parseSearch, resolve } from "./grammar";
import { paretoFront } from "./pareto";
import { csvPath } from "./queries";
import { apiParams, readAddress, readRange, withoutDefaults } from "./search";

const readView = (search: Record<string, unknown>) => readAddress(search).view;

describe("search grammar", () => {
  it.each([
    ["llama 8b", { words: "llama 8b", terms: [], limits: [], unknown: [] }],
    [
      "gpu:H100 engine:vllm,sglang",
      {
        words: "",
        terms: [
          { filter: "hardware", values: ["H100"], without: false },
          { filter: "engine", values: ["vllm", "sglang"], without: false },
        ],
        limits: [],
        unknown: [],
      },
    ],
    [
      'qwen gpu:"RTX 4090" tpj:>2',
      {
        words: "qwen",
        terms: [{ filter: "hardware", values: ["RTX 4090"], without: false }],
        limits: [{ metric: "tokens_per_joule", range: "2.." }],
        unknown: [],
      },
    ],
    [
      "ttft:<=200 tps:10..20",
      {
        words: "",
        terms: [],
        limits: [
          { metric: "time_to_first_token_ms", range: "..200" },
          { metric: "throughput_tokens_per_sec", range: "10..20" },
        ],
        unknown: [],
      },
    ],
    [
      "params:7..14",
      { words: "", terms: [], limits: [{ metric: "parameters_billions", range: "7..14" }], unknown: [] },
    ],
    ["tpj:lots colour:red engine:", { words: "", terms: [], limits: [], unknown: ["tpj:lots", "colour:red"] }],
    [
      "tpj:7 tps:5..1 ttft:>",
      {
        words: "",
        terms: [],
        limits: [{ metric: "tokens_per_joule", range: "7..7" }],
        unknown: ["tps:5..1", "ttft:>"],
      },
    ],
    [
      "-precision:fp8,fp4 -model:x a-b",
      {
        words: "a-b",
        terms: [{ filter: "precision", values: ["fp8", "fp4"], without: true }],
        limits: [],
        unknown: ["-model:x"],
      },
    ],
    [
      "scope:gpu trust:signed source:lem flag:S7 -flag:E5",
      {
        words: "",
        terms: [
          { filter: "energy_scope", values: ["gpu"], without: false },
          { filter: "trust", values: ["signed"], without: false },
          { filter: "source", values: ["lem"], without: false },
          { filter: "flags", values: ["S7"], without: false },
        ],
        limits: [],
        unknown: ["-flag:E5"],
      },
    ],
    ['"Llama 3" 8b "qwen"', { words: '"Llama 3" 8b qwen', terms: [], limits: [], unknown: [] }],
    ['8b "Llama 3', { words: '8b "Llama 3"', terms: [], limits: [], unknown: [] }],
    ["", { words: "", terms: [], limits: [], unknown: [] }],
  ])("reads %j", (text, expected) => {
    expect(parseSearch(text)).toEqual(expected);
  });

  it.each([
    "llama 8b",
    '"llama 3" 8b',
    'qwen hardware:"RTX 4090" tpj:2..',
    "engine:vllm,sglang ttft:..200",
    "-engine:vllm",
    "x colour:red",
  ])("writes back %j", (text) => {
    expect(formatSearch(parseSearch(text))).toBe(text);
  });

  it("finds values by any part of their name, exact ones first", () => {
    const known = ["NVIDIA L4", "NVIDIA L40S", "NVIDIA H100"];
    expect(resolve(["nvidia l4"], known)).toEqual({ values: ["NVIDIA L4"], missing: [] });
    expect(resolve(["l4", "mi300"], known)).toEqual({ values: ["NVIDIA L4", "NVIDIA L40S"], missing: ["mi300"] });
  });
});

describe("address", () => {
  it.each([
    "",
    "?sort=throughput_tokens_per_sec&engine=vllm,sglang&tokens_per_joule=2..10",
    "?q=llama+8b&hide=trust,cycles",
    "?parameters_billions=7..14",
    "?hardware=NVIDIA+L4&trust=self_reported",
    "?source=lem,vllm_bench&flags=E5&flagged=only",
  ])("%j comes back as it was", (address) => {
    expect(writeAddress(withoutDefaults(readView(parseAddress(address))))).toBe(address);
  });

  it("takes defaults for what it can't read, and names it", () => {
    const { view, leftOut } = readAddress(
      parseAddress(
        `?sort=colour&trust=divine&energy_scope=gpu,moon&tokens_per_joule=5..1&avg_power_watts=1..&avg_power_watts=2..&q=${"é".repeat(101)}&engine=vllm&nonsense=1&hardware=${"x".repeat(201)}`,
      ),
    );
    expect(withoutDefaults(view)).toEqual({ engine: "vllm" });
    // The server says the same, word for word: view_test.cpp.
    expect(leftOut).toEqual([
      "sort=colour (not a column to sort by)",
      "trust=divine (holds an unknown value)",
      "energy_scope=gpu,moon (holds an unknown value)",
      "tokens_per_joule=5..1 (not a range min..max)",
      "avg_power_watts=1..,2.. (given twice)",
      `q=${"é".repeat(59)}… (too long)`,
      `hardware=${"x".repeat(59)}… (too long)`,
    ]);
    expect(
      readAddress(parseAddress("?q=&tokens_per_joule=&sort=&engine=,&trust=signed&energy_method=none")).leftOut,
    ).toEqual([]);
  });

  it.each([
    ["5..10", "5..10"],
    ["..1e3", "..1e3"],
    ["-5..", "-5.."],
    [".5..5.", ".5..5."],
    ["7", "7..7"],
    ["", null],
    ["..", null],
    ["abc", null],
    ["5..1", null],
    ["1e..", null],
    ["+1..", null],
    ["1..inf", null],
    ["1e999..", null],
    [" 1..2", null],
    ["1..2..3", null],
  ])("reads the range %j", (text, range) => {
    expect(readRange(text)).toBe(range);
  });

  it("reads a list that is repeated or joined by commas", () => {
    expect(readView(parseAddress("?engine=vllm&engine=sglang,tgi&engine=")).engine).toEqual(["vllm", "sglang", "tgi"]);
  });

  it("asks the server only for what differs", () => {
    expect(apiParams(readView({}))).toEqual({});
    expect(apiParams(readView({ engine: "vllm,sglang", q: " x ", hide: "trust" }))).toEqual({
      engine: ["vllm", "sglang"],
      q: "x",
    });
  });
});

describe("list", () => {
  it.each([
    ["a,b", ["a", "b"]],
    ["a\\,b,c", ["a,b", "c"]],
    ["a\\\\,b", ["a\\", "b"]],
    ["a\\b", ["a\\b"]],
    ["a\\", ["a\\"]],
    [",a,,", ["a"]],
    ["", []],
    ["\\\\\\,", ["\\,"]],
    ["é\\,𝛼\n", ["é,𝛼\n"]],
  ])("reads %j", (text, values) => {
    expect(readList(text)).toEqual(values);
  });

  it("comes back as it was, in a list, an address, a request and the search box", () => {
    let seed = 11;
    const random = (n: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % n;
    };
    const signs = [",", "\\", "a", " ", "&", "%", "+", "é", ".", "=", "𝛼"];
    for (let round = 0; round < 500; round++) {
      const hardware = Array.from({ length: random(4) }, () =>
        Array.from({ length: 1 + random(6) }, () => signs[random(signs.length)]).join(""),
      );
      expect(readList(writeList(hardware))).toEqual(hardware);
      const view = { ...readView({}), hardware };
      expect(readView(parseAddress(writeAddress(withoutDefaults(view))))).toEqual(view);
      const [one, ...rest] = hardware;
      if (one !== undefined)
        expect(
          readView(
            parseAddress(
              `?${new URLSearchParams([
                ["hardware", writeList([one])],
                ["hardware", writeList(rest)],
              ]).toString()}`,
            ),
          ).hardware,
        ).toEqual(hardware);
      expect(readList(new URL(csvPath(view), location.origin).searchParams.get("hardware") ?? "")).toEqual(hardware);
      const typed = {
        words: "",
        terms: hardware.length > 0 ? [{ filter: "hardware" as const, values: hardware, without: false }] : [],
        limits: [],
        unknown: [],
      };
      expect(parseSearch(formatSearch(typed))).toEqual(typed);
    }
  });

  it("leaves an address as it is until something is chosen", () => {
    const address = "?engine=a%5C%5C,b&engine=c%5C,d&tokens_per_joule=1..&tokens_per_joule=2..";
    expect(writeAddress(parseAddress(address))).toBe(address);
  });
});

describe("Pareto front", () => {
  it("keeps what nothing beats, from left to right", () => {
    const points = [
      { x: 1, y: 5 },
      { x: 2, y: 4 },
      { x: 2, y: 3 },
      { x: 3, y: 4 },
      { x: 5, y: 1 },
      { x: 0.5, y: 5 },
    ];
    expect(paretoFront(points)).toEqual([0, 3, 4]);
  });
  it("keeps equal points and drops what is no number", () => {
    expect(
      paretoFront([
        { x: 1, y: 1 },
        { x: 1, y: 1 },
        { x: Number.NaN, y: 9 },
        { x: 9, y: Number.NaN },
      ]).sort(),
    ).toEqual([0, 1]);
    expect(paretoFront([])).toEqual([]);
  });
  it("agrees with comparing every pair", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return Math.floor((seed / 2147483647) * 12);
    };
    for (let round = 0; round < 50; round++) {
      const points = Array.from({ length: 40 }, () => ({ x: random(), y: random() }));
      const slow = points.flatMap((p, i) =>
        points.some((q) => q.x >= p.x && q.y >= p.y && (q.x > p.x || q.y > p.y)) ? [] : [i],
      );
      expect(paretoFront(points).sort((a, b) => a - b)).toEqual(slow);
    }
  });
});

describe("chart", () => {
  const value = (v: number | null) => ({ value: v, ci95_half_width: null });
  const none = value(null);
  const row = (id: string, scope: "gpu" | "node_wall", speed: number, efficiency: number | null) => ({
    id,
    model: id,
    engine: "vllm",
    hardware: "L4",
    parameters_total: null,
    energy_scope: scope,
    metrics: {
      ...(Object.fromEntries(rankedMetrics.map((name) => [name, none])) as PointRow["metrics"]),
      tokens_per_joule: value(efficiency),
      throughput_tokens_per_sec: value(speed),
    },
  });
  it("draws no front across energy scopes", () => {
    const one = dotsOf([row("a", "gpu", 1, 5), row("b", "gpu", 2, 4), row("c", "gpu", 9, null)]);
    expect(frontOf(one).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(frontOf(dotsOf([row("a", "gpu", 1, 5), row("b", "node_wall", 2, 4)]))).toEqual([]);
  });
});
