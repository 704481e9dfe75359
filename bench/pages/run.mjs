// Pages as a stranger meets them on a slow phone: node bench/pages/run.mjs LEM [--data FOLDER] [--runs 5] [--only WORD] [--json], or --url ADDRESS of a running server instead of LEM.
// FOLDER is a server's data folder, served as it is; without one, invented results are published on a fresh server.
// Medians and ranges of the largest contentful paint, layout shift, slowest interaction and bytes until the paint; the sort of 5,000 rows; no chart library before a chart is asked for.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { launch } from "../../web/tests/e2e/browser.mjs";
import { publishBoard } from "../../web/tests/e2e/publish.mjs";
import { publishSweep } from "../../web/tests/e2e/sweep.mjs";
import { slowdown, visit } from "./visit.mjs";

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: "string" }, url: { type: "string" }, runs: { type: "string", default: "5" }, only: { type: "string", default: "" }, json: { type: "boolean", default: false } },
});
const [lem] = positionals;
if (!lem && !given.url) throw new Error("say which program to measure: node bench/pages/run.mjs build/bench/lem");

const own = given.url || given.data ? undefined : mkdtempSync(join(tmpdir(), "lem-pages-"));
const server = given.url ? undefined : spawn(lem, ["serve", "--data", given.data ?? own, "--listen", "127.0.0.1:0", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
const base = given.url ?? (await once(createInterface(server.stdout), "line"))[0].split(" ").at(-1);
const browser = await launch();
const results = [];
try {
  if (own) {
    const token = readFileSync(join(own, "admin-token"), "utf8").trim();
    await publishBoard(base, token);
    await publishSweep(base, token);
  }
  const api = async (path) => (await fetch(base + path)).json();
  const rows = (await api("/api/v1/leaderboard?limit=3")).items;
  const models = (await api("/api/v1/models?order=results&limit=1")).items;
  const hardware = (await api("/api/v1/hardware?limit=1")).items;
  for (const page of pagesOf(rows, models[0], hardware[0])) {
    if (!page.name.includes(given.only)) continue;
    const visits = [];
    for (let i = 0; i < Number(given.runs); ++i) visits.push(await visit(browser, base + page.path, page.clicks));
    for (const result of judged(page, visits)) tell(result);
  }
  if ("sort".includes(given.only)) for (const result of await sortOfManyRows(models[0])) tell(result);
} finally {
  await browser.close();
  server?.kill("SIGTERM");
  if (server) await once(server, "exit");
  if (own) rmSync(own, { recursive: true });
}
const [load] = loadavg();
if (load > availableParallelism()) console.error(`The machine was busy (load ${load.toFixed(1)} on ${availableParallelism()} processors): times are longer than the pages'.`);
if (given.json) console.log(JSON.stringify({ load, results }, null, 2));
else if (results.some(({ ok }) => !ok)) console.log(`Short of the target: ${results.filter(({ ok }) => !ok).map(({ figure }) => figure).join("; ")}`);

/** The first pages of most visitors have 700 ms, all others 1.8 s. */
function pagesOf(rows, model, device) {
  const [first] = rows;
  const menu = ".layout-topbar summary";
  const page = (name, path, clicks, lcp = 1800) => ({ name, path, clicks: [menu, "Escape", ...clicks], lcp });
  return [
    page("board", "/", ["main summary:has-text('Engine')", "main details[open] input[type=checkbox]", "Escape", "main [aria-label='One row for'] button:last-child", "main tbody th a"], 700),
    page("result", `/results/${first.id}`, ["main button[aria-pressed]", "main .check-list-group summary", "main details summary"], 700),
    page("compare", `/compare?ids=${rows.map(({ id }) => id).join()}`, ["main button[aria-pressed]", "main details[name=facet] summary"], 700),
    page("models", "/models", ["main summary:has-text('Engine')", "main details[open] input[type=checkbox]", "Escape", "main tbody th a"]),
    page("model", `/models/${model.id}`, ["main details summary", "main .explorer-tall th button"]),
    page("hardware", "/hardware", ["main thead button", "main tbody th a"]),
    page("device", `/hardware/${device.id}`, ["main details summary"]),
    { ...page("analysis", "/analysis", ["main nav a:nth-child(2)", "main details[name=facet] summary"]), asksForCharts: true },
    page("submit", "/submit", ["main details summary"]),
    page("method", "/about", ["main a[href*='/method/']"]),
    page("method of energy", "/method/energy", []),
  ];
}

function judged({ name, lcp, asksForCharts }, visits) {
  const figure = (what, key, unit, limit, digits = 0) => {
    const all = visits.map((visit) => visit[key]).sort((a, b) => a - b);
    const median = all[Math.floor(all.length / 2)];
    return { figure: `${name}: ${what}`, unit, median, least: all[0], most: all.at(-1), limit, digits, ok: limit === undefined || median <= limit };
  };
  const last = visits.at(-1);
  const slowest = visits.toSorted((a, b) => b.lcp - a.lcp)[0];
  return [
    { ...figure("largest contentful paint", "lcp", "ms", lcp), candidates: slowest.candidates },
    figure("layout shift", "cls", "", 0.001, 3),
    { ...figure("slowest interaction", "inp", "ms", 200), slowest: last.slowest, missed: last.missed },
    figure("bytes until the paint", "bytes", "B"),
    ...(asksForCharts ? [] : [{ figure: `${name}: visits that load the chart library unasked`, unit: "", median: visits.filter(({ chart }) => chart).length, limit: 0, ok: !visits.some(({ chart }) => chart) }]),
  ];
}

function tell(result) {
  results.push(result);
  if (given.json) return;
  const { figure, unit, median, least, most, limit, digits = 0, ok } = result;
  const range = least === undefined || least === most ? "" : ` (${Number(least).toFixed(digits)} to ${Number(most).toFixed(digits)})`;
  console.log(`| ${figure} | ${Number(median).toFixed(digits)} ${unit}${range} | - | ${ok ? "ok" : "short"} | ${limit === undefined ? "" : `${limit} ${unit}`} |`);
  if (result.candidates && !ok) for (const { at, size, element } of result.candidates) console.error(`    ${at.toFixed(0)} ms, ${size} px: ${element}`);
  if (result.slowest && !ok) console.error(`    ${result.slowest}`);
  if (result.missed?.length) console.error(`    not there to click: ${result.missed.join(", ")}`);
}

/** The table of all results of a model, sorted by each column; the answer of the server is repeated until it has 5,000 rows. */
async function sortOfManyRows(model) {
  const count = 5000;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.route(/\/api\/v1\/models\/[^/]+\/results/, async (route) => {
    const response = await route.fetch();
    const columns = await response.json();
    const repeated = (list) => Array.from({ length: count }, (_, i) => list[i % list.length]);
    // Figures differ from row to row, as they do.
    const varied = (list) => repeated(list).map((value, i) => (value === null ? null : value * (1 + ((i * 7919) % 1000) / 1e4)));
    const each = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
    await route.fulfill({
      response,
      json: {
        ...columns,
        total: count,
        ids: Array.from({ length: count }, (_, i) => `${columns.ids[i % columns.ids.length]}${i}`),
        submitted_at: repeated(columns.submitted_at),
        texts: each(columns.texts, (column) => ({ ...column, codes: repeated(column.codes) })),
        numbers: each(columns.numbers, varied),
      },
    });
  });
  await page.goto(`${base}/models/${model.id}`, { waitUntil: "networkidle" });
  const table = page.getByRole("button", { name: "Table", exact: true });
  if (await table.isVisible()) await table.click();
  const heads = page.locator("[aria-label='All results, scrollable'] thead button");
  await heads.first().waitFor();
  const devtools = await context.newCDPSession(page);
  const each = async (measured) => {
    const all = [];
    for (let i = 0; i < (await heads.count()); ++i) all.push(await measured(heads.nth(i)));
    return all;
  };
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.evaluate(() => {
    window.durations = [];
    new PerformanceObserver((list) => list.getEntries().forEach(({ interactionId, duration }) => interactionId && window.durations.push(duration))).observe({ type: "event", durationThreshold: 16 });
  });
  const times = await each(async (head) => {
    await head.click();
    // The browser tells of an interaction when its paint is done, and the thread is slow now.
    await page.waitForFunction(() => window.durations.length > 0, undefined, { timeout: 5000 }).catch(() => undefined);
    await page.waitForTimeout(100);
    return Math.max(...(await page.evaluate(() => window.durations.splice(0))), 0);
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  // What the page's thread does, whatever else the machine does meanwhile.
  const tracing = await browser.newBrowserCDPSession();
  const work = await each(async (head) => {
    const events = [];
    const take = ({ value }) => events.push(...value);
    tracing.on("Tracing.dataCollected", take);
    await tracing.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline"] } });
    await head.click();
    await page.waitForTimeout(500);
    const complete = new Promise((resolve) => tracing.once("Tracing.tracingComplete", resolve));
    await tracing.send("Tracing.end");
    await complete;
    tracing.off("Tracing.dataCollected", take);
    const parts = events.filter(({ name, args }) => ["Layout", "UpdateLayoutTree", "PrePaint", "Paint"].includes(name) || (name === "EventDispatch" && args.data?.type === "click"));
    return (parts.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000) * slowdown;
  });
  await context.close();
  const worst = (what, all) => ({ figure: `sort of ${count} rows in the browser, the slowest of ${all.length} columns: ${what}`, unit: "ms", median: Math.max(...all), least: Math.min(...all), most: Math.max(...all), limit: 200, ok: Math.max(...all) <= 200 });
  return [worst("until the next paint", times), worst(`processor time of the page, times ${slowdown}`, work)];
}
