import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pageId } from "./page-id";

// The server writes ids alike: src/domain/explorer/page_id_test.cpp reads the same table.
const table = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../tests/golden/page_ids.json"), "utf8")) as [
  string,
  string,
][];

it.each(table)("the page of %s is %s", (name, id) => {
  expect(pageId(name)).toBe(id);
  expect(encodeURIComponent(id)).toBe(id);
});
