/** Submitting several files, and archives of them. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { CheckReport, FileReport } from "@/shared/api/wire";
import { open, testServer } from "../test-app";
import { check, makeRow } from "../test-data";

const server = testServer();

describe("submitting several files", () => {
  const report = (change: Partial<CheckReport> = {}): CheckReport => ({
    acceptable: true,
    violations: [],
    checks: [check("A1", "passed")],
    row: makeRow({ id: "" }),
    evaluation: null,
    signer: null,
    ...change,
  });
  beforeEach(() => {
    server.use(
      http.get("/api/v1/session", () =>
        HttpResponse.json({ account: "ada", role: null, kind: "none", scopes: [], expires_at: null }),
      ),
    );
  });

  it("lists the results of many files, and publishes with one button what can be", async () => {
    const one = (run: string, change: Partial<CheckReport> = {}) => ({
      document: "{}",
      report: report(change),
      run,
      natural_key: "Qwen3-8B on an L4",
    });
    const reports: Record<string, FileReport> = {
      "vllm.json": {
        program: "vLLM bench serve",
        results: [one("a"), one("b", { acceptable: false, row: null }), one("c")],
        violations: [],
      },
      "copy.json": { program: "lem", results: [one("a")], violations: [] },
      "cut.json": {
        program: "GuideLLM",
        results: [],
        violations: [{ pointer: "/benchmarks", message: "must be a list" }],
      },
      "notes.txt": { program: null, results: [], violations: [{ pointer: "", message: "is in no format" }] },
    };
    const asked: string[] = [];
    const sent: string[] = [];
    server.use(
      // Files are asked about one after the other.
      http.post("/api/v1/results/import", ({ request }) => {
        const names = Object.keys(reports);
        const name = names[asked.length % names.length] ?? "";
        asked.push(`${name}${new URL(request.url).search}`);
        return HttpResponse.json(reports[name]);
      }),
      http.post("/api/v1/results", ({ request }) => {
        sent.push(request.headers.get("content-type") ?? "");
        return HttpResponse.json({ id: "res_1", created: true, url: "/results/res_1", checks: [] }, { status: 201 });
      }),
    );
    open("/submit");
    await screen.findByRole("heading", { name: "Submit results" });
    await userEvent.upload(
      screen.getByLabelText("Choose files"),
      Object.keys(reports).map((name) => new File([name], name)),
    );
    const allow = await screen.findByRole("button", { name: "Send 4 files to the server" });
    expect(asked).toEqual([]);
    await userEvent.click(allow);
    expect(
      await screen.findByText(
        "4 results, 2 can be published, 1 refused, 1 there twice, 2 replicates of each other, 1 file can\u2019t be read, 1 other file without a result.",
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(/replicate 2 of 2/)).toHaveTextContent("vllm.json, vLLM bench serve, replicate 2 of 2");
    expect(screen.getByText("cut.json").closest("summary")).toHaveTextContent("/benchmarks must be a list");
    expect(screen.getByText("the same run as in vllm.json")).toBeInTheDocument();
    await userEvent.click(screen.getByLabelText("Only those with a problem"));
    expect(screen.queryByText("the same run as in vllm.json")).toBeNull();
    await userEvent.click(screen.getByText("What the files don\u2019t say"));
    await userEvent.type(screen.getByLabelText("One GPU"), "NVIDIA L4");
    await userEvent.click(screen.getByRole("button", { name: "Read the files again" }));
    await waitFor(() => {
      expect(asked).toContain("notes.txt?hardware=NVIDIA+L4");
    });
    await userEvent.click(await screen.findByLabelText(/I measured this/));
    const button = await screen.findByRole("button", { name: "Publish 2 results" });
    await waitFor(() => {
      expect(button).toBeEnabled();
    });
    await userEvent.click(button);
    expect(await screen.findByText("2 of 2 published.")).toBeInTheDocument();
    expect(sent).toEqual(["application/json", "application/json"]);
  });

  it("says why an archive is refused, and takes nothing of it", async () => {
    open("/submit");
    await screen.findByRole("heading", { name: "Submit results" });
    await userEvent.upload(screen.getByLabelText("Choose files"), new File(["PK"], "study.zip"));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The archive is refused: it is not a whole zip archive.",
    );
    expect(screen.queryByRole("button", { name: /Publish/ })).toBeNull();
  });
});
