// A private view in Chromium: LEM_VIEW, the address that lem view printed, and LEM_VIEW_FOLDER with twelve results.
import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch, newPage } from "./browser.mjs";

const address = new URL(process.env.LEM_VIEW ?? "");
const folder = process.env.LEM_VIEW_FOLDER ?? "";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launch();

async function onPage(options, run) {
  const opened = await newPage(browser, { base: address.origin, ...options });
  await run(opened.page);
  assert.deepEqual(opened.problems, []);
  await opened.close();
}
const notice = (page) => page.getByRole("complementary", { name: "Private view" });
const says = (page, text) => notice(page).filter({ hasText: text }).waitFor({ timeout: 15_000 });

for (const [theme, width] of [
  ["light", 1440],
  ["dark", 1440],
  ["light", 390],
  ["dark", 390],
])
  await onPage({ theme, width }, async (page) => {
    await page.goto(address.href, { waitUntil: "load" });
    await says(page, "Private view of 12 results from");
    await says(page, "nothing has been uploaded");
    await says(page, "1 file could not be read");
    assert.equal(await page.getByRole("link", { name: "Submit" }).count(), 0);
    assert.equal(new URL(page.url()).search, "", "the token stays in the address");
    await page.getByRole("link", { name: /B$/ }).first().waitFor();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document));
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(excess, 0, `the page is ${excess} px wider than the window`);
  });

await onPage({ live: true }, async (page) => {
  await page.goto(address.href, { waitUntil: "load" });
  await says(page, "12 results");
  const run = JSON.parse(readFileSync(join(folder, "point-000/0.json"), "utf8"));
  const part = join(folder, "part.tmp");
  writeFileSync(part, JSON.stringify({ ...run, model_id: "acme/newcomer", total_output_tokens: 64_000 }));
  renameSync(part, join(folder, "new.json"));
  await says(page, "13 results");
  await page.getByRole("link", { name: "newcomer" }).first().waitFor();
  rmSync(join(folder, "new.json"));
  await says(page, "12 results");
  await page.getByRole("link", { name: "newcomer" }).first().waitFor({ state: "detached" });
  await page.getByRole("link", { name: /B$/ }).first().click();
  await page.getByRole("heading", { level: 1, name: /B/ }).waitFor();
  await says(page, "12 results");
});

const stranger = await fetch(address.origin);
assert.equal(stranger.status, 401, "a visitor without the token");
await browser.close();
