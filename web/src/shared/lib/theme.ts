export type Theme = "light" | "dark";

export function currentTheme(): Theme {
  const set = document.documentElement.dataset["theme"];
  if (set === "light" || set === "dark") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function switchTheme(): void {
  const theme: Theme = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem("lem-theme", theme);
  } catch {
    // Storage may be refused; the page still changes.
  }
  dispatchEvent(new Event("lem-theme"));
}

/** Tells when the theme changes, by the button or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  addEventListener("lem-theme", listener);
  media.addEventListener("change", listener);
  return () => {
    removeEventListener("lem-theme", listener);
    media.removeEventListener("change", listener);
  };
}
