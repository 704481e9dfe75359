/** The query cache. An answer is kept under its address, so what the server wrote into the page is found by the same key. */
import { QueryClient, infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, address, get, type Answer, type ApiPath, type Given, type Query } from "./client";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Without a network a request fails and says so; it would wait in silence otherwise.
      networkMode: "always",
      staleTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

/** One address has one key, whatever the order and encoding of its parameters. */
export function keyOf(url: string): readonly [string] {
  const { pathname, searchParams } = new URL(url, location.origin);
  searchParams.sort();
  return [searchParams.size === 0 ? pathname : `${pathname}?${searchParams.toString()}`];
}

export function apiQuery<P extends ApiPath<"get">>(path: P, given: Given<P>) {
  return queryOptions({
    queryKey: keyOf(address(path, given)),
    queryFn: ({ signal }) => get(path, given, signal),
  });
}

type ListPath = {
  [P in ApiPath<"get">]: Answer<P> extends { next_cursor: string | null } ? P : never;
}[ApiPath<"get">];

/** A list by pages; the first page may be in the cache already. `next` asks for the page at a cursor. */
export function apiPages<P extends ListPath>(path: P, first: Query<P>, next: (cursor: string) => Query<P>) {
  const given = (query: Query<P>) => ({ query }) as unknown as Given<P>;
  const firstKey = keyOf(address(path, given(first)));
  return infiniteQueryOptions({
    queryKey: ["pages", ...firstKey],
    queryFn: ({ pageParam, signal }) => get(path, given(pageParam === null ? first : next(pageParam)), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last as { next_cursor: string | null }).next_cursor,
    placeholderData: keepPreviousData,
    initialData: () => {
      const known = queries.getQueryData<Answer<P>>(firstKey);
      return known && { pages: [known], pageParams: [null] };
    },
    initialDataUpdatedAt: () => queries.getQueryState(firstKey)?.dataUpdatedAt,
  });
}

/**
 * When this page came from the server, by this machine's clock. Where the browser had kept it (a step back in the
 * history) its age is not known, and it counts as old.
 */
function pageTime(): number {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation && navigation.transferSize > 0 ? performance.timeOrigin + navigation.responseStart : 0;
}

/** Takes over, once, the answers that the server wrote into the page: `{"/api/v1/stats": {...}}`. */
export function hydrate(text = document.getElementById("lem-data")?.textContent ?? "{}", time = pageTime()) {
  let answers: Record<string, unknown> = {};
  try {
    answers = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return; // The application asks for what it needs.
  }
  for (const [url, answer] of Object.entries(answers)) queries.setQueryData(keyOf(url), answer, { updatedAt: time });
}
