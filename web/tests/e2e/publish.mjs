// Publishes the test board on a server: LEM_URL, LEM_TOKEN.
import { createHash } from "node:crypto";
import { makeBoard, makeDocument } from "./document.mjs";

async function send(base, token, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer).slice(0, 1500)}`);
  return answer;
}

export async function publishBoard(base, token) {
  const ids = [];
  for (const document of makeBoard()) ids.push((await send(base, token, "POST", "/api/v1/results", document)).id);
  return ids;
}

/** A little above the board's power limit: a check warns of it, so it is hidden. */
export async function publishFlagged(base, token) {
  const document = makeDocument({ name: "Qwen/Qwen3-4B-Instruct", watts: 75, tps: 61, parameters: 4e9, seed: 95 });
  return (await send(base, token, "POST", "/api/v1/results", document)).id;
}

/** Of another tool, stopped early, withdrawn, a little above the board's power limit: all that a page says. Not listed. */
export async function publishWithdrawn(base, token) {
  const document = makeDocument({ name: "Qwen/Qwen3-4B-Instruct", watts: 75, tps: 60, parameters: 4e9, seed: 94 });
  document.experiment.complete = false;
  document.experiment.incomplete_reason = "the machine was switched off.";
  document.experiment.seed = null;
  document.provenance = {
    format: "another_tool",
    format_version: "3",
    importer_version: "1",
    original_sha256: createHash("sha256").update("original").digest("hex"),
    notes: ["Times are in the time zone of the file."],
    absent: [{ field: "experiment.seed", reason: "another_tool writes no seed" }],
  };
  const { id } = await send(base, token, "POST", "/api/v1/results", document);
  await send(base, token, "DELETE", `/api/v1/results/${id}`, { reason: "The wall meter was read twice." });
  return id;
}

if (import.meta.url === `file://${process.argv[1]}`)
  console.log((await publishBoard(process.env.LEM_URL, process.env.LEM_TOKEN)).join("\n"));
