import { useEffect } from "react";

/** Names the tab; the server names it for the first page of a visit. */
export function useTitle(title: string | undefined) {
  useEffect(() => {
    if (title) document.title = `${title} · lem`;
  }, [title]);
}
