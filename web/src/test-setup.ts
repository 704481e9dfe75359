import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { afterEach, vi } from "vitest";

afterEach(cleanup);
// A wait ends when what it waits for is there; a busy machine takes longer.
configure({ asyncUtilTimeout: 20_000 });

// What jsdom lacks and the pages use.
window.matchMedia = (query: string) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: vi.fn(),
  removeEventListener: vi.fn(),
  addListener: vi.fn(),
  removeListener: vi.fn(),
  dispatchEvent: () => false,
});
window.scrollTo = vi.fn();
Element.prototype.scrollIntoView = vi.fn();
globalThis.ResizeObserver = class {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
};
/** Everything is in sight. */
globalThis.IntersectionObserver = class {
  constructor(private readonly seen: IntersectionObserverCallback) {}
  observe() {
    this.seen([{ isIntersecting: true } as IntersectionObserverEntry], this as unknown as IntersectionObserver);
  }
  disconnect() {
    return undefined;
  }
} as unknown as typeof IntersectionObserver;
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true;
};

// As in index.html.
runInThisContext(readFileSync(join(import.meta.dirname, "early.js"), "utf8"));
