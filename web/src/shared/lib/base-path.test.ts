import { expect, it } from "vitest";
import { at, basePathOf } from "./base-path";

it("follows from where the scripts are", () => {
  expect(basePathOf("https://a.example/assets/index-1.js")).toBe("");
  expect(basePathOf("https://a.example/lem/assets/index-1.js")).toBe("/lem");
  expect(basePathOf("https://a.example/assets/lem/assets/index-1.js")).toBe("/assets/lem");
  expect(basePathOf("http://localhost:5173/src/shared/lib/base-path.ts")).toBe("");
  expect(at("/api/docs")).toBe("/api/docs");
});
