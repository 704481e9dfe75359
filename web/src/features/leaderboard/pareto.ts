/** Points that no other point beats in both directions; more is better on both axes. */
export interface Point {
  x: number;
  y: number;
}

/** Indexes of the front, from left to right. Equal points are all on it. O(n log n). */
export function paretoFront(points: readonly Point[]): number[] {
  const order = points.map((_, i) => i).filter((i) => Number.isFinite(points[i]?.x) && Number.isFinite(points[i]?.y));
  const at = (i: number) => points[i] as Point;
  order.sort((a, b) => at(b).x - at(a).x || at(b).y - at(a).y);
  const front: number[] = [];
  let best = -Infinity;
  let bestX = Infinity;
  for (const i of order) {
    const { x, y } = at(i);
    if (y > best || (y === best && x === bestX)) {
      front.push(i);
      best = y;
      bestX = x;
    }
  }
  return front.reverse();
}
