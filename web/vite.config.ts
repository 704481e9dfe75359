import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstPage } from "./scripts/first-page.mjs";
import { methodPages } from "./scripts/method-pages.mjs";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The server writes HTML with these class names, so they must follow from the file alone. */
const scopedName = (local: string, path: string) => `${basename(path.split("?")[0] ?? path, ".module.css")}-${local}`;

export default defineConfig({
  plugins: [react(), firstPage, methodPages],
  resolve: {
    alias: {
      "maplibre-gl/dist/maplibre-gl.css": file("src/shared/ui/empty.css"),
      "@": file("src"),
    },
  },
  // Scripts find each other from where they are: the server may be below a path of its host.
  experimental: {
    renderBuiltUrl: (_name, { hostType }) => (hostType === "js" ? { relative: true } : undefined),
  },
  // Plotly names the global object as Node does.
  define: { global: "globalThis" },
  css: { modules: { generateScopedName: scopedName } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: file("index.html"), docs: file("docs.html") },
      output: {
        codeSplitting: {
          groups: [
            // One style sheet for all pages: the server writes them in these styles.
            { name: "styles", test: /src\/.*(?<!empty)\.css$/, priority: 2 },
            {
              name: "shared",
              // Not what only later pages need.
              test: /src\/shared\/(?!explorer\/|ui\/(?:chart-frame|check-)|lib\/(?:save-image|ticks|download)).*\.tsx?$|node_modules\/(react|react-dom|scheduler|@tanstack\/(?!.*(table|virtual))[\w-]+)\//,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  server: {
    fs: { allow: ["..", "."] },
    proxy: { "/api": process.env["LEM_URL"] ?? "http://127.0.0.1:8080" },
  },
  test: {
    environment: "jsdom",
    testTimeout: 60_000,
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
