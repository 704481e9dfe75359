import { useEffect, useState } from "react";
import type { LeaderboardRow } from "@/shared/api/wire";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.matches("input, textarea, select") || target.closest("dialog[open]") !== null);

/** j and k move through the rows, Enter opens, ? shows the keys. Returns the current row or -1. */
export function useRowKeys(rows: readonly LeaderboardRow[], onOpen: (id: string) => void, onHelp: () => void): number {
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
      if (event.key === "j" && rows.length > 0) move(Math.min(current + 1, rows.length - 1));
      else if (event.key === "k" && rows.length > 0) move(Math.max(current - 1, 0));
      else if (event.key === "?") onHelp();
      else if (event.key === "Enter" && event.target === document.body) {
        const row = rows[current];
        if (row) onOpen(row.id);
      }
    };
    addEventListener("keydown", listen);
    return () => {
      removeEventListener("keydown", listen);
    };
  }, [rows, current, onOpen, onHelp]);
  return current < rows.length ? current : -1;
}
