import { useEffect, useState } from "react";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.matches("input:not([type=checkbox]), textarea, select") || target.closest("dialog[open]") !== null);

export interface RowActions {
  open: (id: string) => void;
  select: (id: string) => void;
  pin: (id: string) => void;
  compare: () => void;
  help: () => void;
}

/** j and k move through the rows, x chooses, p pins, c compares, Enter opens, ? shows the keys. Returns the current row or -1. */
export function useRowKeys(ids: readonly string[], actions: RowActions): number {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const move = (index: number) => {
      setCurrent(index);
      const row = document.querySelector<HTMLElement>(`tr[data-row="${String(index)}"]`);
      row?.scrollIntoView({ block: "nearest" });
      row?.querySelector<HTMLElement>("th a")?.focus({ preventScroll: true });
    };
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const id = ids[current];
      const has = id !== undefined && id !== "";
      if (event.key === "j" && ids.length > 0) move(Math.min(current + 1, ids.length - 1));
      else if (event.key === "k" && ids.length > 0) move(Math.max(current - 1, 0));
      else if (event.key === "x" && has) actions.select(id);
      else if (event.key === "p" && has) actions.pin(id);
      else if (event.key === "c") actions.compare();
      else if (event.key === "?") actions.help();
      else if (event.key === "Enter" && event.target === document.body && has) actions.open(id);
    };
    addEventListener("keydown", listen);
    return () => {
      removeEventListener("keydown", listen);
    };
  }, [ids, current, actions]);
  return current < ids.length ? current : -1;
}
