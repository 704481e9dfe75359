import { readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { CheckPicture, pictureOf, type Picture } from "./check-picture";

type Bound = number | null;
type Case = [string, [Bound, Bound, Bound, string | null], Picture | null];
// The server draws alike: src/pages/check_picture_test.cpp reads the same table.
const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../tests/golden/check_pictures.json"), "utf8"),
) as Case[];

const check = ([observed, bound_low, bound_high, unit]: Case[1]) => ({ observed, bound_low, bound_high, unit });

it.each(cases)("%s", (_what, values, picture) => {
  expect(pictureOf(check(values))).toEqual(picture);
});

it("is hidden from screen readers, and an arrow stands for what is off the track", () => {
  const { container, rerender } = render(<CheckPicture check={check([1, null, 3, "s"])} />);
  expect(container.querySelector("svg")).toHaveAttribute("aria-hidden", "true");
  expect(container.querySelector("circle")).toHaveAttribute("cx", "33");
  expect(container).toHaveTextContent("3.00 s");
  rerender(<CheckPicture check={check([90, null, 3, "s"])} />);
  expect(container.querySelector("circle")).toBeNull();
  expect(container.querySelector("path")).not.toBeNull();
  rerender(<CheckPicture check={check([1, null, null, "s"])} />);
  expect(container).toBeEmptyDOMElement();
});
