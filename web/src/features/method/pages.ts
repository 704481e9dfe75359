/** The pages of docs/method, in the order in which they are read. */
const order = [
  "run",
  "load",
  "energy",
  "latency",
  "compute",
  "statistics",
  "comparing",
  "checks",
  "checks-arithmetic",
  "checks-energy",
  "checks-capacity",
  "checks-statistics",
  "provenance",
  "glossary",
];

export interface MethodText {
  title: string;
  html: string;
}

const nameOf = (path: string) => path.replace(/^.*\/([a-z-]+)\.md.*$/, "$1");
const titles = import.meta.glob<string>("../../../../docs/method/*.md", {
  query: "?title",
  import: "title",
  eager: true,
});
const texts = import.meta.glob<MethodText>("../../../../docs/method/*.md");

export const methodPages = Object.entries(titles)
  .map(([path, title]) => ({ name: nameOf(path), title }))
  .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));

/** Undefined where there is no such page. */
export async function methodText(name: string): Promise<MethodText | undefined> {
  const found = Object.entries(texts).find(([path]) => nameOf(path) === name);
  return found?.[1]();
}
