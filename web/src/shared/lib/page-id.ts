/** The address of the page of a model or hardware; the server writes it alike (src/domain/explorer/page_id.hpp). */
const escaped = (character: string) =>
  [...new TextEncoder().encode(character)]
    .map((byte) => `!${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
const plain: Readonly<Record<string, string>> = { " ": "_", "/": "~", _: "!_" };

export function pageId(name: string): string {
  if (name === "") return "!";
  const id = name.replaceAll(/[^A-Za-z0-9.-]/gu, (character) => plain[character] ?? escaped(character));
  // Browsers take "." and ".." for folders.
  return id.startsWith(".") ? `!2E${id.slice(1)}` : id;
}

/** What to call a page before its data is there: its name, but for the characters that an id escapes. */
export const nameOfPage = (id: string) =>
  id.replaceAll(/!_|_|~/g, (mark) => ({ "!_": "_", _: " ", "~": "/" })[mark] ?? mark);
