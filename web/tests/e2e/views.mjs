// Saved views in Chromium: what is sent to others shows them the same.
import assert from "node:assert/strict";

const rowsOf = (page) => page.locator("main table tbody tr").allInnerTexts();
/** What of a page is the answer: numbers and names in its tables and headings. */
const answerOf = (page) => page.locator("main :is(h1, table)").allInnerTexts();

export function addViewScenarios({ test, onPage, go, accessible, base, ids }) {
  const pair = `/compare?ids=${ids[0]},${ids[1]}`;
  const pages = [
    "/?sort=throughput_tokens_per_sec&hide=trust&show=concurrency",
    `${pair}&facts=all`,
    "/models?order=name",
    "/hardware?order=models",
    "/analysis?question=distribution&group=hardware",
  ];
  const frozen = async (page, path) => {
    await go(page, path);
    await page.getByRole("button", { name: "Freeze" }).click();
    await page.waitForURL(/\/v\/[\w-]{20}$/);
    await page.getByRole("complementary", { name: "Saved view" }).waitFor();
    await page.waitForLoadState("networkidle");
    return new URL(page.url()).pathname;
  };

  for (const path of pages)
    test(`${path}: frozen, and opened in another profile, it is the same`, () =>
      onPage({}, async (page) => {
        await go(page, path);
        const before = path.startsWith("/?") ? await rowsOf(page) : await answerOf(page);
        const kept = await frozen(page, path);
        const here = await answerOf(page);
        await onPage({}, async (other) => {
          const asked = [];
          other.on("request", (request) => {
            if (/\/api\/v1\/views/.test(request.url())) asked.push(request.url());
          });
          await go(other, kept);
          assert.deepEqual(await answerOf(other), here);
          assert.deepEqual(asked, [], "the view comes with its page");
          // The question that was asked before, with its answer.
          if (path.startsWith("/?")) {
            const cells = (rows) => rows.map((row) => row.replaceAll(/\s+/g, " ").trim());
            assert.deepEqual(cells(await rowsOf(other)), cells(before));
          } else if (!path.startsWith("/analysis")) assert.deepEqual(here.slice(-1), before.slice(-1));
        });
      }));

  for (const path of pages)
    for (const [theme, width] of [
      ["light", 1440],
      ["dark", 390],
    ])
      test(`${path}, frozen, in ${theme} at ${width} px: accessible, nothing wider than the page, also of today`, () =>
        onPage({ theme, width }, async (page) => {
          const kept = await frozen(page, path);
          for (const address of [kept, `${kept}?answer=today`]) {
            await go(page, address);
            await accessible(page, address);
            assert.equal(
              await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
              0,
            );
          }
        }));

  test("a choice on a frozen board leads to the live page, which says so and leads back", () =>
    onPage({}, async (page) => {
      const kept = await frozen(page, "/?engine=vllm");
      await page.getByText("What was saved stays as it was").waitFor();
      await page.getByRole("button", { name: /^Throughput/ }).click();
      await page.waitForURL(/\?.*sort=-throughput_tokens_per_sec/);
      const left = page.getByRole("complementary", { name: "Left the saved view" });
      await left.getByText("You left the saved view.").waitFor();
      await accessible(page, "the page after a saved view");
      await left.getByRole("link", { name: "Back to the saved view" }).click();
      await page.waitForURL((url) => url.pathname === kept);
      await page.getByRole("complementary", { name: "Saved view" }).waitFor();
      assert.equal(await left.count(), 0);
    }));

  test("a frozen analysis has no counts of today", () =>
    onPage({}, async (page) => {
      const kept = await frozen(page, "/analysis?question=distribution");
      const asked = [];
      page.on("request", (request) => {
        if (/\/api\/v1\/leaderboard/.test(request.url())) asked.push(request.url());
      });
      await go(page, kept);
      assert.deepEqual(asked, []);
      assert.equal(await page.getByRole("group", { name: "Filters" }).count(), 0);
    }));

  test("a long address is copied as a kept view, a short one as it is", () =>
    onPage({}, async (page) => {
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
      const copied = async () => {
        await page.getByRole("button", { name: "Copy link" }).click();
        await page.getByText("Copied").waitFor();
        return page.evaluate(() => navigator.clipboard.readText());
      };
      await go(page, "/?engine=vllm");
      assert.equal(await copied(), `${base}/?engine=vllm`);
      const models = Array.from({ length: 90 }, (_, i) => `a-model-that-nobody-has-${i}`).join(",");
      await go(page, `/?model=${models}`);
      assert(page.url().length > 1800);
      const link = await copied();
      assert.match(link, /\/v\/[\w-]{20}$/);
      await go(page, new URL(link).pathname);
      const live = await page.getByRole("link", { name: "Open the live page" }).getAttribute("href");
      assert.equal(new URL(live, base).searchParams.get("model"), models);
    }));

  test("without scripts, a frozen view has its answer", () =>
    onPage({}, async (page) => {
      for (const path of pages) {
        const kept = await frozen(page, path);
        await onPage({ javaScriptEnabled: false }, async (plain) => {
          await go(plain, kept);
          assert.match(await plain.locator("aside").innerText(), /^Saved view of /);
          assert((await rowsOf(plain)).length > 0, `${path} has no rows`);
        });
      }
    }));

  test("a view that nobody saved is said not to be there", () =>
    onPage({ expected: /status of 404/ }, async (page) => {
      await go(page, "/v/none");
      await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    }));

  for (const [theme, width] of [
    ["light", 1440],
    ["dark", 390],
  ])
    test(`/changes in ${theme} at ${width} px: accessible, nothing wider than the page, linked from the board`, () =>
      onPage({ theme, width }, async (page) => {
        await go(page, "/");
        await page.getByRole("link", { name: "What changed in it" }).click();
        await page.getByRole("heading", { level: 1, name: "Changes of the method" }).waitFor();
        await accessible(page, "/changes");
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
          0,
        );
      }));
}
