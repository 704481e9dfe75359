/** The server writes pages in the application's classes; a class that no style sheet has would go unnoticed. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";

const web = join(import.meta.dirname);
const server = join(web, "../../src/pages");
const files = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));

function styled(): { names: Set<string>; modules: string[] } {
  const names = new Set<string>();
  const modules: string[] = [];
  for (const path of files(web, ".css")) {
    const module = path.endsWith(".module.css") ? `${basename(path, ".module.css")}-` : "";
    if (module !== "") modules.push(module);
    const text = readFileSync(path, "utf8")
      .replaceAll(/\/\*[^]*?\*\//g, "")
      .replaceAll(/:global\([^)]*\)/g, "");
    for (const [, name] of text.matchAll(/\.([A-Za-z][\w-]*)/g)) names.add(`${module}${name ?? ""}`);
  }
  return { names, modules };
}

it("knows every class that the server writes", () => {
  const { names, modules } = styled();
  const sources = files(server, ".cpp").filter((path) => !path.endsWith("_test.cpp"));
  expect(sources.length).toBeGreaterThan(5);
  const written = sources.flatMap((path) => {
    const text = readFileSync(path, "utf8");
    // {"class", "data-num"} is a class; in {"data-label", ...} the name of an attribute looks like one.
    const attributes = new Set([...text.matchAll(/\{\s*"([\w-]+)",/g)].map(([, name]) => name));
    const ofClass = [...text.matchAll(/"class",\s*"([^"]*)"/g)].flatMap(([, list]) => (list ?? "").split(" "));
    const others = [...text.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)]
      .flatMap(([, literal]) => (literal ?? "").split(" "))
      .filter((word) => modules.some((module) => word.startsWith(module)) && !attributes.has(word));
    return [...ofClass, ...others];
  });
  expect(written.length).toBeGreaterThan(60);
  // What ends in "-" is completed while the server runs.
  expect([...new Set(written)].filter((name) => name !== "" && !name.endsWith("-") && !names.has(name))).toEqual([]);
});
