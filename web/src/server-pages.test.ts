/** The server writes pages in the application's classes; a class that no style sheet has would go unnoticed. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";

const web = join(import.meta.dirname);
const server = join(web, "../../src");
const files = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));

function styled(): Set<string> {
  const names = new Set<string>();
  for (const path of files(web, ".css")) {
    const module = path.endsWith(".module.css") ? `${basename(path, ".module.css")}-` : "";
    const text = readFileSync(path, "utf8")
      .replaceAll(/\/\*[^]*?\*\//g, "")
      .replaceAll(/:global\([^)]*\)/g, "");
    for (const [, name] of text.matchAll(/\.([A-Za-z][\w-]*)/g)) names.add(`${module}${name ?? ""}`);
  }
  return names;
}

it("knows every class that the server writes", () => {
  const known = styled();
  const pages = files(join(server, "pages"), ".cpp").filter((path) => !path.endsWith("_test.cpp"));
  expect(pages.length).toBeGreaterThan(2);
  // Adjacent C++ literals are one text.
  const written = pages
    .flatMap((path) => {
      const text = readFileSync(path, "utf8").replaceAll(/(?:"|\)")\s*\n\s*(?:R"\(|")/g, "");
      return [...text.matchAll(/class=\\?"([^"\\{]*)/g)].flatMap(([, names]) => (names ?? "").split(" "));
    })
    .filter((name) => !name.endsWith("-")); // what is put together while running
  expect(written.length).toBeGreaterThan(60);
  expect([...new Set(written)].filter((name) => name !== "" && !known.has(name))).toEqual([]);
});
