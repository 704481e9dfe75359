// One visit as a stranger makes it: a profile of its own, a phone of 390 x 844, a line of 1.6 Mb/s and 150 ms, a processor four times slower than this one.
const line = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
export const slowdown = 4;
/** As web/scripts/budget.mjs names them. */
const plotly = /\/assets\/(plotly|core)-[^/]*\.js$/;

/** Runs in the page, before anything of it. */
function observe() {
  const seen = (window.seen = { largest: [], shift: 0, longest: 0, slowest: "" });
  const on = (type, each, more) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", ({ startTime, size, element }) => {
    seen.largest.push({ at: startTime, size, element: element?.outerHTML.replace(/\s+/g, " ").slice(0, 90) ?? "(gone)" });
  });
  on("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.shift += value;
  });
  on(
    "event",
    ({ interactionId, duration, name, target }) => {
      if (!interactionId || duration <= seen.longest) return;
      seen.longest = duration;
      seen.slowest = `${name} on ${target?.outerHTML?.replace(/\s+/g, " ").slice(0, 60) ?? "what is gone"}`;
    },
    { durationThreshold: 16 },
  );
}

/** Opens the page, then clicks on the first visible match of each of `clicks` ("Escape" is the key); with what the browser says of both. */
export async function visit(browser, address, clicks) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", line);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.addInitScript(observe);
    const finished = [];
    const open = new Set();
    let start = 0;
    let first = "";
    let quietSince = performance.now();
    let chart = false;
    devtools.on("Network.requestWillBeSent", ({ requestId, timestamp, request, type }) => {
      if (start === 0) [start, first] = [timestamp, requestId];
      chart ||= plotly.test(request.url);
      if (type !== "EventSource") open.add(requestId);
    });
    const ended = ({ requestId, timestamp, encodedDataLength = 0 }) => {
      finished.push({ requestId, timestamp, bytes: encodedDataLength });
      open.delete(requestId);
      quietSince = performance.now();
    };
    devtools.on("Network.loadingFinished", ended);
    devtools.on("Network.loadingFailed", ended);
    const quiet = async (ms) => {
      const end = performance.now() + 20_000;
      while (performance.now() < end && (open.size > 0 || performance.now() - quietSince < ms)) await page.waitForTimeout(50);
    };
    await page.goto(address, { waitUntil: "load" });
    await quiet(800);
    await page.waitForTimeout(300);
    const { largest, shift } = await page.evaluate(() => window.seen);
    const lcp = largest.at(-1) ?? { at: Number.NaN, element: "nothing was painted" };
    // The page itself may be painted before its last byte is here.
    const bytes = finished
      .filter(({ requestId, timestamp }) => requestId === first || (timestamp - start) * 1000 <= lcp.at)
      .reduce((sum, one) => sum + one.bytes, 0);
    const measured = { lcp: lcp.at, candidates: largest, cls: shift, bytes, chart };
    const missed = [];
    for (const selector of clicks) {
      if (selector === "Escape") {
        await page.keyboard.press("Escape");
        continue;
      }
      const target = page.locator(selector).filter({ visible: true }).first();
      try {
        await target.click({ timeout: 3000 });
      } catch {
        missed.push(selector);
      }
      await quiet(300);
    }
    const { longest, slowest } = await page.evaluate(() => window.seen);
    return { ...measured, inp: longest, slowest, missed };
  } finally {
    await context.close();
  }
}
