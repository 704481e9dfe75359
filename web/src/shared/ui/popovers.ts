/**
 * What all menus of the pages do (`<details name="facet">` with a panel after its summary): a click elsewhere or
 * Escape closes them, and an open one stays inside the window.
 */
const menus = 'details[name="facet"]';
const margin = 16;

function keepInside(menu: HTMLDetailsElement) {
  const panel = menu.querySelector<HTMLElement>(":scope > summary + *");
  if (!panel) return;
  panel.style.translate = "";
  if (getComputedStyle(panel).position === "fixed") return; // the phone's sheet
  const box = panel.getBoundingClientRect();
  const room = document.documentElement.clientWidth - margin - box.right;
  const shift = Math.max(Math.min(room, 0), margin - box.left);
  if (room < 0 || box.left < margin) panel.style.translate = `${String(shift)}px 0`;
}

/** The focus does not go with the panel: the menu's button has it. */
export function close(menu: HTMLDetailsElement) {
  const held = menu.contains(document.activeElement);
  menu.open = false;
  if (held) menu.querySelector("summary")?.focus();
}

/** Listens until the returned function is called. */
export function tendPopovers(): () => void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>(`${menus}[open]`);
  const toggled = (event: Event) => {
    if (event.target instanceof HTMLDetailsElement && event.target.matches(menus) && event.target.open)
      keepInside(event.target);
  };
  const pressed = (event: PointerEvent) => {
    for (const menu of open()) {
      const panel = menu.querySelector(":scope > summary + *");
      const summary = menu.querySelector("summary");
      const target = event.target as Node;
      // On the phone what is around the sheet belongs to the menu too.
      if (!panel?.contains(target) && !summary?.contains(target)) menu.open = false;
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    open().forEach(close);
  };
  document.addEventListener("toggle", toggled, true);
  document.addEventListener("pointerdown", pressed);
  document.addEventListener("keydown", key);
  return () => {
    document.removeEventListener("toggle", toggled, true);
    document.removeEventListener("pointerdown", pressed);
    document.removeEventListener("keydown", key);
  };
}
