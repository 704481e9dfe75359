import { useSyncExternalStore } from "react";

/** As the style sheet's narrow-only. */
const query = "(max-width: 639px)";
const media = () => (typeof matchMedia === "function" ? matchMedia(query) : null);

function follow(changed: () => void) {
  const list = media();
  list?.addEventListener("change", changed);
  return () => {
    list?.removeEventListener("change", changed);
  };
}

/** Whether the window is a phone's, where rows are cards and menus are sheets. */
export const useNarrow = () => useSyncExternalStore(follow, () => media()?.matches ?? false);
