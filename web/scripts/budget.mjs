// Fails the build when a part of the application outgrows its budget (kB of gzip).
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { dist, filesUnder } from "./files.mjs";

const size = (path) => gzipSync(readFileSync(path), { level: 9 }).length / 1000;
const html = readFileSync(join(dist, "index.html"), "utf8");
const referenced = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => join(dist, match[1]));
const styles = gzipSync(/<style>([^]*?)<\/style>/.exec(html)[1], { level: 9 }).length / 1000;
const sum = (paths) => paths.reduce((total, path) => total + size(path), 0);
// Left out where the WebAssembly tools are missing (wasm.mjs).
const checker = join(dist, "lem_check.wasm");
// Its core is what the scatter and the analysis have in common.
const plotly = filesUnder(dist).filter((path) => /^(plotly|core)-.*\.js$/.test(basename(path)));

const budgets = [
  ["entry scripts", sum(referenced), 150],
  ["styles inside each page", styles, 15],
  ["Plotly", sum(plotly), 415],
  ["importers and checks of the submit page", existsSync(checker) ? size(checker) : 0, 300],
];
let failed = false;
for (const [name, used, limit] of budgets) {
  const over = used > limit;
  failed ||= over;
  console.log(`${over ? "OVER " : "     "}${name}: ${used.toFixed(1)} of ${limit} kB gzip`);
}
if (sum(plotly) < 300) {
  failed = true;
  console.log("OVER Plotly is not among the files that are counted as it; name them here");
}
if (referenced.some((path) => plotly.includes(path))) {
  failed = true;
  console.log("OVER Plotly is loaded with the first view; it must stay lazy");
}
process.exit(failed ? 1 : 0);
