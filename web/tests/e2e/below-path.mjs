// A server below a path of its host: LEM_URL ends with the path, LEM_PAGE is a result's page, LEM_RESULT
// a document to check.
import assert from "node:assert/strict";
import { launch, newPage } from "./browser.mjs";

const base = process.env.LEM_URL;
const prefix = new URL(base).pathname;
const browser = await launch();
const { page, problems } = await newPage(browser, { base });
page.on("request", (request) => {
  const { protocol, pathname } = new URL(request.url());
  if (protocol.startsWith("http") && !pathname.startsWith(`${prefix}/`))
    problems.push(`outside of ${prefix}: ${pathname}`);
});
page.on("response", (response) => {
  if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
});
const at = (path) => page.waitForURL((url) => url.pathname === prefix + path);

for (const path of ["/", "/submit", "/about", "/api/docs", new URL(process.env.LEM_PAGE).pathname.slice(prefix.length)])
  await page.goto(base + path, { waitUntil: "networkidle" });

// The application's own navigation, and the browser's.
await page.goto(`${base}/`, { waitUntil: "networkidle" });
await page.locator(`a[href^="${prefix}/results/"]`).first().click();
await at(new URL(process.env.LEM_PAGE).pathname.slice(prefix.length));
await page.getByRole("link", { name: "Method" }).first().click();
await at("/about");
await page.goBack();
await page.reload({ waitUntil: "networkidle" });

// The check in the browser: a worker and its WebAssembly module.
await page.goto(`${base}/submit`, { waitUntil: "networkidle" });
await page.setInputFiles("input[type=file]", process.env.LEM_RESULT);
await page.getByText("Can be published").waitFor();
// Without the WebAssembly tools the module is not built, and the page asks the server.
const built = (await fetch(`${base}/lem_check.wasm`)).ok;
await page.getByText(built ? "nothing has been sent" : "was sent to the server").waitFor();

// Without a script the links are the server's.
const plain = await newPage(browser, { base, javaScriptEnabled: false });
await plain.page.goto(`${base}/about`);
const links = await plain.page.$$eval("a[href^='/']", (found) => found.map((link) => link.getAttribute("href")));
assert(links.length > 0);
assert.deepEqual(
  links.filter((link) => !link.startsWith(`${prefix}/`)),
  [],
);

assert.deepEqual(problems, []);
await browser.close();
console.log("below path: pages passed");
