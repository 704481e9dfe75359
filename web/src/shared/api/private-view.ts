/** The private view that this page belongs to (`lem view`). The server writes its state into each of its pages. */
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "./queries";
import type { PrivateView } from "./wire";

const againMs = 2000;
/** While files are being read. */
const soonAgainMs = 200;
const isReading = (view: PrivateView | undefined) => view !== undefined && view.files_read < view.files_found;

/** The files that a result was read from. */
export function usePrivateFiles(id: string | undefined): string[] {
  const { view } = usePrivateView();
  const { data } = useQuery({
    ...apiQuery("/api/v1/private-view/results/{id}", { path: { id: id ?? "" } }),
    enabled: view !== undefined && id !== undefined,
  });
  return data?.files ?? [];
}

/** Nothing on a server for everybody, which is not asked. `ended`: the program that showed the view no longer answers. */
export function usePrivateView(): { view: PrivateView | undefined; ended: boolean } {
  const { data, isError } = useQuery({
    ...apiQuery("/api/v1/private-view", {}),
    enabled: (query) => query.state.data !== undefined,
    refetchInterval: (query) => (isReading(query.state.data) ? soonAgainMs : againMs),
    retry: false,
  });
  return { view: data, ended: isError };
}
