/** The rules on imports (eslint.config.js): what must not pass, in each way to write it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import { expect, it } from "vitest";

const features = readdirSync(join(import.meta.dirname, "features"));
const eslint = new ESLint({
  cwd: join(import.meta.dirname, ".."),
  // The rules on imports need no types.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: false } } },
  ruleFilter: ({ ruleId }) => ruleId.startsWith("no-restricted-"),
});

async function refused(file: string, path: string): Promise<boolean> {
  const forms = [`import "${path}";`, `export * from "${path}";`, `void import("${path}");`];
  const results = await Promise.all(
    forms.map((text) => eslint.lintText(text, { filePath: join(import.meta.dirname, file) })),
  );
  const errors = results.map(([result]) => result?.errorCount === 1);
  expect(new Set(errors).size, `${file} -> ${path}: the forms differ`).toBe(1);
  return errors[0] ?? false;
}

it.each(features)("keeps the feature %s from the others", async (feature) => {
  const file = `features/${feature}/page.ts`;
  for (const other of features.filter((name) => name !== feature)) {
    expect(await refused(file, `@/features/${other}/page`)).toBe(true);
    expect(await refused(file, `../${other}/page`)).toBe(true);
  }
  expect(await refused(file, "@/app/router")).toBe(true);
  expect(await refused(file, "../../app/router")).toBe(true);
  expect(await refused(file, `../../features/${feature}/page`)).toBe(true);
  expect(await refused(file, "./page")).toBe(false);
  expect(await refused(file, `@/features/${feature}/page`)).toBe(false);
  expect(await refused(file, "@/shared/ui/board")).toBe(false);
});

it("keeps shared from features and app", async () => {
  const file = "shared/ui/board.ts";
  expect(await refused(file, "@/features/result/page")).toBe(true);
  expect(await refused(file, "../../features/result/page")).toBe(true);
  expect(await refused(file, "@/app/router")).toBe(true);
  expect(await refused(file, "../../app/router")).toBe(true);
  expect(await refused(file, "../format/number")).toBe(false);
});
