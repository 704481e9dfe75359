import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { ResultDetail } from "@/shared/api/wire";
import { open, testServer } from "@/test-app";
import { makeDetail } from "@/test-data";

const server = testServer(
  http.get("/api/v1/metrics", () => HttpResponse.json({ metric_definitions_version: "1", changes: [], items: [] })),
);
async function trustOf(change: Partial<ResultDetail>) {
  const detail = makeDetail({ name: "a/b" }, change);
  if (change.signature?.verified) detail.row.trust = "signed";
  server.use(http.get("/api/v1/results/res_1", () => HttpResponse.json(detail)));
  open("/results/res_1");
  return screen.findByRole("region", { name: "Trust level" });
}
const signature = {
  key_id: "key_1",
  key: "ed25519:x",
  fingerprint: "fa".repeat(32),
  account: "ada",
  verified: true,
  standing: "verified",
} as const;

it("says who signed a result, and that the figures may be wrong all the same", async () => {
  const trust = await trustOf({ signature, log_index: 0 });
  expect(trust).toHaveTextContent("Signed by the key fafafafafafafafa… of ada: the key belongs to the account");
  expect(trust).toHaveTextContent("It does not prove that the figures are true.");
  expect(trust).toHaveTextContent("Entry 0 of the log of accepted results.");
});

it("says of a key that nobody knows that nobody does", async () => {
  const standing = { key_id: null, account: null, verified: false, standing: "unknown_key" } as const;
  const trust = await trustOf({ signature: { ...signature, ...standing } });
  expect(trust).toHaveTextContent("Signed by the key fafafafafafafafa…: no account has registered the key.");
  expect(trust).not.toHaveTextContent("Entry");
});

it("says nothing of a signature where there is none", async () => {
  expect(await trustOf({})).not.toHaveTextContent("Signed by");
});
