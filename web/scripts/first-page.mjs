/**
 * Vite's plugin for the order in which the first page comes over a slow line: what is needed to paint what the server
 * wrote is inside the page, the application follows it, and the part of the application that the address needs is asked
 * for together with the rest, not by it. The server allows these inline parts by their hashes (src/pages/shell.cpp).
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const web = new URL("..", import.meta.url).pathname;
const routes = join(web, "src/app/routes");

/** ["/models/$id", "models-component"] of every route with a part of its own. */
function routeParts() {
  return readdirSync(routes)
    .filter((name) => name.endsWith(".tsx"))
    .flatMap((name) => [
      ...readFileSync(join(routes, name), "utf8").matchAll(
        /path: "([^"]+)",(?:(?!createRoute)[^])*?lazyRouteComponent\(\(\) => import\("([^"]+)"\)/g,
      ),
    ])
    .map(([, path, module]) => [path, module.slice(module.lastIndexOf("/") + 1)]);
}

/** The files of a part with all that it imports. */
function filesOf(bundle, file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const other of bundle[file]?.imports ?? []) filesOf(bundle, other, found);
  return found;
}

/** [path, files] beyond those that every page has; "/models/$" is the start of the paths of its items. */
function filesByPath(bundle, entry) {
  const always = filesOf(bundle, entry);
  const parts = Object.values(bundle).filter(({ isDynamicEntry }) => isDynamicEntry);
  const partOf = (isIt) => parts.find(({ facadeModuleId }) => facadeModuleId && isIt(facadeModuleId));
  const filesBeyond = (...chunks) =>
    [...new Set(chunks.flatMap((chunk) => [...filesOf(bundle, chunk.fileName)]))].filter((file) => !always.has(file));
  const byPath = new Map();
  for (const [path, module] of routeParts()) {
    const part = partOf((id) => id.endsWith(`/${module}.tsx`));
    if (!part) throw new Error(`the page ${path} has no file ${module}.tsx`);
    if (path.startsWith("/method/"))
      for (const text of parts) {
        const name = /\/docs\/method\/([a-z-]+)\.md$/.exec(text.facadeModuleId ?? "")?.[1];
        if (name) byPath.set(`/method/${name}`, filesBeyond(part, text));
      }
    else byPath.set(path.replace(/\$\w+$/, "$"), filesBeyond(part));
  }
  return [...byPath];
}

const isStyles = (file) => /\bstyles-[^/]*\.css$/.test(file);

/** Runs in the browser, after the tags of the application: they say where its files are, also below a path. */
function askForThePart(parts) {
  const base = document.querySelector("script[type=module]").src.replace(/assets\/[^/]*$/, "");
  const path = location.href.slice(base.length - 1).replace(/[?#].*/, "");
  for (const [start, files] of parts)
    if (start.endsWith("$") ? path.startsWith(start.slice(0, -1)) : path === start)
      for (const file of files) {
        const link = document.createElement("link");
        link.rel = "modulepreload";
        link.fetchPriority = "low";
        link.href = base + file;
        document.head.append(link);
      }
}

export const firstPage = [
  {
    name: "early-script",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replace('<script src="/src/early.js"></script>', () => {
          const text = readFileSync(join(web, "src/early.js"), "utf8");
          return `<script>${text.replaceAll(/^\s*(\/\/.*)?\n|^\s+/gm, "")}</script>`;
        }),
    },
  },
  {
    name: "first-page",
    // The styles are in the page: its parts wait for no file of them.
    generateBundle: {
      order: "pre",
      handler: (_, bundle) => {
        for (const { viteMetadata } of Object.values(bundle))
          for (const file of viteMetadata?.importedCss ?? []) if (isStyles(file)) viteMetadata.importedCss.delete(file);
      },
    },
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle, chunk }) {
        if (!bundle || !html.includes("<!--lem:main-->")) return html;
        const later = [];
        const [styles, ...others] = Object.keys(bundle).filter(isStyles);
        if (!styles || others.length > 0) throw new Error("the pages have one style sheet");
        const { source } = bundle[styles];
        delete bundle[styles];
        const first = html
          .replace("</head>", () => `<style>${String(source).trim()}</style>\n</head>`)
          .replaceAll(/ *<(script type="module"|link rel="modulepreload")([^\n]*)\n/g, (_, tag, rest) => {
            later.push(`<${tag} fetchpriority="low"${rest}\n`);
            return "";
          });
        const parts = JSON.stringify(filesByPath(bundle, chunk.fileName));
        later.push(`<script>(${askForThePart.toString().replaceAll(/\n\s*/g, " ")})(${parts})</script>\n`);
        return first.replace("<!--lem:data-->", () => `${later.join("")}<!--lem:data-->`);
      },
    },
  },
];
