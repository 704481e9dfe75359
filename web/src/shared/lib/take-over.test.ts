import { beforeEach, expect, it } from "vitest";
import { takeOver } from "./take-over";

const root = document.createElement("div");
const one = (selector: string) => root.querySelector<HTMLElement>(selector);
const box = () => one("input") as HTMLInputElement;

beforeEach(() => {
  document.body.replaceChildren(root);
});

it("keeps what was typed, where the cursor stood, and tells the application", () => {
  root.innerHTML = '<form><input type="search" name="q" value="">';
  box().focus();
  box().value = "qwen";
  box().setSelectionRange(2, 2);
  const heard: string[] = [];
  takeOver(root, () => {
    root.innerHTML = '<label><input type="search" name="q" value=""></label>';
    box().addEventListener("input", (event) => heard.push((event.target as HTMLInputElement).value));
  });
  expect(heard).toEqual(["qwen"]);
  expect(box()).toHaveFocus();
  expect(box().selectionStart).toBe(2);
});

it("leaves alone what nobody touched", () => {
  root.innerHTML = '<input name="q" value="written">';
  takeOver(root, () => {
    root.innerHTML = '<input name="q" value="drawn">';
  });
  expect(box().value).toBe("drawn");
  expect(document.body).toHaveFocus();
});

it("keeps the focus on the same one of several links", () => {
  const links = '<a href="/a">Why</a><a href="/b">Why</a><a href="/c">Other</a>';
  root.innerHTML = links;
  one('[href="/b"]')?.focus();
  takeOver(root, () => {
    root.innerHTML = `<nav>${links}</nav>`;
  });
  expect(one('[href="/b"]')).toHaveFocus();
});

it("keeps a menu open", () => {
  const menu = "<details><summary>Menu</summary><p>Links</p></details>";
  root.innerHTML = menu;
  (one("details") as HTMLDetailsElement).open = true;
  takeOver(root, () => {
    root.innerHTML = menu;
  });
  expect((one("details") as HTMLDetailsElement).open).toBe(true);
});
