import { readdirSync } from "node:fs";
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

/** Forbids to import what matches, statically or with `import()`. */
const forbid = (regex, message) => ({
  "no-restricted-imports": ["error", { patterns: [{ regex, message }] }],
  "no-restricted-syntax": [
    "error",
    { selector: `ImportExpression > Literal[value=/${regex.replaceAll("/", "\\/")}/]`, message },
  ],
});

// shared <- features <- app; features never know each other. A path out of a feature's folder is written with "@/",
// so that these rules see it.
const features = readdirSync(`${import.meta.dirname}/src/features`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const layers = [
  {
    files: ["src/shared/**"],
    rules: forbid("(^@|\\.\\.)/(features|app)(/|$)", "shared knows neither features nor app"),
  },
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: forbid(
      `^\\.\\./|^@/app(/|$)|^@/features/(?!${name}/)`,
      'a feature knows neither app nor another feature, and writes paths out of its folder with "@/"',
    ),
  })),
];

const globals = [
  "process",
  "console",
  "document",
  "Element",
  "window",
  "localStorage",
  "location",
  "sessionStorage",
  "URL",
  "fetch",
  "navigator",
  "setTimeout",
  "getComputedStyle",
  "PerformanceObserver",
  "structuredClone",
];

export default ts.config(
  { ignores: ["dist", "node_modules", "src/shared/api/schema.d.ts"] },
  js.configs.recommended,
  {
    // A ratchet: lower it with the longest function.
    rules: { "max-lines-per-function": ["error", { max: 190, skipBlankLines: true, skipComments: true }] },
  },
  {
    // A test's suite is one function, so the closer limit is for the application alone.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": ["error", { max: 85, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ["src/**/*.{ts,tsx}", "vite.config.ts"],
    extends: [...ts.configs.recommendedTypeChecked],
    plugins: { "react-hooks": hooks },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      ...hooks.configs.recommended.rules,
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
    },
  },
  ...layers,
  {
    files: ["scripts/**", "tests/**", "src/early.js"],
    languageOptions: { globals: Object.fromEntries(globals.map((name) => [name, "readonly"])) },
  },
);
