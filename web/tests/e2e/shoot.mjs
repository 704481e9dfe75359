// Takes pictures of every page for a person to look at: node tests/e2e/shoot.mjs OUTDIR [path...]
import { mkdirSync } from "node:fs";
import { launch, newPage } from "./browser.mjs";

const [out = "/tmp/shots", ...given] = process.argv.slice(2);
const base = process.env.LEM_URL ?? "http://127.0.0.1:8080";
const paths = given.length > 0 ? given : ["/", "/submit", "/about", "/nothing-here"];
mkdirSync(out, { recursive: true });
const browser = await launch();
try {
  for (const path of paths) {
    for (const [theme, width] of [
      ["light", 1440],
      ["dark", 1440],
      ["light", 390],
      ["dark", 390],
    ]) {
      const { page, problems, close } = await newPage(browser, { base, width, theme });
      await page.goto(base + path, { waitUntil: "networkidle" });
      await page.screenshot({
        path: `${out}/${path.replace(/\W+/g, "_")}-${theme}-${String(width)}.png`,
        fullPage: true,
      });
      if (problems.length > 0) console.log(path, theme, width, problems);
      await close();
    }
  }
} finally {
  await browser.close();
}
