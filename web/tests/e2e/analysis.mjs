// The analysis in Chromium, on documents of its own (sweep.mjs): run.mjs runs these scenarios last.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { publishSweep } from "./sweep.mjs";

const sweep = "q=Qwen3-4B-Instruct&hardware=NVIDIA+H100+80GB+HBM3";
const addresses = [
  `/analysis?${sweep}&slo=latency_per_token_ms%3C%3D9`,
  "/analysis?question=distribution",
  "/analysis?question=distribution&metric=throughput_tokens_per_sec&group=model",
  `/analysis?question=sensitivity&across=concurrency&${sweep}`,
  "/analysis?question=sensitivity&factor=engine",
  "/analysis?question=scaling&q=Qwen3-4B-Instruct&metric=throughput_tokens_per_sec",
  "/analysis?question=trend",
  "/analysis?question=trend&order=release",
  "/analysis?q=nothing-is-called-this",
];
const views = [
  ["light", 1440],
  ["dark", 1440],
  ["light", 390],
  ["dark", 390],
];
const isDrawn = (page) => page.locator("[data-theme-drawn] .main-svg").first().waitFor();

export function addAnalysisScenarios({ testAlone, onPage, go, accessible, base, token }) {
  let published;
  const publish = () => (published ??= publishSweep(base, token));
  const scenario = (name, options, run) =>
    testAlone(name, async () => {
      await publish();
      await onPage(options, run);
    });

  for (const [theme, width] of views)
    for (const path of addresses)
      scenario(
        `${path} in ${theme} at ${width} px: accessible, quiet, nothing wider than the page`,
        { theme, width },
        async (page) => {
          await go(page, path);
          if (!path.includes("nothing")) await isDrawn(page);
          await accessible(page, path);
          const excess = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(excess, 0, `${path} is ${excess} px wider than the window`);
          assert.equal(await page.getByText("Share chart").count(), 0);
          assert.equal(await page.locator(".modebar").count(), 0);
        },
      );

  for (const width of [1440, 390])
    scenario(`a result at ${width} px leads to its operating curve`, { width }, async (page) => {
      await go(page, `/?${sweep}`);
      await page.locator(".data-board tbody th a").first().click();
      await page.getByRole("link", { name: /^rank \d/ }).waitFor();
      const id = new URL(page.url()).pathname.split("/").at(-1);
      await page.getByRole("link", { name: /^operating curve over \d+ loads$/ }).click();
      await page.waitForURL((url) => url.pathname === "/analysis" && url.searchParams.get("systems") === id);
      await isDrawn(page);
    });

  scenario("the board loads no chart of the analysis", {}, async (page) => {
    const scripts = [];
    page.on("request", (request) => scripts.push(new URL(request.url()).pathname));
    await go(page, "/about");
    assert.deepEqual(
      scripts.filter((path) => /plotly|core-|analysis/.test(path)),
      [],
    );
  });

  scenario("the slider picks the busiest measured load, and the link shows the same", {}, async (page) => {
    await go(page, `/analysis?${sweep}`);
    await isDrawn(page);
    const slider = page.getByRole("slider");
    await slider.focus();
    // From no limit on, in steps of the keyboard.
    for (let i = 0; i < 60; i += 1) await slider.press("ArrowRight");
    // 60 tokens per second.
    await page.waitForURL(/latency_per_token_ms%3C%3D16\.6667/);
    await page.getByRole("heading", { name: "What it costs within the limits" }).waitFor();
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    const costs = page.getByRole("region", { name: /^What it costs/ });
    const rows = await costs.getByRole("row").allInnerTexts();
    for (const row of rows.slice(1)) {
      const speed = Number(row.match(/at once\s+([\d.,]+)/)?.[1]?.replace(",", ""));
      assert(speed >= 60, `${row}: each user gets less than the limit`);
    }
    assert(rows.length > 2, "no system is within the limit");
    const address = page.url();
    await page.goto(address, { waitUntil: "networkidle" });
    assert.deepEqual(await costs.getByRole("row").allInnerTexts(), rows);
    assert.equal(await slider.inputValue(), "60");
  });

  scenario("the keyboard goes through the points and opens a result", {}, async (page) => {
    await go(page, "/analysis?question=distribution");
    await isDrawn(page);
    await page.getByRole("group", { name: /^Points of the chart/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const chosen = page.locator("figure").getByRole("status").getByRole("link");
    await chosen.waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/results\/res_/);
  });

  scenario("a click holds what hovering shows", {}, async (page) => {
    await go(page, `/analysis?question=scaling&q=Qwen3-4B-Instruct&metric=throughput_tokens_per_sec`);
    await isDrawn(page);
    const point = await page.locator(".scatterlayer .point").last().boundingBox();
    await page.mouse.click(point.x + point.width / 2, point.y + point.height / 2);
    await page.mouse.move(5, 5);
    await page
      .locator("figure")
      .getByRole("status")
      .getByText(/of the ideal/)
      .waitFor();
  });

  scenario("a chart is saved as SVG, PNG and CSV", {}, async (page) => {
    await go(page, "/analysis?question=distribution");
    await isDrawn(page);
    const save = async (format) => {
      await page.locator("summary", { hasText: "Save" }).click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: new RegExp(`^${format}`) }).click(),
      ]);
      return readFileSync(await file.path());
    };
    const svg = (await save("SVG")).toString();
    assert.match(svg, /^<svg /);
    assert.match(svg, /Tokens per joule by engine/);
    assert.equal((await save("PNG")).subarray(1, 4).toString("latin1"), "PNG");
    assert.match((await save("CSV")).toString(), /^metric,group,energy_scope,results,/);
  });

  scenario("the matrix says what was not measured, and its table leads to results", {}, async (page) => {
    await go(page, "/analysis?question=sensitivity&factor=engine");
    await page.getByText("not measured", { exact: true }).waitFor();
    const matrix = page.getByRole("region", { name: "Engine and model" });
    await matrix.getByRole("button", { name: "Table" }).click();
    await matrix.getByRole("link").first().click();
    await page.waitForURL(/\/results\/res_/);
  });
}
