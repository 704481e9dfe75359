/**
 * Drawings of a page as one picture. An SVG on the page has its looks from the style sheets; a file has none, so each
 * element takes its own along.
 */
const kept = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-linecap",
  "opacity",
  "font-size",
  "font-weight",
  "font-variant-numeric",
  "paint-order",
  "text-anchor",
] as const;
const margin = 16;
const titleHeight = 28;
const sourceHeight = 24;

function withOwnLooks(svg: Element): Element {
  const copy = svg.cloneNode(true) as Element;
  const from = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
    const looks = getComputedStyle(from[i] as Element);
    for (const name of kept) {
      const value = looks.getPropertyValue(name);
      if (value !== "") element.setAttribute(name, value.replace(/url\("?[^#"]*(#[^")]+)"?\)/, "url($1)"));
    }
    element.removeAttribute("class");
    element.removeAttribute("aria-label");
    element.removeAttribute("role");
  });
  return copy;
}

/** The patterns of the shell that drawings are filled with. */
function patternsOf(drawings: readonly string[]): string {
  const ids = new Set(drawings.flatMap((text) => [...text.matchAll(/url\(#([\w-]+)\)/g)].map(([, id]) => id ?? "")));
  return [...ids]
    .flatMap((id) => document.getElementById(id) ?? [])
    .map((pattern) => new XMLSerializer().serializeToString(withOwnLooks(pattern)))
    .join("");
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export interface Picture {
  svg: string;
  width: number;
  height: number;
}

/** The drawings (`svg[role=img]`) in a box where they stand in it, below a title and above their source. */
export function pictureOf(box: HTMLElement, title: string, source: string): Picture {
  const origin = box.getBoundingClientRect();
  const style = getComputedStyle(box);
  const surface = getComputedStyle(document.body).backgroundColor;
  const width = Math.ceil(origin.width) + 2 * margin;
  const height = Math.ceil(origin.height) + titleHeight + sourceHeight + 2 * margin;
  const drawings = [...box.querySelectorAll<SVGSVGElement>('svg[role="img"]')].map((svg) => {
    const place = svg.getBoundingClientRect();
    const copy = withOwnLooks(svg);
    copy.setAttribute("x", String(Math.round(place.x - origin.x + margin)));
    copy.setAttribute("y", String(Math.round(place.y - origin.y + margin + titleHeight)));
    copy.setAttribute("overflow", "visible");
    return new XMLSerializer().serializeToString(copy);
  });
  const text = (y: number, size: number, weight: number, words: string) =>
    `<text x="${String(margin)}" y="${String(y)}" font-size="${String(size)}" font-weight="${String(weight)}" fill="${style.color}">${escaped(words)}</text>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<defs>${patternsOf(drawings)}</defs>`,
    `<rect width="100%" height="100%" fill="${surface}"/>`,
    text(margin + 14, 15, 600, title),
    ...drawings,
    text(height - margin, 11, 400, source),
    "</svg>",
  ].join("");
  return { svg, width, height };
}

/** Twice as many pixels as on the page. */
export async function pngOf({ svg, width, height }: Picture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The browser could not draw the picture."));
    }, "image/png");
  });
}
