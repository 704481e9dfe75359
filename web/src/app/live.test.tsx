/** The board while results are published, against a server that answers as the real one does. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { open, testServer } from "../test-app";
import { makePage, makeRow } from "../test-data";
import { followChanges, hiddenMs } from "@/shared/lib/changes";

/** jsdom lacks it. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 0;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    Stream.opened.push(this);
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
  send(type: string) {
    this.dispatchEvent(new Event(type));
  }
}

let results = 1;
const server = testServer();
beforeEach(() => {
  results = 1;
  Stream.opened = [];
  vi.stubGlobal("EventSource", Stream);
  server.use(
    http.get("/api/v1/stats", () =>
      HttpResponse.json({ results, models: 1, hardware: 1, contributors: 1, data_version: String(results) }),
    ),
    http.get("/api/v1/leaderboard", () =>
      HttpResponse.json(
        makePage(
          Array.from({ length: results }, (_, i) => makeRow({ id: `res_${String(i)}`, model: `m${String(i)}` })),
          { data_version: String(results) },
        ),
      ),
    ),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function follow(): Promise<Stream> {
  open("/");
  await screen.findByRole("link", { name: "m0" });
  await waitFor(() => {
    expect(Stream.opened).toHaveLength(1);
  });
  return Stream.opened[0] as Stream;
}

it("says how many results are new, changes nothing, and loads them when asked to", async () => {
  const stream = await follow();
  expect(stream.url).toBe("/api/v1/events?topics=results");
  stream.send("open");
  results = 3;
  stream.send("changed");
  stream.send("changed");
  const button = await screen.findByRole("button", { name: "2 new results" });
  expect(screen.queryByRole("link", { name: "m1" })).toBeNull();
  await userEvent.click(button);
  expect(await screen.findByRole("link", { name: "m2" })).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /new result/ })).toBeNull();
});

it("connects again where the server refused, and asks what was missed", async () => {
  const stream = await follow();
  stream.close();
  stream.send("error");
  await waitFor(() => {
    expect(Stream.opened).toHaveLength(2);
  });
  results = 2;
  Stream.opened[1]?.send("open");
  expect(await screen.findByRole("button", { name: "1 new result" })).toBeInTheDocument();
});

it("stops following when the board is left", async () => {
  const stream = await follow();
  await userEvent.click(screen.getByRole("link", { name: "lem" }));
  expect(stream.readyState).toBe(0);
  server.use(http.get("/api/v1/metrics", () => HttpResponse.json({ metric_definitions_version: "1", items: [] })));
  await userEvent.click(screen.getAllByRole("link", { name: "Method" })[0] as HTMLElement);
  await waitFor(() => {
    expect(stream.readyState).toBe(Stream.CLOSED);
  });
});

it("holds no connection while nobody looks at the page, and asks what was missed afterwards", () => {
  vi.useFakeTimers();
  const hidden = vi.spyOn(document, "hidden", "get");
  const look = (away: boolean) => {
    hidden.mockReturnValue(away);
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const onChange = vi.fn();
  const stop = followChanges("results", onChange);
  try {
    look(true);
    vi.advanceTimersByTime(hiddenMs - 1);
    look(false);
    expect(Stream.opened.map(({ readyState }) => readyState)).toEqual([0]);
    look(true);
    vi.advanceTimersByTime(hiddenMs);
    expect(Stream.opened.map(({ readyState }) => readyState)).toEqual([Stream.CLOSED]);
    look(false);
    expect(Stream.opened.map(({ readyState }) => readyState)).toEqual([Stream.CLOSED, 0]);
    expect(onChange).not.toHaveBeenCalled();
    Stream.opened[1]?.send("open");
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(1);
  } finally {
    stop();
    hidden.mockRestore();
    vi.useRealTimers();
  }
});
