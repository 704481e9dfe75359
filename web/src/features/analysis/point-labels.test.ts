import { expect, it } from "vitest";
import { placeLabels } from "./point-labels";

it("stands above and to the right where there is room", () => {
  expect(placeLabels([{ x: 50, y: 50, text: "8" }])).toEqual([{ text: "8", position: "top right" }]);
});

it("moves away from a neighbour's label and point, and from letters", () => {
  const near = placeLabels([
    { x: 50, y: 50, text: "8" },
    { x: 58, y: 50, text: "16" },
  ]);
  expect(near[0]?.position).not.toBe(near[1]?.position);
  expect(placeLabels([{ x: 50, y: 50, text: "8" }], [{ x: 60, y: 60 }])[0]?.position).toBe("bottom right");
});

it("leaves out what has no room, and nothing where points lie apart", () => {
  const crowd = Array.from({ length: 9 }, () => ({ x: 50, y: 50, text: "128" }));
  expect(placeLabels(crowd).filter(({ text }) => text !== "")).toHaveLength(4);
  const apart = Array.from({ length: 9 }, (_, i) => ({ x: 40 * i + 40, y: 50, text: "128" }));
  expect(placeLabels(apart).every(({ text }) => text === "128")).toBe(true);
});
