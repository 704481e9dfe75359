import { expect, it } from "vitest";
import { pictureOf } from "./save-image";

it("takes the drawings of a box with their looks, a title and the source", () => {
  document.body.innerHTML = `
    <style>.bar { fill: rgb(1, 2, 3); } .other { fill: url("#hatch"); }</style>
    <svg><defs><pattern id="hatch"><path d="M0 0V5"/></pattern></defs></svg>
    <div id="box">
      <svg role="img" aria-label="x" width="10" height="10"><rect class="bar" width="5" height="5"/><rect class="other"/></svg>
      <svg aria-hidden="true"><circle r="1"/></svg>
    </div>`;
  const { svg } = pictureOf(document.getElementById("box") as HTMLElement, "A < B", "https://a.example/?x=1&y=2");
  expect(new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("parsererror")).toBeNull();
  expect(svg).toContain("A &lt; B");
  expect(svg).toContain("https://a.example/?x=1&amp;y=2");
  expect(svg).not.toContain("class=");
  expect(svg).toContain('fill="rgb(1, 2, 3)"');
  expect(svg).not.toContain("<circle");
  expect(svg).toMatch(/<defs><pattern [^>]*id="hatch"/);
});
