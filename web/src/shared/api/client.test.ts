import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { ApiError, address, get, type Answer } from "./client";
import { apiPages, apiQuery, hydrate, keyOf, queries } from "./queries";
import type { LeaderboardPage, ResultDetail, Stats } from "./wire";

const server = setupServer();
beforeAll(() => {
  server.listen({ onUnhandledRequest: "error" });
});
afterEach(() => {
  server.resetHandlers();
  queries.clear();
});
afterAll(() => {
  server.close();
});

it("ties parameters and answers to the address", () => {
  expectTypeOf<Answer<"/api/v1/stats">>().toEqualTypeOf<Stats>();
  expectTypeOf<Answer<"/api/v1/results/{id}">>().toEqualTypeOf<ResultDetail>();
  expectTypeOf(get<"/api/v1/leaderboard">).returns.resolves.toEqualTypeOf<LeaderboardPage>();
  // @ts-expect-error: there is no such address
  address("/api/v1/no-such-thing", {});
  // @ts-expect-error: the id is missing
  address("/api/v1/results/{id}", {});
  // @ts-expect-error: not a parameter of this address
  address("/api/v1/leaderboard", { query: { colour: "red" } });
  // @ts-expect-error: not a scope
  address("/api/v1/leaderboard", { query: { energy_scope: ["moon"] } });
  expect(address("/api/v1/stats", {})).toBe("/api/v1/stats");
});

it("writes names and lists so that nothing of them is read as something else", () => {
  expect(address("/api/v1/results/{id}/files/{name}", { path: { id: "a/b", name: "x?.csv" } })).toBe(
    "/api/v1/results/a%2Fb/files/x%3F.csv",
  );
  expect(address("/api/v1/leaderboard", { query: { engine: [], hardware: ["a,b", "c"], limit: 2 } })).toBe(
    "/api/v1/leaderboard?hardware=a%5C%2Cb%2Cc&limit=2",
  );
});

it("says what the server said", async () => {
  server.use(
    http.get("/api/v1/results/x", () => HttpResponse.json({ detail: "No.", request_id: "r1" }, { status: 404 })),
  );
  const error = await get("/api/v1/results/{id}", { path: { id: "x" } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 404, message: "No.", requestId: "r1" });
});

describe("answers that came with the page", () => {
  const stats = { results: 1, models: 1, hardware: 1, contributors: 1, data_version: "1" };
  const isStale = (key: readonly unknown[]) =>
    queries
      .getQueryCache()
      .find({ queryKey: key })
      ?.isStaleByTime(5 * 60_000);

  it("are found by the address of the request, whatever its order and encoding", () => {
    hydrate(
      '{"/api/v1/stats":{"results":1},"/api/v1/leaderboard?q=a%20b&facets=engine,model":{"total":3}}',
      Date.now(),
    );
    expect(queries.getQueryData(apiQuery("/api/v1/stats", {}).queryKey)).toEqual({ results: 1 });
    expect(keyOf("/api/v1/leaderboard?facets=engine%2Cmodel&q=a+b")).toEqual(
      keyOf("/api/v1/leaderboard?q=a%20b&facets=engine,model"),
    );
  });

  it("are as old as the page is", async () => {
    let asked = 0;
    server.use(
      http.get("/api/v1/stats", () => {
        asked += 1;
        return HttpResponse.json({ ...stats, results: 2 });
      }),
    );
    const query = apiQuery("/api/v1/stats", {});
    hydrate(JSON.stringify({ "/api/v1/stats": stats }), Date.now() - 60_000);
    expect(isStale(query.queryKey)).toBe(false);
    expect((await queries.fetchQuery(query)).results).toBe(1);
    hydrate(JSON.stringify({ "/api/v1/stats": stats }), Date.now() - 6 * 60_000);
    expect(isStale(query.queryKey)).toBe(true);
    expect((await queries.fetchQuery(query)).results).toBe(2);
    expect(asked).toBe(1);
  });

  it("are taken over once: when the cache has dropped them, the server is asked", async () => {
    server.use(http.get("/api/v1/stats", () => HttpResponse.json({ ...stats, results: 2 })));
    const query = apiQuery("/api/v1/stats", {});
    hydrate(JSON.stringify({ "/api/v1/stats": stats }), Date.now());
    queries.removeQueries({ queryKey: query.queryKey });
    expect((await queries.fetchQuery(query)).results).toBe(2);
  });

  it("are the first page of a list, with their age", () => {
    const time = Date.now() - 1000;
    hydrate('{"/api/v1/leaderboard?engine=vllm":{"items":[],"next_cursor":null}}', time);
    const pages = apiPages("/api/v1/leaderboard", { engine: ["vllm"] }, (cursor) => ({ cursor }));
    expect((pages.initialData as () => unknown)()).toEqual({
      pages: [{ items: [], next_cursor: null }],
      pageParams: [null],
    });
    expect((pages.initialDataUpdatedAt as () => unknown)()).toBe(time);
    const others = apiPages("/api/v1/leaderboard", {}, (cursor) => ({ cursor }));
    expect((others.initialData as () => unknown)()).toBeUndefined();
  });

  it("are passed over where they can't be read", () => {
    hydrate("{", Date.now());
    expect(queries.getQueryCache().getAll()).toHaveLength(0);
  });
});
