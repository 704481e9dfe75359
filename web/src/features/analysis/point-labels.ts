/** Where the labels of points go, so that none covers another, a point or a letter; one without room is left out. */

/** In pixels, from the lower left corner of the panel. */
export interface Place {
  x: number;
  y: number;
}
interface Box {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export interface PointLabel {
  text: string;
  position: "top right" | "bottom right" | "top left" | "bottom left";
}

/** Of the font of 11 px that labels have. */
const charWidth = 6.6;
const textHeight = 12;
/** From the middle of a point to its label, and half of a point. */
const gap = 6;
const pointRadius = 5;
/** In the order in which they are tried. */
const positions: readonly PointLabel["position"][] = ["top right", "bottom right", "top left", "bottom left"];

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
const around = ({ x, y }: Place, half: number): Box => ({
  left: x - half,
  right: x + half,
  bottom: y - half,
  top: y + half,
});

function boxOf({ x, y }: Place, { text, position }: PointLabel): Box {
  const length = text.length * charWidth;
  const left = position.endsWith("right") ? x + gap : x - gap - length;
  const bottom = position.startsWith("top") ? y + gap - 2 : y - gap + 2 - textHeight;
  return { left, right: left + length, bottom, top: bottom + textHeight };
}

/** The labels of points in their order: the first ones have the choice. `letters` are the middles of what is written already. */
export function placeLabels(
  points: readonly (Place & { text: string })[],
  letters: readonly Place[] = [],
): PointLabel[] {
  const taken = letters.map((place) => around(place, textHeight / 2));
  const dots = points.map((point) => around(point, pointRadius));
  return points.map((point) => {
    for (const position of positions) {
      const label = { text: point.text, position };
      const box = boxOf(point, label);
      if (box.left < 0 || [...taken, ...dots].some((other) => overlap(box, other))) continue;
      taken.push(box);
      return label;
    }
    return { text: "", position: "top right" };
  });
}
