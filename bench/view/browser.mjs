// From Enter to the page: node browser.mjs LEM FOLDER RESULTS REPEATS, milliseconds one a line: when the page with all results is drawn.
// The browser runs already, as it does on a desk; each time has a profile of its own, so nothing is in its cache.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { launch, newPage } from "../../web/tests/e2e/browser.mjs";

const [lem, folder, results, repeats] = process.argv.slice(2);
const said = `${Number(results).toLocaleString("en")} results from`;
const browser = await launch();
for (let i = 0; i < Number(repeats); ++i) {
  const { page, close } = await newPage(browser, { base: "http://127.0.0.1", live: true });
  const start = performance.now();
  const view = spawn(lem, ["view", folder, "--no-browser"], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface(view.stdout), "line");
  await page.goto(line.slice(line.indexOf("http://")), { waitUntil: "commit" });
  await page.waitForFunction((text) => document.querySelector("aside")?.textContent.includes(text), said, { polling: 10 });
  await page.waitForFunction((text) => document.querySelector("main")?.textContent.includes(text), `of ${Number(results).toLocaleString("en")} results`, { polling: 10 });
  console.log(performance.now() - start);
  view.kill("SIGINT");
  await once(view, "exit");
  await close();
}
await browser.close();
