import { describe, expect, it } from "vitest";
import { rankedMetrics } from "@/shared/api/vocabulary";
import { parseAddress, readList, writeAddress, writeList } from "@/shared/lib/address";
import { dotsOf, frontOf, type PointRow } from "./figure";
import { formatSearch, parseSearch } from "./grammar";
import { paretoFront } from "./pareto";
import {
  apiParams,
  isFiltered,
  readAddress,
  readRange,
  withChosen,
  withExcluded,
  withoutDefaults,
  withoutFilters,
} from "./search";

const readView = (search: Record<string, unknown>) => readAddress(search).view;

describe("address", () => {
  it.each([
    "",
    "?sort=throughput_tokens_per_sec&engine=vllm,sglang&tokens_per_joule=2..10",
    "?q=llama+8b&hide=trust,cycles",
    "?parameters_billions=7..14",
    "?hardware=NVIDIA+L4&trust=self_reported",
    "?source=lem,vllm_bench&flags=E5&flagged=only",
    "?best_per=model,hardware&slo=time_to_first_token_ms_p90%3C%3D200,peak_memory_mb%3C%3D80000",
    "?sort=-submitted_at&pareto=throughput_tokens_per_sec,tokens_per_joule",
    "?grade=gold,standard&min_quality=standard&concurrency=4..8&input_tokens=128..128",
    "?exclude=precision%3Afp16,model%3Aa%3Ab",
    "?pinned=res_1,res_2&selected=res_3&density=compact",
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

  it("leaves out what contradicts the rest, and what the server would refuse", () => {
    const { view, leftOut } = readAddress(
      parseAddress(
        "?best_per=model&pareto=tokens_per_joule,throughput_tokens_per_sec&grade=unfit&min_quality=gold" +
          "&tokens_per_joule=5..&slo=tokens_per_joule<=2&density=tiny&pinned=1,2,3,4,5,6,7,8,9,10,11",
      ),
    );
    expect(withoutDefaults(view)).toEqual({ best_per: "model", grade: "unfit", tokens_per_joule: "5.." });
    // The server says the same, word for word: board_view_test.cpp.
    expect(leftOut).toEqual([
      "density=tiny (holds an unknown value)",
      "pinned=1,2,3,4,5,6,7,8,9,10,11 (too long)",
      "pareto=tokens_per_joule,throughput_tokens_per_sec (not together with best_per)",
      "min_quality=gold (excludes every chosen grade)",
      "slo=tokens_per_joule<=2 (no result can meet it)",
    ]);
    expect(readAddress(parseAddress("?slo=speed<=2&pareto=tokens_per_joule")).leftOut).toEqual([
      "slo=speed<=2 (not limits such as peak_memory_mb<=80000)",
      "pareto=tokens_per_joule (not two metrics)",
    ]);
    for (const wrong of ["fp16", "colour:red", "precision:", "trust:divine", "model_family:x"])
      expect(readAddress({ exclude: wrong }).leftOut).toEqual([`exclude=${wrong} (not values such as precision:fp16)`]);
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

describe("filters", () => {
  it("are what excludes results, and not what the list or the page looks like", () => {
    const plain = readView({
      sort: "-submitted_at",
      best_per: "model",
      pinned: "a",
      density: "compact",
      hide: "trust",
    });
    expect(isFiltered(plain)).toBe(false);
    const filtered = { ...plain, slo: ["peak_memory_mb<=80000"], q: "x", concurrency: "4..4" };
    expect(isFiltered(filtered)).toBe(true);
    expect(withoutFilters(filtered)).toEqual(plain);
  });
});

describe("excluded values", () => {
  it("are not chosen at the same time: what was said last counts", () => {
    const chosen = readView({ engine: "vllm,sglang" });
    const excluded = withExcluded(chosen, "engine", ["vllm"]);
    expect([excluded.engine, excluded.exclude]).toEqual([["sglang"], ["engine:vllm"]]);
    expect(withExcluded(excluded, "engine", ["vllm"]).exclude).toEqual(["engine:vllm"]);
    const again = withChosen(excluded, "engine", ["vllm"]);
    expect([again.engine, again.exclude]).toEqual([["vllm"], []]);
    expect(isFiltered(readView({ exclude: "engine:vllm" }))).toBe(true);
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
      expect(
        readList(new URL(writeAddress(withoutDefaults(view)), location.origin).searchParams.get("hardware") ?? ""),
      ).toEqual(hardware);
      const typed = {
        words: "",
        terms: hardware.length > 0 ? [{ filter: "hardware" as const, values: hardware, without: false }] : [],
        limits: [],
        unknown: [],
        unsupported: [],
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
