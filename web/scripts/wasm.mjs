// Builds public/lem_check.wasm, importers and checks for the submit page, from lem's own sources. Where
// Debian's WebAssembly tools are missing the page asks the server instead, and this says so.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;
const out = join(root, "web/public/lem_check.wasm");
const compiler = process.env.WASM_CXX ?? "clang++-19";

const sourcesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.(cpp|hpp)$/.test(name) && !name.endsWith("_test.cpp"))
    .map((name) => join(folder, name));
const folders = ["web/wasm", "src/schema", "src/domain", "src/interchange"];
const compiled = [...folders.flatMap(sourcesIn).filter((path) => path.endsWith(".cpp")), "src/base/text.cpp"];
const watched = [...folders, "src/base"].flatMap(sourcesIn).map((path) => join(root, path));

const newest = Math.max(...watched.map((path) => statSync(path).mtimeMs));
if (existsSync(out) && statSync(out).mtimeMs > newest) process.exit(0);

const tools =
  ["/usr/lib/wasm32-wasi", "/usr/include/wasm32-wasi"].some(existsSync) &&
  ["/usr/bin", "/usr/local/bin"].some((folder) => existsSync(join(folder, compiler)));
if (!tools) {
  rmSync(out, { force: true });
  console.log(
    "lem_check.wasm is left out: install clang-19 lld-19 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32 wasi-libc binaryen. The submit page will ask the server.",
  );
  process.exit(0);
}
/** Resolves when the program has ended well. */
const run = (program, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program} failed with ${code}`))));
  });

const flags = [
  "--target=wasm32-wasi",
  "-stdlib=libc++",
  "-std=c++20",
  "-Oz", // and binaryen's wasm-opt, which clang runs where it is installed
  "-flto",
  "-fno-exceptions",
  "-fno-rtti",
  "-DNDEBUG",
  "-DLEM_WITHOUT_DOCS",
  "-DBOOST_DISABLE_THREADS",
  "-Isrc",
];
const link = [
  "-nostartfiles",
  "-Wl,--no-entry",
  "-Wl,--export=malloc",
  "-Wl,--export=free",
  "-Wl,--strip-all",
  "-Wl,--gc-sections",
];
const objects = mkdtempSync(join(tmpdir(), "lem-wasm-"));
try {
  // What nearly every file includes takes three quarters of the time, so it is read once.
  const shared = join(objects, "shared.hpp.pch");
  await run(compiler, [...flags, "-x", "c++-header", "web/wasm/shared.hpp", "-o", shared]);
  const includes = (source) => (/^src\/(schema|base)\//.test(source) ? [] : ["-include-pch", shared]);
  const objectOf = (source) => join(objects, source.replaceAll("/", "_") + ".o");
  const waiting = [...compiled];
  const compileAll = async () => {
    for (let source; (source = waiting.pop());)
      await run(compiler, [...flags, ...includes(source), "-c", source, "-o", objectOf(source)]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compileAll));
  await run(compiler, [...flags, ...link, "-o", `${out}.new`, ...compiled.map(objectOf)]);
} finally {
  rmSync(objects, { recursive: true });
}
renameSync(`${out}.new`, out);
