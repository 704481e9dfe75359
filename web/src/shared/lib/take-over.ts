/**
 * What a visitor has begun on the page that the server wrote, for the page that the application draws in its place:
 * typed text, open menus and the focus go to the same element of the new page.
 */
const used = "a[href], button, summary, input, select, textarea";
const isTyped = (element: Element): element is HTMLInputElement =>
  element instanceof HTMLInputElement && !["checkbox", "radio", "file", "hidden"].includes(element.type);

/** Elements are the same when they are of one kind with one name or text, and the same in number among those. */
function keyed(root: Element): Map<string, HTMLElement> {
  const elements = new Map<string, HTMLElement>();
  for (const element of root.querySelectorAll<HTMLElement>(used)) {
    const key = [element.tagName, element.getAttribute("name"), element.textContent.trim()].join("\n");
    let number = 0;
    while (elements.has(key + String(number))) number += 1;
    elements.set(key + String(number), element);
  }
  return elements;
}

/** As if it were typed, so that the application hears of it. */
function type(into: HTMLInputElement, text: string) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(into, text);
  into.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `draw` replaces what is in `root`, at once: a key that is pressed meanwhile waits. */
export function takeOver(root: Element, draw: () => void) {
  const written = keyed(root);
  const focused = document.activeElement;
  draw();
  const drawn = keyed(root);
  for (const [key, before] of written) {
    const after = drawn.get(key);
    if (!after) continue;
    if (isTyped(before) && isTyped(after) && before.value !== before.defaultValue) type(after, before.value);
    const [menu, same] = [before.parentElement, after.parentElement];
    if (menu instanceof HTMLDetailsElement && same instanceof HTMLDetailsElement && menu.open) same.open = true;
    if (before !== focused) continue;
    after.focus({ preventScroll: true });
    // Boxes for numbers have no selection, and refuse to be given one.
    if (isTyped(before) && isTyped(after) && before.selectionStart !== null)
      after.setSelectionRange(before.selectionStart, before.selectionEnd);
  }
}
