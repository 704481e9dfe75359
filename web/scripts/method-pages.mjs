/**
 * Vite's plugin for docs/method/*.md: each file is a module with its `title` and its `html`, with formulas
 * (```math, LaTeX) as MathML. With `?title` it is the title alone. Everything is made when building, so
 * the browser needs neither a Markdown reader nor an exception from the page's policy.
 */
import { readFileSync } from "node:fs";
import { Marked } from "marked";
import temml from "temml";

const page = /\/docs\/method\/[a-z-]+\.md(\?title)?$/;

const slug = (text) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
/** A heading "A2: ..." is the section of a check: its anchor is the code, whatever the title says. */
const anchor = (heading) => /^([A-Z]\d+): /.exec(heading)?.[1].toLowerCase() ?? slug(heading);
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The page's policy refuses style attributes; the style sheet has what is needed of them. */
const formula = (latex) =>
  temml.renderToString(latex, { displayMode: true, throwOnError: true }).replaceAll(/ style="[^"]*"/g, "");

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    code({ text, lang }) {
      if (lang === "math") return `<div class="method-page-formula" tabindex="0">${formula(text)}</div>\n`;
      return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      const served = href.replace(/^\.\.\/method\.md/, "../about").replace(/\.md(?=#|$)/, "");
      // Decision records and source files are not served.
      if (/^\.\.\/(?!about)/.test(served)) return text;
      return `<a href="${escaped(served).replaceAll('"', "&quot;")}">${text}</a>`;
    },
    table(token) {
      const cells = (row, tag) =>
        `<tr>${row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
      const rows = token.rows.map((row) => cells(row, "td")).join("");
      const look = token.header.length <= 3 ? "data-table method-page-narrow" : "data-table";
      return `<div class="data-scroll" tabindex="0"><table class="${look}"><thead>${cells(token.header, 'th scope="col"').replaceAll('</th scope="col">', "</th>")}</thead><tbody>${rows}</tbody></table></div>\n`;
    },
  },
});

/** "# Title" and the rest of a Markdown document. */
function split(markdown) {
  const [first, ...rest] = markdown.split("\n");
  if (!first?.startsWith("# ")) throw new Error("a page of the method begins with its title: # Title");
  return { title: first.slice(2), body: rest.join("\n") };
}

export const methodPage = (markdown) => {
  const { title, body } = split(markdown);
  return { title, html: marked.parse(body) };
};

export const methodPages = {
  name: "method-pages",
  enforce: "pre",
  load(id) {
    if (!page.test(id)) return null;
    const markdown = readFileSync(id.replace("?title", ""), "utf8");
    if (id.endsWith("?title")) return `export const title = ${JSON.stringify(split(markdown).title)};`;
    const { title, html } = methodPage(markdown);
    return `export const title = ${JSON.stringify(title)};\nexport const html = ${JSON.stringify(html)};`;
  },
};
