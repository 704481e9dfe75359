import { expect, it } from "vitest";
import { parseAddress, writeAddress } from "@/shared/lib/address";
import { readView, searchOf, withAlso, withBaseline, without } from "./view";

const read = (address: string) => readView(parseAddress(address));

it("reads what it writes, and ignores the rest", () => {
  const view = read("ids=a,b&ids=a,c&baseline=b&facts=all&metrics=some&chart=pie&utm=x");
  expect(view.ids).toEqual(["a", "b", "c"]);
  expect(writeAddress(searchOf(view))).toBe("?ids=a,b,c&baseline=b&facts=all");
  expect(read(writeAddress(searchOf({ ...view, chart: "ratios", q: "a b" })))).toEqual({
    ...view,
    chart: "ratios",
    q: "a b",
  });
  expect(searchOf(read(""))).toEqual({});
});

it("knows no baseline but one of the others", () => {
  expect(read("ids=a,b&baseline=a").baseline).toBeNull();
  expect(read("ids=a,b&baseline=z").baseline).toBeNull();
  expect(read("ids=a,b&baseline=b").baseline).toBe("b");
});

it("changes the baseline with the results", () => {
  const view = read("ids=a,b,c&baseline=b");
  expect(withBaseline(view, "a").baseline).toBeNull();
  expect(withBaseline(view, "c").baseline).toBe("c");
  expect(without(view, "b")).toMatchObject({ ids: ["a", "c"], baseline: null });
  expect(without(view, "a")).toMatchObject({ ids: ["b", "c"], baseline: null });
  expect(without(view, "c")).toMatchObject({ ids: ["a", "b"], baseline: "b" });
  expect(withAlso(view, "d").ids).toEqual(["a", "b", "c", "d"]);
});

it("reads ten thousand ids, each once", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `x${String(i % 5000)}`);
  expect(read(`ids=${many.join(",")}`).ids).toHaveLength(5000);
});
