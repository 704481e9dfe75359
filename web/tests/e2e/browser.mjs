// Chromium as the checks need it: nothing in the background, a fresh profile for each page, and a
// list of everything that went wrong on the page.
import { chromium } from "playwright-core";

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/**
 * A page in a profile of its own; `problems` collects console errors and requests to other origins. A page that is not
 * `live` follows no changes: while a stream is open, the network is never idle.
 */
export async function newPage(
  browser,
  { base, width = 1440, theme = "light", javaScriptEnabled = true, live = false },
) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    javaScriptEnabled,
    reducedMotion: "reduce",
  });
  if (!live) await context.addInitScript(() => delete window.EventSource);
  const page = await context.newPage();
  const problems = [];
  const origin = new URL(base).origin;
  page.on("console", (message) => {
    if (message.type() === "error" || /content security policy/i.test(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin)
      problems.push(`other origin: ${request.url()}`);
  });
  return { page, problems, close: () => context.close() };
}
