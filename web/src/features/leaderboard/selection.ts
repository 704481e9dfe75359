/** Rows that are chosen to compare, and rows that are kept above the others. */
import { idsMax, type View } from "./search";

/** As many as the server compares. */
export const comparedMax = 6;
export const canCompare = (ids: readonly string[]) => ids.length >= 2 && ids.length <= comparedMax;

/** The view with a row chosen, or not; no more rows than an address can name. */
export function withSelected(view: View, id: string, chosen: boolean): View {
  const others = view.selected.filter((other) => other !== id);
  return { ...view, selected: chosen ? [...others, id].slice(0, idsMax) : others };
}

/** The pinned rows with those that are chosen, or without them where all of those are pinned. */
export function toggledPins({ pinned, selected }: Pick<View, "pinned" | "selected">): string[] {
  return selected.every((id) => pinned.includes(id))
    ? pinned.filter((id) => !selected.includes(id))
    : [...new Set([...pinned, ...selected])];
}
export const withPinToggled = (view: View, id: string): View => {
  const pinned = toggledPins({ pinned: view.pinned, selected: [id] });
  return pinned.length > idsMax ? view : { ...view, pinned };
};
