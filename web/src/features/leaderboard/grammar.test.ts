import { describe, expect, it } from "vitest";
import { formatSearch, parseSearch, resolve, searchMeaning } from "./grammar";

describe("search grammar", () => {
  it.each([
    ["llama 8b", { words: "llama 8b", terms: [], limits: [], unknown: [], unsupported: [] }],
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
        unsupported: [],
      },
    ],
    [
      'qwen gpu:"RTX 4090" tpj:>2',
      {
        words: "qwen",
        terms: [{ filter: "hardware", values: ["RTX 4090"], without: false }],
        limits: [{ metric: "tokens_per_joule", range: "2.." }],
        unknown: [],
        unsupported: [],
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
        unsupported: [],
      },
    ],
    [
      "params:7..14",
      {
        words: "",
        terms: [],
        limits: [{ metric: "parameters_billions", range: "7..14" }],
        unknown: [],
        unsupported: [],
      },
    ],
    [
      "tpj:lots colour:red engine:",
      { words: "", terms: [], limits: [], unknown: ["tpj:lots", "colour:red"], unsupported: [] },
    ],
    [
      "tpj:7 tps:5..1 ttft:>",
      {
        words: "",
        terms: [],
        limits: [{ metric: "tokens_per_joule", range: "7..7" }],
        unknown: ["tps:5..1", "ttft:>"],
        unsupported: [],
      },
    ],
    [
      "-precision:fp8,fp4 -model:x a-b",
      {
        words: "a-b",
        terms: [
          { filter: "precision", values: ["fp8", "fp4"], without: true },
          { filter: "model", values: ["x"], without: true },
        ],
        limits: [],
        unknown: [],
        unsupported: [],
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
          { filter: "flags", values: ["E5"], without: true },
        ],
        limits: [],
        unknown: [],
        unsupported: [],
      },
    ],
    ['"Llama 3" 8b "qwen"', { words: '"Llama 3" 8b qwen', terms: [], limits: [], unknown: [], unsupported: [] }],
    ['8b "Llama 3', { words: '8b "Llama 3"', terms: [], limits: [], unknown: [], unsupported: [] }],
    ["", { words: "", terms: [], limits: [], unknown: [], unsupported: [] }],
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

  it.each([
    ["conc:4..8 in:128 out:<=64", "requests in flight 4..8; input 128 tokens; output ..64 tokens"],
    [
      "qwen backend:vllm,sglang -precision:fp16 tpj:>2",
      'contains "qwen"; engine vLLM or SGLang; precision not fp16; tokens per joule 2.. tok/J',
    ],
    ["energy_scope:gpu grade:gold avg_power_watts:<300", "energy scope GPU board; grade gold; avg_power_watts ..300"],
    ["-tpj:>2 colour:red", "not understood: colour:red; excluding is not supported for -tpj:>2"],
    ["constructor:x", "not understood: constructor:x"],
    ["llama 8b", ""],
  ])("says what %j means", (text, meaning) => {
    expect(searchMeaning(parseSearch(text))).toBe(meaning);
  });
});
