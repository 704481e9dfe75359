import type { LeaderboardRow } from "../api/wire";

export type EnergyScope = LeaderboardRow["energy_scope"];
export type EnergyMethod = LeaderboardRow["energy_method"];
export type Trust = LeaderboardRow["trust"];

const scopes: Record<EnergyScope, string> = {
  none: "no energy",
  gpu: "GPU board",
  cpu: "CPU",
  "cpu+dram": "CPU and memory",
  "gpu+cpu+dram": "GPU, CPU, memory",
  module: "module",
  node_wall: "whole machine",
};
const methods: Record<EnergyMethod, string> = {
  none: "no energy",
  counter: "hardware counter",
  integrated_power: "power samples",
  replayed: "replayed trace",
  modelled: "modelled, not measured",
};
const trusts: Record<Trust, string> = {
  self_reported: "self-reported",
  signed: "signed",
  trace_verified: "trace-verified",
  platform_run: "platform-run",
  reproduced: "reproduced",
};
export const scopeNames = Object.keys(scopes);
export const methodNames = Object.keys(methods);
export const trustOrder = Object.keys(trusts) as Trust[];

const word = (map: Record<string, string>, key: string) => map[key] ?? key;
export const scopeWord = (scope: string) => word(scopes, scope);
export const methodWord = (method: string) => word(methods, method);
export const trustWord = (trust: string) => word(trusts, trust);

/** The last part of Qwen/Qwen3-8B is what people call it. */
export const shortModel = (name: string) => name.slice(name.lastIndexOf("/") + 1);

export interface EngineLook {
  /** Class that sets the colour; id of the symbol is m-KEY. */
  key: "vllm" | "pytorch" | "sglang" | "tensorrt" | "llamacpp" | "other";
  label: string;
}
const engines: Record<string, EngineLook> = {
  vllm: { key: "vllm", label: "vLLM" },
  transformers: { key: "pytorch", label: "PyTorch" },
  sglang: { key: "sglang", label: "SGLang" },
  "tensorrt-llm": { key: "tensorrt", label: "TensorRT-LLM" },
  "llama.cpp": { key: "llamacpp", label: "llama.cpp" },
  tgi: { key: "other", label: "TGI" },
  ollama: { key: "other", label: "Ollama" },
  openai: { key: "other", label: "endpoint" },
};
/** Fixed: an engine never changes its colour or symbol. */
export const engineLook = (name: string): EngineLook => engines[name] ?? { key: "other", label: name };

/** Makers' names are left out where space is short; the full name is the title. */
export const shortHardware = (name: string) =>
  name
    .replace(/^NVIDIA /, "")
    .replace(/^GeForce /, "")
    .replace(/\((R|TM)\)/g, "")
    .replace(/ (CPU )?@ [\d.]+ ?GHz$/, "");
