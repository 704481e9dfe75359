/** The pages of a result and of the submission, against a server that answers as the real one does. */
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { CheckReport, MetricList, Receipt, ResultDetail } from "@/shared/api/wire";
import { open, testServer } from "../test-app";
import { check, makeDetail, makeRow } from "../test-data";

const metrics: MetricList = { metric_definitions_version: "9.9", changes: [], items: [] };
const server = testServer(http.get("/api/v1/metrics", () => HttpResponse.json(metrics)));
type StateChange = ResultDetail["history"][number];
const region = (name: string) => screen.getByRole("region", { name });

describe("result", () => {
  const show = (detail: ReturnType<typeof makeDetail>) => {
    server.use(http.get("/api/v1/results/res_1", () => HttpResponse.json(detail)));
    open("/results/res_1");
  };

  it("leads with the efficiency and its ±, and says it in words", async () => {
    show(makeDetail({ name: "Qwen/Qwen3-8B", engine: "vllm" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Qwen3-8B, fp8, 4 streams" })).toBeInTheDocument();
    const main = within(region("Main figures"));
    expect(main.getByText("Output tokens per joule")).toBeInTheDocument();
    expect(main.getByText(/^± [\d.]+ tok\/J$/)).toBeInTheDocument();
    expect(main.getByText(/One million output tokens take .* kJ/)).toBeInTheDocument();
    expect(screen.getAllByText("vLLM").length).toBeGreaterThan(0);
  });

  it("says why energy is absent and leads with the speed", async () => {
    show(makeDetail({ name: "a/b", watts: null }));
    await screen.findByText("Output tokens per second");
    expect(screen.getByText("Energy is absent: no energy source is readable on this machine")).toBeInTheDocument();
  });

  it("says that a run was stopped, and why", async () => {
    const detail = makeDetail({ name: "a/b" });
    detail.document.experiment.complete = false;
    detail.document.experiment.incomplete_reason = "the disk was full.";
    show(detail);
    const notice = (await screen.findByText("Stopped early")).parentElement;
    expect(notice).toHaveTextContent("Stopped early: the disk was full. What was measured until then is shown.");
  });

  it("says what another tool measured, and why facts are absent", async () => {
    const detail = makeDetail({ name: "a/b" });
    detail.document.provenance = {
      format: "vllm-bench",
      format_version: "0.11",
      importer_version: "1.2",
      original_sha256: "ee".repeat(32),
      notes: ["Seconds became milliseconds."],
      absent: [
        { field: "experiment.started_at", reason: "the file holds no start time" },
        { field: "environment.host_hash", reason: "the file names no machine" },
      ],
      mapping: [],
    };
    detail.document.experiment.started_at = null;
    detail.document.environment.host_hash = null;
    show(detail);
    const notice = (await screen.findByText("Imported from vllm-bench 0.11.")).parentElement;
    expect(notice).toHaveTextContent("Its submitter states that importer 1.2 read it from the file");
    expect(notice).toHaveTextContent("Seconds became milliseconds.");
    expect(notice).toHaveTextContent("experiment.started_at is absent: the file holds no start time");
    expect(screen.getByText(/out\. Submitted/)).toBeInTheDocument();
    expect(screen.getAllByTitle("the file names no machine")).toHaveLength(1);
  });

  it("shows the importer's report of every field", async () => {
    const detail = makeDetail({ name: "a/b" });
    detail.document.provenance = {
      format: "aiperf",
      format_version: null,
      importer_version: "1",
      original_sha256: "ee".repeat(32),
      notes: [],
      absent: [{ field: "environment.os", reason: "the file does not say" }],
      mapping: [{ source: "/duration", target: "cycles.window", fate: "taken", reason: "the same" }],
    };
    show(detail);
    await userEvent.click(await screen.findByText("Import report: 1 line"));
    expect(screen.getByRole("row", { name: "taken /duration cycles.window the same" })).toBeInTheDocument();
    expect(screen.queryByText(/environment.os is absent/)).not.toBeInTheDocument();
  });

  it("says that it was withdrawn, when and why", async () => {
    const withdrawal = {
      state: "withdrawn",
      reason: "by_owner",
      words: "Wrong meter.",
      by: "ada",
      at: "2026-11-21T10:00:00Z",
    };
    const detail = makeDetail({ name: "a/b" }, { history: [{ replaced_by: null, ...withdrawal } as StateChange] });
    detail.row.state = "withdrawn";
    show(detail);
    const notice = (await screen.findByText("Withdrawn on 21 November 2026, 10:00 UTC.")).parentElement;
    expect(notice).toHaveTextContent("Wrong meter. It is kept for reference and is not ranked.");
  });

  it("shows what a check warns of, and folds the rest", async () => {
    show(makeDetail({ name: "a/b" }));
    const checks = within(await screen.findByRole("region", { name: "Checks" }));
    expect(checks.getByText(/1 warning, none rejected, 1 could not run\..* no rank\./)).toBeInTheDocument();
    expect(checks.getByText("The window is short.").closest("details")).toBeNull();
    expect(checks.getByRole("link", { name: "A2" })).toHaveAttribute("href", "/method/checks-arithmetic#a2");
    expect(checks.getByText("Title of A1").closest("details")).not.toHaveAttribute("open");
  });

  it("offers the files under their addresses", async () => {
    show(makeDetail({ name: "a/b" }));
    const files = within(await screen.findByRole("region", { name: "Files" }));
    expect(files.getByRole("link", { name: "power.csv" })).toHaveAttribute(
      "href",
      "/api/v1/results/res_1/files/power.csv",
    );
    expect(files.getByText("14.1 kB")).toBeInTheDocument();
  });

  it("shows each cycle as a table", async () => {
    show(makeDetail({ name: "a/b", cycles: 4 }));
    await userEvent.click(await screen.findByRole("button", { name: "Table" }));
    expect(within(region("Cycles, scrollable")).getAllByRole("row")).toHaveLength(5);
  });

  it("is not there", async () => {
    server.use(
      http.get("/api/v1/results/res_1", () =>
        HttpResponse.json({ detail: "There is no result res_1.", request_id: "r1" }, { status: 404 }),
      ),
    );
    open("/results/res_1");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("There is no such result");
    expect(alert).toHaveTextContent("r1");
    expect(within(alert).queryByRole("button", { name: "Try again" })).toBeNull();
  });
});

describe("submit", () => {
  const report = (change: Partial<CheckReport> = {}): CheckReport => ({
    acceptable: true,
    violations: [],
    checks: [check("A1", "passed"), check("A2", "warning", "The window is short.")],
    row: makeRow({ id: "" }),
    evaluation: null,
    signer: null,
    ...change,
  });
  let account: string | null = null;
  let tokens: string[] = [];
  const session = () => ({ account, role: null, kind: "none", scopes: [], expires_at: null });
  beforeEach(() => {
    account = null;
    tokens = [];
    server.use(
      http.get("/api/v1/session", () => HttpResponse.json(session())),
      http.post("/api/v1/session", async ({ request }) => {
        tokens.push(((await request.json()) as { token: string }).token);
        account = "ada";
        return HttpResponse.json(session(), { status: 201 });
      }),
      http.delete("/api/v1/session", () => {
        account = null;
        return new HttpResponse(null, { status: 204 });
      }),
    );
  });
  // jsdom has no workers, so the server checks, as in a browser without WebAssembly.
  const choose = async (answer: CheckReport) => {
    const file = {
      program: "lem",
      results: [{ document: "{}", report: answer, run: null, natural_key: null }],
      violations: [],
    };
    server.use(http.post("/api/v1/results/import", () => HttpResponse.json(file)));
    open("/submit");
    await screen.findByRole("heading", { name: "Submit results" });
    const chosen = new File(['{"schema_version": 1, "tool": {}}'], "result.json", { type: "application/json" });
    await userEvent.upload(screen.getByLabelText("Choose files"), chosen);
  };

  it("says what breaks the schema, with each place, and publishes nothing", async () => {
    await choose(
      report({
        acceptable: false,
        row: null,
        checks: [],
        violations: [{ pointer: "/cycles", message: "must be a list" }],
      }),
    );
    expect(await screen.findByText("Can’t be published.")).toBeInTheDocument();
    expect(screen.getByText("/cycles")).toBeInTheDocument();
    expect(screen.getByText("must be a list")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Publish result" })).toBeDisabled();
  });

  it("previews the row, says what left the machine, signs in once, and publishes with the session", async () => {
    const receipt: Receipt = {
      id: "res_9",
      url: "/results/res_9",
      created: true,
      state: "listed",
      state_words: null,
      sha256: "",
      checks: [],
      signature: null,
    };
    const sent: { authorization: string | null; type: string | null }[] = [];
    server.use(
      http.post("/api/v1/results", ({ request }) => {
        sent.push({ authorization: request.headers.get("authorization"), type: request.headers.get("content-type") });
        return HttpResponse.json(receipt, { status: 201 });
      }),
    );
    await choose(report());
    expect(await screen.findByText("Can be published, with 1 warning.")).toBeInTheDocument();
    expect(screen.getByText(/was sent to the server for checking; nothing has been published/)).toBeInTheDocument();
    expect(within(region("As it will appear")).getByText("Qwen3-8B")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Publish result" })).toBeDisabled();
    await userEvent.type(await screen.findByLabelText(/^Token/), " lemu_secret ");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("Signed in as")).toHaveTextContent("Signed in as ada");
    await userEvent.click(screen.getByLabelText(/I measured this/));
    await userEvent.click(screen.getByRole("button", { name: "Publish result" }));
    expect(await screen.findByText("Published.")).toBeInTheDocument();
    expect(sent).toEqual([{ authorization: null, type: "application/json" }]);
    expect(tokens).toEqual(["lemu_secret"]);
    expect(sessionStorage).toHaveLength(0);
    expect(screen.getByRole("link", { name: "See the result" })).toHaveAttribute("href", "/results/res_9");
  });

  it("says why the server did not sign in", async () => {
    server.use(
      http.post("/api/v1/session", () =>
        HttpResponse.json({ detail: "The token is unknown.", request_id: "r7" }, { status: 401 }),
      ),
    );
    await choose(report());
    await userEvent.type(await screen.findByLabelText(/^Token/), "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The token is unknown. Request r7.");
    expect(screen.getByRole("button", { name: "Publish result" })).toBeDisabled();
  });

  it("asks for the token again where the session has ended", async () => {
    account = "ada";
    server.use(
      http.post("/api/v1/results", () => {
        account = null;
        return HttpResponse.json({ detail: "Sign in to publish.", request_id: "r8" }, { status: 401 });
      }),
    );
    await choose(report());
    await screen.findByText("Signed in as");
    await userEvent.click(screen.getByLabelText(/I measured this/));
    await userEvent.click(screen.getByRole("button", { name: "Publish result" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Sign in to publish. Request r8.");
    expect(await screen.findByLabelText(/^Token/)).toBeInTheDocument();
  });

  it("signs out", async () => {
    account = "ada";
    await choose(report());
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(await screen.findByLabelText(/^Token/)).toBeInTheDocument();
  });
});
