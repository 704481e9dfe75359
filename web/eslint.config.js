import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

/** shared <- features <- app; features never know each other. */
const no = (group, message) => ({
    "no-restricted-imports": ["error", { patterns: [{ group, message }] }],
});
const features = ["leaderboard", "result", "submit", "about"];

export default ts.config(
    { ignores: ["dist", "node_modules", "src/shared/api/schema.d.ts"] },
    js.configs.recommended,
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
        },
    },
    {
        files: ["src/shared/**"],
        rules: no(["@/features/*", "@/app/*", "**/features/**", "**/app/**"], "shared knows neither features nor app"),
    },
    ...features.map((name) => ({
        files: [`src/features/${name}/**`],
        rules: no(
            [
                "@/app/*",
                "**/app/**",
                ...features.filter((other) => other !== name).map((other) => `@/features/${other}/**`),
            ],
            "a feature knows neither app nor another feature",
        ),
    })),
    {
        files: ["scripts/**", "tests/**", "public/**"],
        languageOptions: {
            globals: Object.fromEntries(
                [
                    "process",
                    "console",
                    "document",
                    "window",
                    "localStorage",
                    "URL",
                    "fetch",
                    "navigator",
                    "setTimeout",
                    "getComputedStyle",
                    "PerformanceObserver",
                    "structuredClone",
                ].map((name) => [name, "readonly"]),
            ),
        },
    },
);
