// End to end in Chromium against a running server: LEM_URL, LEM_TOKEN to publish with, and LEM_PASSWORD_PATH, the
// one-time address that sets the password of the administrator, to sign in with. LEM_GITHUB_CLIENT_ID is as the server has it.
// The server should be empty or hold the test board; the board is published when a token is given.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addAccountScenarios } from "./account.mjs";
import { addAnalysisScenarios } from "./analysis.mjs";
import { addBoardScenarios } from "./board.mjs";
import { launch, newPage } from "./browser.mjs";
import { makeDocument } from "./document.mjs";
import { addViewScenarios } from "./views.mjs";
import { publishBoard, publishFlagged, publishWithdrawn } from "./publish.mjs";

const base = (process.env.LEM_URL ?? "").replace(/\/$/, "");
const token = process.env.LEM_TOKEN ?? "";
assert(base, "LEM_URL must be the address of a running server");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const tests = [];
/** Scenarios run two at a time, except those that measure time or change the board. */
const test = (name, run) => tests.push({ name, run, alone: false });
const testAlone = (name, run) => tests.push({ name, run, alone: true });
const browser = await launch();
const ids = token
  ? await publishBoard(base, token)
  : (await (await fetch(`${base}/api/v1/leaderboard?limit=1`)).json()).items.map((row) => row.id);
const withoutEnergy = async () =>
  (await (await fetch(`${base}/api/v1/leaderboard?energy_scope=none&limit=1`)).json()).items[0]?.id;

async function onPage(options, run) {
  const opened = await newPage(browser, { base, ...options });
  try {
    await run(opened.page);
    assert.deepEqual(
      opened.problems.filter((problem) => !options.expected?.test(problem)),
      [],
    );
  } finally {
    await opened.close();
  }
}

const go = (page, path) => page.goto(base + path, { waitUntil: "networkidle" });

async function accessible(page, where, part = "html") {
  // The engine is evaluated by the debugger, so the page's policy stays as it is.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (within) =>
      window.axe.run(within, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }),
    part,
  );
  assert.deepEqual(
    violations.map(
      ({ id, nodes }) =>
        `${where}: ${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.target.join(" "))
          .join(", ")}`,
    ),
    [],
  );
}

/** Folded where there are other ways to sign in. */
async function signInWithToken(page, given) {
  const way = page.locator("details", { hasText: "With a token" });
  await way.waitFor();
  if ((await way.getAttribute("open")) === null) await way.locator("summary").click();
  await way.getByLabel(/^Token/).fill(given);
  await way.getByRole("button", { name: "Sign in" }).click();
}

/** By the menu where there is no room for the links. */
async function visit(page, name) {
  const menu = page.locator(".layout-topbar summary");
  if (await menu.isVisible()) await menu.click();
  await page.locator(".layout-topbar a", { hasText: name }).filter({ visible: true }).click();
}

// With an interval, without energy, modelled, of one cycle.
const mixed = [ids[0], ...ids.slice(-3)];
const comparison = `/compare?ids=${mixed.join(",")}`;

const firstOf = async (list) => (await (await fetch(`${base}/api/v1/${list}?limit=1`)).json()).items[0]?.id;
const [model, hardware] = [`/models/${await firstOf("models")}`, `/hardware/${await firstOf("hardware")}`];

const addresses = [
  "/",
  "/?sort=throughput_tokens_per_sec",
  "/?q=nothing-is-called-this",
  `/results/${ids[0]}`,
  "/compare",
  `/compare?ids=${ids[0]}`,
  comparison,
  `${comparison}&baseline=${mixed[1]}&facts=all&metrics=all&chart=ratios`,
  `/compare?ids=${ids[0]},res_none`,
  "/models",
  "/models?slo=peak_memory_mb<=1&order=spread",
  "/models?q=nothing-is-called-this",
  model,
  `${model}?slo=peak_memory_mb<=1`,
  "/models/res_none",
  "/hardware",
  hardware,
  "/submit",
  "/sign-in",
  "/account",
  "/device",
  "/set-password",
  "/about",
  "/method/energy",
  "/method/latency",
  "/method/checks",
  "/no-such-page",
];
for (const [theme, width] of [
  ["light", 1440],
  ["dark", 1440],
  ["light", 390],
  ["dark", 390],
]) {
  for (const path of addresses) {
    const expected = /no-such-page|res_none/.test(path) ? /status of 404/ : undefined;
    test(`${path} in ${theme} at ${width} px: accessible, quiet, nothing wider than the page`, () =>
      onPage({ theme, width, expected }, async (page) => {
        await go(page, path);
        await page.waitForTimeout(300);
        await accessible(page, path);
        const excess = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(excess, 0, `${path} is ${excess} px wider than the window`);
      }));
  }
}

for (const [path, data] of [
  ["/", /\/api\/v1\/(leaderboard|stats)(\?(?!.*fields=)|$)/],
  [`/results/${ids[0]}`, /\/api\/v1\/results\/\w+$/],
  ["/compare", /\/api\/v1\/leaderboard/],
  [comparison, /\/api\/v1\/(compare|results)/],
  ["/models", /\/api\/v1\/models/],
  [model, /\/api\/v1\/models\/[^/]+(\?|$)/],
  ["/hardware?order=name", /\/api\/v1\/hardware/],
  [hardware, /\/api\/v1\/hardware/],
  ["/about", /\/api\/v1\/metrics/],
]) {
  test(`${path}: the first view needs no request for its data`, () =>
    onPage({}, async (page) => {
      const asked = [];
      page.on("request", (request) => {
        if (data.test(request.url())) asked.push(request.url());
      });
      await go(page, path);
      assert.deepEqual(asked, []);
    }));
}

for (const width of [1440, 390]) {
  for (const path of ["/", "/?sort=throughput_tokens_per_sec", `/results/${ids[0]}`, comparison, "/submit", "/about"]) {
    testAlone(`${path} at ${width} px: nothing jumps while it loads on a slow line and a slow machine`, () =>
      onPage({ width }, async (page) => {
        const devtools = await page.context().newCDPSession(page);
        await devtools.send("Network.emulateNetworkConditions", {
          offline: false,
          latency: 150,
          downloadThroughput: 200_000,
          uploadThroughput: 94_000,
        });
        await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
        await page.addInitScript(() => {
          window.shifts = [];
          new PerformanceObserver((list) => {
            for (const { value, sources } of list.getEntries())
              window.shifts.push({
                value,
                moved: sources.map(({ node }) => node?.outerHTML?.slice(0, 80)),
              });
          }).observe({ type: "layout-shift", buffered: true });
        });
        await go(page, path);
        const shifts = await page.evaluate(() => window.shifts);
        assert(shifts.reduce((sum, { value }) => sum + value, 0) <= 0.01, `layout shift ${JSON.stringify(shifts)}`);
      }),
    );
  }
}

for (const width of [1440, 390]) {
  testAlone(`a result at ${width} px has its place while it loads`, () =>
    onPage({ width }, async (page) => {
      await go(page, "/about");
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route(/\/api\/v1\/results\/\w+$/, async (route) => {
        await held;
        await route.continue();
      });
      await visit(page, "Leaderboard");
      await page.locator("tbody th a").first().click();
      await page.getByRole("heading", { name: "Loading the result…" }).waitFor();
      const place = () =>
        page
          .locator(".result-page-headline, .layout-columns")
          .evaluateAll((parts) => parts.map((part) => Math.round(part.getBoundingClientRect().y)));
      const before = await place();
      await accessible(page, "a result that loads");
      await page.evaluate(() => {
        window.shift = 0;
        new PerformanceObserver((list) => {
          for (const { value } of list.getEntries()) window.shift += value;
        }).observe({ type: "layout-shift" });
      });
      answer();
      await page.getByRole("heading", { name: "Loading the result…" }).waitFor({ state: "detached" });
      await page.waitForLoadState("networkidle");
      assert(
        (await page.evaluate(() => window.shift)) <= 0.01,
        `layout shift ${await page.evaluate(() => window.shift)}`,
      );
      // The name of a model may take a line more.
      const after = await place();
      assert(before.length === 2 && Math.abs(after[0] - before[0]) <= 40, `${before} became ${after}`);
    }),
  );
}

// The server writes the first view, the application draws it again: the visitor must not see the difference.
const drawn = (page, parts) =>
  page.evaluate((parts) => {
    const place = (element) => {
      const box = element.getBoundingClientRect();
      return [box.x, box.y + window.scrollY, box.width, box.height].map(Math.round).join(" ");
    };
    // What is there for another width alone, the application may leave out.
    const isSeen = (element) => element.getClientRects().length > 0;
    const own = (element) =>
      [...element.childNodes]
        .filter((node) => node.nodeName === "#text")
        .map((node) => node.data)
        .join("");
    const looks = (element) =>
      [...element.classList]
        .filter((name) => name !== "active")
        .sort()
        .join(".");
    const say = {
      place: (element) => [place(element)],
      text: (element) => [own(element), element.getAttribute("title") ?? "", element.getAttribute("d") ?? ""],
      whole: (element) => [element.textContent],
      // Where it stands in a long page depends on what is above it.
      drawing: (element) => {
        const { x, width, height } = element.getBoundingClientRect();
        const attributes = [...element.attributes].filter(({ name }) => name !== "class");
        return [
          [x, width, height].map(Math.round).join(" "),
          ...attributes.map(({ name, value }) => `${name}=${value}`).sort(),
          own(element),
          getComputedStyle(element).fill,
        ];
      },
      colour: (element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor],
    };
    return Object.entries(parts).flatMap(([part, wanted]) =>
      [...document.querySelectorAll(part)]
        .filter(isSeen)
        .map((element) =>
          [part, looks(element), ...wanted.split(" ").flatMap((what) => say[what](element))].join(" | "),
        ),
    );
  }, parts);

const frameParts = { ".layout-topbar": "place colour", ".layout-nav a": "place text colour", h1: "place text colour" };
const boardParts = {
  ...frameParts,
  ".leaderboard-page-counts span": "place text",
  ".leaderboard-page-leftOut": "place whole",
  ".leaderboard-page-tools": "place",
  ".leaderboard-page-filters > *": "place",
  ".leaderboard-page-slo, .leaderboard-page-sloBar, .leaderboard-page-limit": "place",
  ".leaderboard-page-boardHead": "place",
  ".leaderboard-page-boardHead > p": "whole",
  ".leaderboard-page-mixed": "place whole",
  ".leaderboard-page-reading": "place whole",
  ".data-empty": "place whole",
  ".data-board": "place",
  ".data-board thead th": "place",
  ".data-board tbody *": "place text colour",
  ".data-note": "place whole",
};
const compareParts = {
  ...frameParts,
  ".layout-lead": "place text colour",
  ".data-notice, .data-notice *": "place text colour",
  ".compare-page-above, .compare-page-above *": "place text colour",
  ".compare-page-compare, .compare-page-compare *": "place text colour",
  ".compare-page-search > :not([type=hidden])": "place text",
  ".compare-page-candidates *": "place text colour",
};
// Below the main figures the application draws more than the server writes, so what follows has another place.
const resultParts = {
  ...frameParts,
  ".layout-crumbs, .layout-crumbs *": "place text",
  ".layout-lead, .layout-lead *": "place text colour",
  ".result-page-badges, .result-page-badges *": "place text colour",
  ".result-page-spacedNotice, .result-page-spacedNotice *": "place text colour",
  ".result-page-headline, .result-page-headline *": "place text colour",
  ".check-list-checks > *": "whole",
  ".check-list-picture, .check-list-picture *": "drawing",
  ".result-page-files li": "whole",
};

function compared(path, parts, { theme, width }) {
  test(`${path} in ${theme} at ${width} px: what the server writes is what the application draws`, async () => {
    const views = [];
    for (const drawer of ["server", "application"])
      await onPage({ theme, width, expected: /net::ERR_FAILED/ }, async (page) => {
        if (drawer === "server") await page.route("**/assets/*.js", (route) => route.abort());
        await go(page, path);
        // What is folded has no size.
        await page.locator(".check-list-group").evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
        views.push(await drawn(page, parts));
      });
    assert.deepEqual(views[0], views[1]);
  });
}
for (const width of [1440, 1300, 1000, 390])
  for (const path of [
    "/",
    "/?sort=time_to_first_token_ms",
    "/?engine=vllm",
    "/?q=nothing-is-called-this",
    "/?tokens_per_joule=5..1&sort=colour&engine=vllm",
    "/?show=total_energy_joules,avg_power_watts&hide=trust&sort=-flops_per_second",
  ])
    compared(path, boardParts, { theme: "light", width });
for (const [theme, width] of [
  ["light", 1440],
  ["dark", 1000],
  ["light", 390],
])
  for (const path of [
    "/compare",
    `/compare?ids=${ids[0]}&q=qwen`,
    comparison,
    `${comparison}&baseline=${mixed[1]}&facts=all&metrics=all`,
  ])
    compared(path, compareParts, { theme, width });
// With an interval, without energy, modelled, of one cycle; and with every notice.
if (token) await publishFlagged(base, token);
const compareIds = [...mixed, ...(token ? [await publishWithdrawn(base, token)] : [])];
for (const width of [1440, 390])
  compared(`/compare?ids=${compareIds.join(",")}`, compareParts, { theme: "light", width });
for (const width of [1440, 390]) {
  for (const path of [
    "/",
    "/?flagged=shown",
    "/?flagged=only&q=tinyllama",
    "/?q=nothing-is-called-this",
    "/?tokens_per_joule=5..1&sort=colour&engine=vllm",
  ])
    compared(path, boardParts, { theme: "dark", width });
  for (const theme of ["light", "dark"])
    for (const id of compareIds) compared(`/results/${id}`, resultParts, { theme, width });
}

test("each page's tab has the same name from the server and from the application", () =>
  onPage({}, async (page) => {
    await go(page, "/about");
    const method = await page
      .locator("nav[aria-label=Method] a")
      .evaluateAll((links) => links.map((link) => link.pathname));
    const written = readdirSync(new URL("../../../docs/method", import.meta.url));
    assert.equal(method.length, written.length + 1);
    for (const path of [
      "/",
      "/submit",
      `/results/${ids[0]}`,
      "/compare",
      comparison,
      "/models",
      model,
      "/hardware",
      hardware,
      ...method,
    ]) {
      const html = await (await fetch(base + path, { headers: { accept: "text/html" } })).text();
      await go(page, path);
      const [, named] = /<title>([^<]*)<\/title>/.exec(html) ?? [];
      assert.equal(await page.title(), named, path);
      if (path.startsWith("/method/")) assert.equal(`${await page.locator("h1").textContent()} · lem`, named);
    }
  }));

for (const width of [1440, 390])
  test(`from a result to a comparison, by keyboard alone, at ${width} px`, () =>
    onPage({ width }, async (page) => {
      await go(page, `/results/${ids[0]}`);
      await page.getByRole("link", { name: "Compare with…" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: /^Compare .* with…$/ }).waitFor();
      await page.getByRole("searchbox").fill("");
      await page.keyboard.press("Enter");
      // All results instead of those of the model.
      await page.locator(".compare-page-candidates li").nth(10).waitFor();
      await page.locator(".compare-page-candidates a").nth(1).focus();
      await page.keyboard.press("Enter");
      const make = page.getByRole("link", { name: "Make baseline (B)" });
      await make.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/baseline=/);
      await page.getByRole("link", { name: "Baseline (B)", exact: true }).waitFor();
      assert.match(await page.evaluate(() => document.activeElement.textContent), /^Baseline \(B\)$/);
      await page.locator(".layout-row summary", { hasText: "Add result" }).focus();
      await page.keyboard.press("Enter");
      await page.locator(".control-popover .compare-page-candidates a").first().focus();
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: "Remove C" }).waitFor();
      assert.match(page.url(), /ids=[^&]*,[^&]*,[^&]*&baseline=/);
    }));

test("from the models to one, its device and back, by keyboard alone", () =>
  onPage({}, async (page) => {
    await go(page, "/models");
    await page.keyboard.press("/");
    await page.keyboard.type("Qwen");
    await page.waitForURL(/q=Qwen/);
    const link = page.locator("tbody th[scope=row] a").first();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/models\/[^?]+/);
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    const device = page.locator("table th[scope=row] a[href^='/hardware/']").first();
    await device.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/hardware\//);
    await page.getByRole("heading", { name: "Nominal and observed" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Best configuration on each device" }).waitFor();
  }));

for (const width of [1440, 390])
  test(`all results of a model are a table that sorts and stays in its place, at ${width} px`, () =>
    onPage({ width }, async (page) => {
      await go(page, model);
      const section = page.locator("section", { has: page.locator("#all-results") });
      await section.getByRole("button", { name: "Table" }).click();
      const head = section.getByRole("columnheader", { name: /^Submitted/ });
      await head.getByRole("button").click();
      assert.equal(await head.getAttribute("aria-sort"), "descending");
      await accessible(page, "all results as a table");
    }));

test("a comparison's charts are saved as SVG, PNG and CSV, and printed on white", () =>
  onPage({ theme: "dark" }, async (page) => {
    await go(page, comparison);
    const section = page.locator("section:has(#side-by-side)");
    const saved = {};
    for (const name of ["SVG", "PNG", "CSV"]) {
      await section.locator("summary").click();
      const waiting = page.waitForEvent("download");
      await section.getByRole("button", { name }).click();
      saved[name] = readFileSync(await (await waiting).path());
    }
    assert.match(saved.SVG.toString(), /^<svg [^]*Tokens per joule[^]*<\/svg>$/);
    assert(!/class=|var\(/.test(saved.SVG.toString()), "the picture has its looks in it");
    assert.deepEqual([...saved.PNG.subarray(1, 4)], [0x50, 0x4e, 0x47]);
    assert(saved.PNG.length > 10_000, `${saved.PNG.length} bytes`);
    assert.match(saved.CSV.toString(), /^metric,letter,result,mean,/);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    assert.equal(await page.locator(".layout-topbar nav").first().isVisible(), false);
  }));

test("on a card the figure that orders them is the large one, with its ±", () =>
  onPage({ width: 390 }, async (page) => {
    const large = () =>
      page
        .locator(".data-board tbody tr")
        .first()
        .locator("td")
        .evaluateAll((cells) => {
          const sizes = cells.map((cell) => Number.parseFloat(getComputedStyle(cell).fontSize));
          return cells[sizes.indexOf(Math.max(...sizes))].textContent;
        });
    await go(page, "/");
    assert.match(await large(), /\d± \d/);
    await go(page, "/?sort=-throughput_tokens_per_sec");
    const row = page.locator(".data-board tbody tr").first();
    const cell = row.locator("td[data-label='Throughput tok/s']");
    assert.equal(await large(), await cell.textContent());
    assert.match(await large(), /\d± \d/);
    const [figure, margin] = await Promise.all([
      cell.locator("span").nth(0).boundingBox(),
      cell.locator("span").nth(1).boundingBox(),
    ]);
    assert(margin.x > figure.x + figure.width && margin.y < figure.y + figure.height, "the ± stands beside its figure");
    await accessible(page, "cards by throughput");
  }));

test("extra columns leave the page as wide as it is", () =>
  onPage({ width: 1440 }, async (page) => {
    await go(page, "/");
    await page.getByText("View", { exact: true }).first().click();
    for (const name of [/^Energy of a cycle/, /^Power/, /^Compute/]) await page.getByRole("checkbox", { name }).check();
    await page.waitForURL(/show=total_energy_joules,avg_power_watts,flops_per_second/);
    await page.keyboard.press("Escape");
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      0,
    );
    const model = await page.locator(".data-board thead th", { hasText: "Model" }).first().boundingBox();
    assert(model.width > 150, `the model has ${model.width} px`);
    await accessible(page, "all columns");
  }));

test("a column is as wide whatever its rows hold", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    const widths = () =>
      page
        .locator(".data-board thead th")
        .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
    const all = await widths();
    while (
      (await page.evaluate(() => {
        document.querySelector(".data-board tbody tr:last-child").remove();
        return document.querySelectorAll(".data-board tbody tr").length;
      })) > 1
    )
      assert.deepEqual(await widths(), all);
  }));

test("the chart is drawn by Plotly without a way to send data out", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    await page.waitForSelector(".js-plotly-plot .point", { state: "attached" });
    assert.equal(await page.getByText("Share chart").count(), 0);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await page.getByRole("region", { name: "Data of the chart" }).waitFor();
  }));

test("a click on a point of the chart holds what hovering shows; Escape and a click elsewhere let it go; its name leads to the result", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    const point = page.locator(".js-plotly-plot .points .point").first();
    await point.waitFor({ state: "attached" });
    const { x, y, width, height } = await point.boundingBox();
    const pin = page.getByRole("group", { name: /^Chosen point/ });
    const press = () => page.mouse.click(x + width / 2, y + height / 2);
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.locator(".hoverlayer .hovertext").first().waitFor();
    assert.equal(await pin.count(), 0);
    for (const release of [
      () => page.keyboard.press("Escape"),
      () => page.getByRole("heading", { level: 1 }).click(),
    ]) {
      await press();
      await pin.getByText(/tok\/J/).waitFor();
      assert.equal(new URL(page.url()).pathname, "/");
      await pin.getByText(/tok\/J/).click({ clickCount: 3 });
      assert.match(await page.evaluate(() => String(window.getSelection())), /tok\/J/);
      await release();
      await pin.waitFor({ state: "detached" });
    }
    await press();
    await pin.waitFor();
    assert.equal(await page.locator(".hoverlayer .hovertext").count(), 0);
    await accessible(page, "a held point");
    await pin.getByRole("link").click();
    await page.waitForURL(/\/results\//);
  }));

test("the chart downloads as SVG, PNG and CSV", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    await page.waitForSelector(".js-plotly-plot .point", { state: "attached" });
    const starts = { SVG: "<svg", PNG: "\x89PNG", CSV: "id,model," };
    for (const [format, start] of Object.entries(starts)) {
      await page.locator("summary", { hasText: "Download" }).click();
      const arriving = page.waitForEvent("download");
      await page.getByRole("button", { name: new RegExp(`^${format}`) }).click();
      const file = await arriving;
      assert.equal(file.suggestedFilename(), `lem-efficiency.${format.toLowerCase()}`);
      const bytes = readFileSync(await file.path());
      assert(bytes.toString("latin1").startsWith(start), `${format} starts with ${bytes.toString("latin1", 0, 20)}`);
      assert(bytes.length > 1000, `${format} has ${bytes.length} bytes`);
    }
  }));

test("the keyboard reaches everything: search, sort, rows, result, back", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    await page.keyboard.press("/");
    await page.keyboard.type("qwen");
    await page.waitForURL(/q=qwen/);
    // Until the answer is here the old rows stand, and a row that goes takes the focus with it.
    await page.locator("tbody th[scope=row] a").first().filter({ hasText: "Qwen" }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("searchbox").inputValue(), "qwen");
    await page.keyboard.press("j");
    const name = await page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/results\//);
    await page
      .getByRole("heading", { level: 1 })
      .filter({ hasText: name ?? "?" })
      .waitFor();
    await page.goBack();
    await page.waitForURL(/q=qwen/);
  }));

test("what is typed before the application is there is not lost", () =>
  onPage({}, async (page) => {
    let arrive;
    const arrived = new Promise((resolve) => {
      arrive = resolve;
    });
    await page.route("**/assets/*.js", async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto(`${base}/`, { waitUntil: "commit" });
    await page.getByRole("link", { name: "Leaderboard" }).first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("qw");
    arrive();
    // The button is the application's alone.
    await page.getByRole("button", { name: "Switch between light and dark" }).waitFor();
    await page.keyboard.type("en");
    await page.waitForURL(/q=qwen/);
    assert.equal(await page.getByRole("searchbox").inputValue(), "qwen");
  }));

for (const width of [1440, 1000, 640, 390]) {
  test(`every menu of the board stays inside a window of ${width} px, and closes by Escape and by a click elsewhere`, () =>
    onPage({ width }, async (page) => {
      await go(page, "/");
      // The chart comes when its place is in sight, which it then replaces, and brings a menu.
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await page.locator(".js-plotly-plot .point").first().waitFor({ state: "attached" });
      const menus = page.locator("main details[name=facet]:visible");
      for (let i = 0; i < (await menus.count()); i++) {
        const menu = menus.nth(i);
        const panel = menu.locator("> :nth-child(2)");
        for (const close of [() => page.keyboard.press("Escape"), () => page.mouse.click(2, 2)]) {
          await menu.locator("summary").click();
          await panel.waitFor();
          await page.waitForTimeout(50);
          const { x, width: wide } = await panel.boundingBox();
          assert(x >= 0 && x + wide <= width, `menu ${i} from ${x} to ${x + wide}`);
          assert.equal(
            await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
            0,
            `menu ${i}`,
          );
          await close();
          await panel.waitFor({ state: "hidden" });
        }
      }
    }));
}

test("a search takes words in quotes as one, and the weights in billions", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    const box = page.getByRole("searchbox");
    await box.fill('"Qwen3-4B" params:3..5');
    await box.press("Enter");
    await page.waitForURL(/parameters_billions=3\.\.5/);
    const names = page.locator("tbody th[scope=row] a");
    await names.first().filter({ hasText: "Qwen3-4B" }).waitFor();
    for (const name of await names.allTextContents()) assert.match(name, /Qwen3-4B/);
    await page.locator("summary", { hasText: "Ranges" }).filter({ hasText: "1" }).waitFor();
    await box.fill('"4B Qwen3"');
    await page.getByText("No result matches all of this").waitFor();
  }));

test("ranges that hold nothing are refused in the form", () =>
  onPage({}, async (page) => {
    await go(page, "/");
    await page.locator("summary", { hasText: "Ranges" }).click();
    await page.getByLabel("Tokens per joule at least").fill("5");
    await page.getByLabel("Tokens per joule at most").fill("1");
    await page.keyboard.press("Enter");
    assert.equal(
      await page.getByLabel("Tokens per joule at most").evaluate((input) => input.validationMessage),
      "The lower limit is above the upper one.",
    );
    await page.getByLabel("Tokens per joule at most").fill("9");
    await page.keyboard.press("Enter");
    await page.waitForURL(/tokens_per_joule=5\.\.9/);
  }));

test("an answer that is none is said in words", () =>
  onPage({ expected: /./ }, async (page) => {
    await go(page, "/about");
    await page.route("**/api/v1/leaderboard?*", (route) => route.fulfill({ contentType: "text/html", body: "<html>" }));
    await page.getByRole("link", { name: "Leaderboard" }).click();
    await page.getByText("The ranking could not be loaded").waitFor();
    await page
      .getByText(/is not what this page expects/)
      .first()
      .waitFor();
  }));

for (const theme of ["light", "dark"]) {
  testAlone(`while the next view comes, the rows of the one before are readable, in ${theme}`, () =>
    onPage({ theme }, async (page) => {
      await go(page, "/");
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route("**/api/v1/leaderboard?*", async (route) => {
        await held;
        await route.continue();
      });
      const place = async () => (await page.locator(".data-board").boundingBox()).y;
      const before = await place();
      await page.getByRole("button", { name: /Throughput/ }).click();
      await page.locator(".data-board[aria-busy=true]").waitFor();
      await page.waitForTimeout(400);
      assert.equal(await place(), before);
      assert.match(
        await page.locator("th[aria-sort]").textContent(),
        /^Tokens per joule/,
        "the rows stand in the order they are said to",
      );
      await accessible(page, "a view that loads");
      assert.equal(
        await page.evaluate(() => getComputedStyle(document.querySelector(".data-busy"), "::before").opacity),
        "1",
      );
      answer();
      await page.locator(".data-board[aria-busy=false]").waitFor();
      assert.equal(await page.locator(".data-busy").count(), 0);
    }),
  );
}

test("a copied address opens the same view in a clean profile", async () => {
  const rows = (page) =>
    page.locator("tbody th[scope=row] a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  let address = "";
  let seen = [];
  await onPage({}, async (page) => {
    await go(page, "/");
    await page.locator("summary", { hasText: "Engine" }).first().click();
    await page.getByRole("checkbox", { name: /vLLM/ }).check();
    await page.getByRole("button", { name: /Throughput/ }).click();
    await page.waitForURL(/engine=vllm.*sort=|sort=.*engine=vllm/);
    // The table says the order of the rows that it has, not the one that was asked for.
    await page.locator("th[aria-sort=descending]", { hasText: "Throughput" }).waitFor();
    address = page.url();
    seen = await rows(page);
  });
  await onPage({}, async (page) => {
    await page.goto(address, { waitUntil: "networkidle" });
    assert.deepEqual(await rows(page), seen);
    assert.equal(await page.locator("th[aria-sort=descending]", { hasText: "Throughput" }).count(), 1);
  });
});

for (const path of [
  "/?sort=-throughput_tokens_per_sec",
  `/results/${ids[0]}`,
  comparison,
  "/models",
  model,
  "/hardware",
  hardware,
  "/analysis?question=distribution",
])
  test(`${path}: the menu of files has links that answer, in the state of the page`, () =>
    onPage({}, async (page) => {
      await go(page, path);
      const menu = page.locator("details", { has: page.locator("summary", { hasText: "Export" }) });
      await menu.locator("summary").click();
      const links = await menu.locator("a").evaluateAll((all) => all.map((link) => link.href));
      assert.equal(links.length, 7);
      for (const link of links) {
        assert.equal(new URL(link).search.includes("sort=-throughput"), path.includes("sort=-throughput"), link);
        const answer = await fetch(link);
        assert.equal(answer.status, 200, link);
        assert((await answer.arrayBuffer()).byteLength > 200, link);
      }
      // What the open menu covers counts as a small target.
      await accessible(page, path, "main details[open]");
    }));

test("without JavaScript the board is readable and sorts by links", () =>
  onPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${base}/`);
    assert((await page.locator("tbody tr").count()) > 0);
    await page.getByRole("link", { name: /Throughput/ }).click();
    assert.match(page.url(), /sort=-throughput/);
    await page.locator("tbody th a").first().click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.match(page.url(), /\/results\//);
  }));

test("without JavaScript a menu's sheet on the phone closes, and what an address holds in vain is said", () =>
  onPage({ javaScriptEnabled: false, width: 390 }, async (page) => {
    await page.goto(`${base}/?engine=vllm&sort=colour`);
    await page.getByText("Ignored in the address: sort=colour (not a column to sort by).").waitFor();
    await page.locator("summary", { hasText: "Hardware" }).click();
    await page.getByRole("link", { name: "Close" }).click();
    await page.getByRole("link", { name: "Close" }).waitFor({ state: "hidden" });
    assert.match(page.url(), /\?engine=vllm$/);
  }));

test("a result without energy says why", () =>
  onPage({}, async (page) => {
    const id = await withoutEnergy();
    if (!id) return;
    await go(page, `/results/${id}`);
    await page.getByText("Output tokens per second").first().waitFor();
    await page.getByText(/^Energy is absent: /).waitFor();
    const figures = page.getByRole("region", { name: "All metrics, scrollable" });
    await figures.getByRole("rowheader", { name: "Throughput", exact: true }).waitFor();
    assert.equal(await figures.getByRole("rowheader", { name: "Tokens per joule" }).count(), 0);
    await page
      .getByRole("listitem")
      .filter({ hasText: /^Tokens per joule, .*Absent: / })
      .waitFor();
  }));

test("a result with missing percentiles fits a phone", () =>
  onPage({ width: 390 }, async (page) => {
    const id = await withoutEnergy();
    if (!id) return;
    await go(page, `/results/${id}`);
    await page.getByRole("heading", { name: "Latency" }).waitFor();
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      0,
    );
  }));

test("the API's documentation opens without a request outside", () =>
  onPage({}, async (page) => {
    await go(page, "/api/docs");
    await page.getByText("/api/v1/leaderboard", { exact: true }).first().waitFor();
  }));

const folder = mkdtempSync(join(tmpdir(), "lem-e2e-"));
const freshName = `from-the-browser-${Date.now().toString(36)}`;
// Of another device than all other documents: two runs on one device at the same time are flagged, and hidden.
const freshSeed = 1_000_000 + (Date.now() % 1_000_000);
const fresh = makeDocument({ name: `test/${freshName}`, tps: 77, watts: 55, seed: freshSeed });
const fileOf = (name, text) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const choose = (page, files) => page.getByLabel("Choose files").setInputFiles(files);

test("a broken document is refused with the place of each mistake", () =>
  onPage({}, async (page) => {
    await go(page, "/submit");
    await choose(page, fileOf("broken.json", JSON.stringify({ ...fresh, cycles: "three", colour: 1 })));
    await page.getByText("Can’t be published.").waitFor();
    await page.getByText("/cycles", { exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Publish result" }).isDisabled(), true);
  }));

test("a document is checked in the browser and does not leave it", async () => {
  // Without the WebAssembly tools the module is not built, and the page says that it asks the server.
  const built = (await fetch(`${base}/lem_check.wasm`)).ok;
  await onPage({}, async (page) => {
    const asked = [];
    page.on("request", (request) => {
      if (request.method() === "POST") asked.push(request.url());
    });
    await go(page, "/submit");
    await choose(page, fileOf("good.json", JSON.stringify(makeDocument({ name: "test/here", seed: 3 }))));
    await page.getByText(built ? "nothing has been sent" : "was sent to the server").waitFor();
    assert.equal(asked.length, built ? 0 : 1);
  });
});

const vllmRun = (model, tokens) =>
  JSON.stringify({
    model_id: model,
    backend: "vllm",
    num_prompts: 10,
    request_rate: "inf",
    max_concurrency: 2,
    duration: 3,
    completed: 10,
    failed: 0,
    total_input_tokens: 100,
    total_output_tokens: tokens,
  });

test("a hundred files of another program are read in the browser, each with a verdict", () =>
  onPage({ width: 1440 }, async (page) => {
    const names = Array.from({ length: 98 }, (_, i) =>
      fileOf(`run-${String(i)}.json`, vllmRun("Acme/Tiny-1B", 300 + i)),
    );
    await go(page, "/submit");
    await choose(page, [
      ...names,
      fileOf("again.json", vllmRun("Acme/Tiny-1B", 300)),
      fileOf("notes.md", "# Notes\n\nNothing here.\n"),
    ]);
    await page
      .getByText("99 results, 98 can be published, 1 there twice, 1 other file without a result.")
      .waitFor({ timeout: 60_000 });
    await page.getByText("run-7.json, vLLM bench serve").click();
    await page.getByText(/^\d+ passed, /).waitFor();
    await page.getByRole("button", { name: "Publish 98 results" }).waitFor();
    await accessible(page, "many files");
  }));

if (process.env.LEM_RESULT) {
  test("what lem experiment wrote can be published, says the browser", () =>
    onPage({}, async (page) => {
      await go(page, "/submit");
      await choose(page, process.env.LEM_RESULT);
      await page.getByText("Can be published").waitFor();
    }));
}

test("a document that can't be true is refused", () =>
  onPage({}, async (page) => {
    const wrong = structuredClone(fresh);
    wrong.summary.tokens_per_joule.mean *= 3;
    await go(page, "/submit");
    await choose(page, fileOf("wrong.json", JSON.stringify(wrong)));
    await page.getByText("Can’t be published.").waitFor();
  }));

if (token) {
  testAlone("a document is checked, previewed, published and found; the second time it is known", () =>
    onPage({ width: 1440 }, async (page) => {
      const path = fileOf("result.json", JSON.stringify(fresh));
      for (const answer of ["Published.", "Already published."]) {
        await go(page, "/submit");
        await choose(page, path);
        await page.getByText("Can be published").waitFor();
        await page.getByRole("heading", { name: "As it will appear" }).waitFor();
        if (answer === "Published.") {
          await signInWithToken(page, token);
        }
        await page.getByText("Signed in as").waitFor();
        await page.getByLabel(/I measured this/).check();
        await page.getByRole("button", { name: "Publish result" }).click();
        await page.getByText(answer, { exact: true }).waitFor();
      }
      await accessible(page, "published");
      await page.getByRole("link", { name: "See the result" }).click();
      await page.getByRole("heading", { level: 1, name: new RegExp(freshName) }).waitFor();
      await go(page, `/?q=${freshName}`);
      assert.equal(await page.getByRole("link", { name: freshName }).count(), 1);
    }),
  );
  test("a wrong token is refused in words", () =>
    onPage({ expected: /status of 40[13]/ }, async (page) => {
      await go(page, "/submit");
      await choose(page, fileOf("other.json", JSON.stringify(makeDocument({ name: "test/refused", seed: 5 }))));
      await page.getByText("Can be published").waitFor();
      await signInWithToken(page, "lemu_wrong");
      await page.getByRole("alert").waitFor();
      assert.equal(await page.getByRole("button", { name: "Publish result" }).isDisabled(), true);
    }));
  test("scripts can't read the session, nothing keeps the token, and signing out ends it", () =>
    onPage({}, async (page) => {
      await go(page, "/submit");
      await choose(page, fileOf("session.json", JSON.stringify(makeDocument({ name: "test/session", seed: 6 }))));
      await signInWithToken(page, token);
      await page.getByText("Signed in as").waitFor();
      assert.deepEqual(
        await page.evaluate(() => [document.cookie, sessionStorage.length, JSON.stringify(localStorage)]),
        ["", 0, "{}"],
      );
      const [cookie] = await page.context().cookies();
      assert.equal(cookie?.httpOnly, true);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("With a token").waitFor();
      assert.deepEqual(await page.context().cookies(), []);
    }));
  for (const width of [1440, 390])
    testAlone(`new results are announced at ${width} px, nothing jumps, and a click loads them`, () =>
      onPage({ live: true, width }, async (page) => {
        const name = `live-${width}-${Date.now().toString(36)}`;
        const following = page.waitForResponse(/\/api\/v1\/events/);
        await page.goto(`${base}/?q=live-${width}`);
        await following;
        const place = () => page.locator("section:has(#board-title)").boundingBox();
        const before = await place();
        // Other measurements each time: the same ones would be the same result.
        const first = 2_000_000 + (Date.now() % 1_000_000);
        for (const seed of [first, first + 1]) {
          const response = await fetch(`${base}/api/v1/results`, {
            method: "POST",
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            body: JSON.stringify(makeDocument({ name: `test/${name}-${seed}`, seed })),
          });
          assert.equal(response.status, 201, await response.text());
        }
        const button = page.getByRole("button", { name: "2 new results" });
        await button.waitFor();
        assert.deepEqual(await place(), before);
        assert.equal(await page.getByRole("link", { name }).count(), 0);
        await accessible(page, "new results");
        await button.click();
        await page.getByRole("link", { name: `${name}-${first + 1}` }).waitFor();
        await button.waitFor({ state: "hidden" });
      }),
    );
}

addBoardScenarios({ test, testAlone, onPage, go, accessible, compared, parts: boardParts, ids });
addViewScenarios({ test, testAlone, onPage, go, accessible, base, ids });
if (token) addAnalysisScenarios({ testAlone, onPage, go, accessible, base, token });
// The last ones: afterwards there is a password, and another way to sign in.
const passwordPath = process.env.LEM_PASSWORD_PATH;
const withGitHub = process.env.LEM_GITHUB_CLIENT_ID !== undefined;
if (passwordPath) addAccountScenarios({ testAlone, base, passwordPath, withGitHub, onPage, go, accessible });

const only = process.argv[2];
let failed = 0;
const chosen = tests.filter(({ name }) => !only || name.includes(only));
async function runAll(waiting) {
  for (let next; (next = waiting.shift());) {
    try {
      await next.run();
      console.log(`ok    ${next.name}`);
    } catch (error) {
      failed += 1;
      console.log(
        `FAIL  ${next.name}\n      ${String(error instanceof Error ? error.message : error).replaceAll("\n", "\n      ")}`,
      );
    }
  }
}
const together = chosen.filter(({ alone }) => !alone);
await Promise.all([runAll(together), runAll(together)]);
await runAll(chosen.filter(({ alone }) => alone));
await browser.close();
console.log(failed === 0 ? `${chosen.length} passed` : `${failed} of ${chosen.length} failed`);
process.exit(failed === 0 && chosen.length > 0 ? 0 : 1);
