// Documents for the analysis: systems under rising load, in two precisions, and on several devices. Never measured.
// As a program it publishes them: LEM_URL, LEM_TOKEN.
import { makeDocument } from "./document.mjs";

const loads = [1, 2, 4, 8, 16, 32, 64, 128];
const systems = [
  {
    name: "Qwen/Qwen3-4B-Instruct",
    parameters: 4e9,
    gpu: "NVIDIA H100 80GB HBM3",
    engine: "vllm",
    version: "0.11.2",
    precision: "bf16",
    alone: 150,
    most: 7000,
    idle: 120,
    full: 610,
  },
  {
    name: "Qwen/Qwen3-4B-Instruct",
    parameters: 4e9,
    gpu: "NVIDIA H100 80GB HBM3",
    engine: "vllm",
    version: "0.11.2",
    precision: "fp8",
    alone: 210,
    most: 10500,
    idle: 120,
    full: 600,
  },
  {
    name: "Qwen/Qwen3-4B-Instruct",
    parameters: 4e9,
    gpu: "NVIDIA H100 80GB HBM3",
    engine: "sglang",
    version: "0.5.4",
    precision: "bf16",
    alone: 140,
    most: 7400,
    idle: 125,
    full: 620,
  },
  {
    name: "meta-llama/Llama-3.1-8B-Instruct",
    parameters: 8e9,
    gpu: "NVIDIA L4",
    engine: "vllm",
    version: "0.10.1",
    precision: "fp8",
    alone: 28,
    most: 720,
    idle: 17,
    full: 71,
  },
];

/** More devices of one kind: the energy is shared evenly. */
function onDevices(document, count) {
  const [device] = document.environment.devices;
  document.environment.devices = Array.from({ length: count }, (_, index) => ({
    ...device,
    index,
    uuid_hash: device.uuid_hash.slice(0, 62) + String(index).padStart(2, "0"),
  }));
  for (const { energy } of document.cycles)
    energy.per_device = Array.from({ length: count }, (_, i) => ({
      device: i,
      energy_joules: energy.energy_joules / count,
    }));
  return document;
}

export function makeSweep() {
  const sweep = systems.flatMap(({ alone, most, idle, full, ...system }, s) =>
    loads.map((streams, i) => {
      const tps = 1 / (1 / (alone * streams) + 1 / most);
      return makeDocument({
        ...system,
        streams,
        tps,
        watts: idle + (full - idle) * (0.35 + 0.65 * (tps / most)),
        spread: [0.006, 0.02, 0.04][(s + i) % 3],
        cycles: 3 + ((s + i) % 3),
        seed: 200 + s * 20 + i,
      });
    }),
  );
  const [first] = systems;
  const several = [2, 4, 8].map((count, i) => {
    const { alone, most, idle, full, ...system } = first;
    const streams = 64 * count;
    const tps = (count * 0.93 ** (i + 1)) / (1 / (alone * 64) + 1 / most);
    return onDevices(
      makeDocument({ ...system, streams, tps, watts: count * (idle + (full - idle) * 0.8), seed: 300 + i }),
      count,
    );
  });
  return [...sweep, ...several];
}

export async function publishSweep(base, token) {
  const ids = [];
  for (const document of makeSweep()) {
    const response = await fetch(`${base}/api/v1/results`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(document),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer).slice(0, 1500)}`);
    ids.push(answer.id);
  }
  return ids;
}

if (import.meta.url === `file://${process.argv[1]}`)
  console.log((await publishSweep(process.env.LEM_URL, process.env.LEM_TOKEN)).join("\n"));
