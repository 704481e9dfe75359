// The board's question in Chromium: limits, what the list has one row of, chosen and pinned rows, why a rank.
import assert from "node:assert/strict";

const widths = [1440, 390];
const chat = "slo=time_to_first_token_ms_p90%3C%3D450,latency_per_token_ms%3C%3D40";

/** `names` of rows, in their order. */
const names = (page) => page.locator(".data-board tbody th a").allTextContents();

/** Shifts of the layout that no press of a key or a button explains. */
const countShifts = (page) =>
  page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });

export const boardAddresses = [
  `/?best_per=model&${chat}`,
  "/?sort=-submitted_at&density=compact&show=concurrency,input_tokens",
  "/?pareto=throughput_tokens_per_sec,tokens_per_joule",
  "/?slo=tokens_per_joule%3E%3D1000000",
  "/?best_per=model&pareto=tokens_per_joule,throughput_tokens_per_sec&density=tiny",
];

export function addBoardScenarios({ test, testAlone, onPage, go, accessible, compared, parts, ids }) {
  const pins = `/?pinned=${ids[2]}&selected=${ids[1]},${ids[2]}`;
  for (const width of widths)
    for (const path of [...boardAddresses, pins]) {
      compared(path, parts, { theme: "light", width });
      for (const theme of ["light", "dark"])
        test(`${path} in ${theme} at ${width} px: accessible, nothing wider than the page, nothing jumps`, () =>
          onPage({ theme, width }, async (page) => {
            await countShifts(page);
            await go(page, path);
            await page.waitForTimeout(300);
            await accessible(page, path);
            assert.equal(
              await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
              0,
            );
            const shift = await page.evaluate(() => window.shift);
            assert(shift <= 0.01, `layout shift ${shift}`);
          }));
    }

  test("limits by preset, slider and figure are in the address, and Back takes them away", () =>
    onPage({}, async (page) => {
      await go(page, "/");
      await page.getByRole("button", { name: "Chat", exact: true }).click();
      await page.waitForURL(/slo=time_to_first_token_ms_p90%3C%3D450,latency_per_token_ms%3C%3D40/);
      await page.getByText(/results? meets? the limits\./).waitFor();
      await page.getByText(/time to first token, p90 ≤ 450 ms/).waitFor();
      const slider = page.getByRole("slider", { name: /^Per token at most/ });
      await slider.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press("PageDown");
      await page.waitForURL((url) => !url.search.includes("latency_per_token_ms%3C%3D40"));
      const figure = page.getByLabel(/^Memory ≤/);
      await figure.fill("none");
      await figure.press("Enter");
      assert.match(await figure.evaluate((input) => input.validationMessage), /number from 0/);
      await figure.fill("24");
      await figure.press("Enter");
      await page.waitForURL(/peak_memory_mb%3C%3D24000/);
      await accessible(page, "limits");
      await page.getByRole("button", { name: "Remove the limit on Memory" }).click();
      await page.waitForURL((url) => !url.search.includes("peak_memory_mb"));
      await page.goBack();
      await page.waitForURL(/peak_memory_mb%3C%3D24000/);
    }));

  test("on the phone limits are a sheet that says how many results it shows", () =>
    onPage({ width: 390 }, async (page) => {
      await go(page, "/");
      await page.getByText("No limits", { exact: true }).waitFor();
      await page.locator("summary", { hasText: "Limits" }).click();
      await page.getByRole("button", { name: "Code completion" }).click();
      await page.getByRole("slider", { name: /^First token p90 at most/ }).waitFor();
      await accessible(page, "the sheet of limits");
      await page.getByRole("button", { name: /^Show [\d,]+ results?$/ }).click();
      await page.getByText("first token p90 ≤ 500 ms · per token ≤ 30 ms").waitFor();
    }));

  test("one row for each model: no model twice in an energy scope", () =>
    onPage({}, async (page) => {
      await go(page, "/");
      await page.getByRole("button", { name: "Best per model", exact: true }).click();
      await page.waitForURL(/best_per=model$/);
      await page.getByText(/The best result of each model/).waitFor();
      const rows = await page.locator(".data-board tbody tr").evaluateAll((lines) =>
        lines.map((line) => {
          const scope = line.querySelector(".data-optional .data-under")?.textContent;
          return `${line.querySelector("th").title} ${scope}`;
        }),
      );
      assert.equal(new Set(rows).size, rows.length, rows.join("\n"));
    }));

  test("a rank is explained: by the keyboard, with the focus back where it was", () =>
    onPage({}, async (page) => {
      await go(page, "/");
      const button = page.locator(".data-board button.data-why").first();
      await button.focus();
      await page.keyboard.press("Enter");
      const panel = page.getByRole("dialog", { name: /^(Rank|No rank)/ });
      await panel.getByText("One result is better than another only if its whole 95 % interval is").waitFor();
      await accessible(page, "why a rank");
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
      assert.equal(await button.evaluate((element) => element === document.activeElement), true);
    }));

  test("rows are chosen by x, compared by c, and pinned above the others in a clean profile too", async () => {
    let address = "";
    await onPage({}, async (page) => {
      await go(page, "/");
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      const bar = page.getByRole("region", { name: "Chosen results" });
      await bar.getByRole("link", { name: "Compare 2" }).waitFor();
      await accessible(page, "chosen rows");
      const [first, , third] = await names(page);
      await bar.getByRole("button", { name: "Pin 2" }).click();
      await page.waitForURL(/pinned=/);
      assert.deepEqual((await names(page)).slice(0, 2), [first, third]);
      address = page.url();
    });
    await onPage({}, async (page) => {
      await page.goto(address, { waitUntil: "networkidle" });
      assert.equal(await page.locator(".data-pins tr").count(), 2);
      for (const i of [0, 2]) await page.locator(".data-pick input").nth(i).check();
      await page.getByRole("link", { name: "Compare 2" }).waitFor();
      await page.getByRole("heading", { level: 1 }).click();
      await page.keyboard.press("c");
      await page.waitForURL(/\/compare\?ids=/);
    });
  });

  test("the front of the chart is that of the table", () =>
    onPage({}, async (page) => {
      await go(page, "/");
      await page.getByRole("button", { name: "Front", exact: true }).click();
      await page.waitForURL(/pareto=throughput_tokens_per_sec,tokens_per_joule/);
      await page.getByText(/The Pareto front of throughput and tokens per joule/).waitFor();
      await page.getByRole("button", { name: "Best per model", exact: true }).click();
      await page.waitForURL((url) => !url.search.includes("pareto"));
    }));

  test("what is typed is told in words before Enter, and what each constraint costs after it", () =>
    onPage({}, async (page) => {
      await go(page, "/");
      const box = page.getByRole("searchbox");
      await box.pressSequentially("tpj:>1000000 -tpj:>2");
      await page.getByText(/applies: tokens per joule 1000000\.\. tok\/J; excluding is not supported for/).waitFor();
      await accessible(page, "a search that is typed");
      await box.press("Enter");
      await page.getByText("No result matches all of this").waitFor();
      await page.getByRole("button", { name: /^Without tokens per joule 1000000.. tok\/J: [\d,]+ results$/ }).click();
      await page.locator(".data-board tbody th a").first().waitFor();
    }));

  testAlone("choosing rows and moving a slider answers within 200 ms", () =>
    onPage({}, async (page) => {
      await page.addInitScript(() => {
        window.slowest = 0;
        new PerformanceObserver((list) => {
          for (const { duration, interactionId } of list.getEntries())
            if (interactionId) window.slowest = Math.max(window.slowest, duration);
        }).observe({ type: "event", durationThreshold: 16, buffered: true });
      });
      await go(page, "/");
      for (let i = 0; i < 4; i++) await page.locator(".data-pick input").nth(i).click();
      await page.getByRole("slider").first().focus();
      for (let i = 0; i < 4; i++) await page.keyboard.press("PageDown");
      await page.getByRole("button", { name: "Best per model", exact: true }).click();
      await page.waitForTimeout(500);
      const slowest = await page.evaluate(() => window.slowest);
      assert(slowest <= 200, `the slowest answer took ${slowest} ms`);
    }),
  );

  test("without JavaScript presets and lists are links, and chosen rows can be compared", () =>
    onPage({ javaScriptEnabled: false }, async (page) => {
      await go(page, "/");
      await page.getByRole("link", { name: "Chat", exact: true }).click();
      assert.match(page.url(), /slo=/);
      await page.getByRole("link", { name: "Best per model", exact: true }).click();
      assert.match(page.url(), /best_per=model&slo=/);
      await go(page, "/");
      for (const i of [0, 1]) await page.locator(".data-pick input").nth(i).check();
      await page.getByRole("button", { name: "Compare the chosen results" }).click();
      assert.match(page.url(), /\/compare\?ids=[^&]+&ids=/);
    }));

  test("on paper are rows and ranks, and nothing to press", () =>
    onPage({}, async (page) => {
      await go(page, "/");
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".data-pick input").first().isVisible(), false);
      assert.equal(await page.locator(".leaderboard-page-slo").isVisible(), false);
      assert.equal(await page.locator(".data-why").first().isVisible(), true);
    }));
}
