/** The pages of the method, against a server that answers as the real one does. */
import { checks } from "@/shared/api/vocabulary";
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { methodPages } from "@/features/method/pages";
import type { MetricList } from "@/shared/api/wire";
import { open, testServer } from "../test-app";

const metrics: MetricList = {
  metric_definitions_version: "9.9",
  changes: [{ version: "9.9", change: "The first token counts from the schedule." }],
  items: [
    {
      name: "tokens_per_joule",
      title: "Tokens per joule",
      unit: "tok/J",
      higher_is_better: true,
      definition: "Output tokens per joule of the steady window.",
    },
    {
      name: "time_to_first_token_ms",
      title: "Time to first token",
      unit: "ms",
      higher_is_better: false,
      definition: "From the request to the first token.",
    },
  ],
};
const server = testServer(http.get("/api/v1/metrics", () => HttpResponse.json(metrics)));
const region = (name: string) => screen.getByRole("region", { name });

describe("method", () => {
  it("has every section, and the definitions that the server gives", async () => {
    open("/about");
    await screen.findByRole("heading", { level: 1, name: "How it is measured and ranked" });
    expect(screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent)).toEqual([
      "A run",
      "Definitions",
      "Energy scope and method",
      "Ranks",
      "Checks",
      "Variation",
    ]);
    const table = within(region("Definitions, scrollable"));
    const row = table.getByRole("rowheader", { name: /^Time to first token/ }).closest("tr");
    expect(row).toHaveTextContent("time_to_first_token_msmslowerFrom the request to the first token.");
    expect(screen.getByText("Version 9.9")).toBeInTheDocument();
    expect(screen.getByText("The first token counts from the schedule.")).toBeInTheDocument();
  });

  it.each(methodPages)("has the page $name", async ({ name, title }) => {
    open(`/method/${name}`);
    await screen.findByRole("heading", { level: 1, name: title });
    expect(document.title).toBe(`${title} \u00b7 lem`);
    const here = within(screen.getByRole("navigation", { name: "Method" })).getByRole("link", { name: title });
    expect(here).toHaveAttribute("aria-current", "page");
    // The page's policy would refuse a style in the text.
    expect(document.querySelectorAll("[style], script")).toHaveLength(0);
    const leads = [...document.querySelectorAll<HTMLAnchorElement>("article a")].map((link) =>
      link.getAttribute("href"),
    );
    expect(leads.filter((to) => !/^https:|^#|^[a-z-]+(#|$)|^[.][.][/]about$/.test(to ?? ""))).toEqual([]);
  });

  it("has the pages in the order in which they are read, with formulas", async () => {
    expect(methodPages.map(({ name }) => name)).toEqual([
      ...["run", "load", "energy", "latency", "compute", "statistics", "comparing"],
      ...["checks", "checks-arithmetic", "checks-energy", "checks-capacity", "checks-statistics"],
      ...["provenance", "glossary"],
    ]);
    open("/method/statistics");
    await screen.findByRole("heading", { level: 1, name: "Statistics" });
    expect(document.querySelectorAll("math").length).toBe(2);
  });

  it("has a section under the code of each check, to which the check leads", async () => {
    open("/method/checks-statistics");
    await screen.findByRole("heading", { level: 1, name: "Checks: statistics" });
    const codes = Object.entries(checks)
      .filter(([, { family }]) => family === "statistics")
      .map(([code]) => code.toLowerCase());
    expect(codes).toContain("s10");
    expect([...document.querySelectorAll("article h2")].map(({ id }) => id)).toEqual(codes);
  });

  it("has no other page of the method", async () => {
    open("/method/nothing");
    expect(await screen.findByRole("heading", { level: 1, name: "There is no such page" })).toBeInTheDocument();
  });

  it("leads to the definitions where they can't be loaded", async () => {
    server.use(http.get("/api/v1/metrics", () => HttpResponse.json({ detail: "No." }, { status: 400 })));
    open("/about");
    expect(await screen.findByText("The definitions could not be loaded.")).toBeInTheDocument();
    await waitFor(() => {
      expect(screen.getByRole("link", { name: "/api/v1/metrics" })).toBeInTheDocument();
    });
  });
});
