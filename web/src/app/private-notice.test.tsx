/** Pages of a private view, against a server that answers as the real one does. */
import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { open, testServer } from "../test-app";
import { makeDetail } from "../test-data";
import { queries } from "@/shared/api/queries";
import { placesText } from "./private-notice";

const state = {
  places: ["runs/"],
  results: 1,
  files_found: 3,
  files_read: 3,
  other_files: 1,
  unreadable: 1,
  unreadable_files: [{ file: "runs/half.json", message: "is no JSON." }],
  left_out: null,
};
let asked = 0;
const server = testServer();
beforeEach(() => {
  asked = 0;
  server.use(
    http.get("/api/v1/private-view", () => {
      ++asked;
      return HttpResponse.json(state);
    }),
    http.get("/api/v1/metrics", () => HttpResponse.json({ metric_definitions_version: "1", changes: [], items: [] })),
  );
});

it("says that nothing has been uploaded, names what could not be read, and offers no submit", async () => {
  queries.setQueryData(["/api/v1/private-view"], state);
  open("/about");
  const notice = await screen.findByRole("complementary", { name: "Private view" });
  expect(notice).toHaveTextContent(
    "Private view of 1 result from runs/; nothing has been uploaded. 1 other file is in no format that lem reads.",
  );
  expect(notice).toHaveTextContent("1 file could not be read");
  expect(notice).toHaveTextContent("runs/half.json: is no JSON.");
  expect(screen.queryByRole("link", { name: "Submit" })).toBeNull();
});

it("names the file of the result that the page is about", async () => {
  queries.setQueryData(["/api/v1/private-view"], state);
  server.use(
    http.get("/api/v1/private-view/results/res_1", () => HttpResponse.json({ files: ["runs/a.json"] })),
    http.get("/api/v1/results/res_1", () => HttpResponse.json(makeDetail({ name: "a/b" }))),
  );
  open("/results/res_1");
  const notice = await screen.findByRole("complementary", { name: "Private view" });
  await waitFor(() => {
    expect(notice).toHaveTextContent("This result is from runs/a.json.");
  });
  expect(await screen.findByText(/; not published\.$/)).toBeInTheDocument();
});

it("asks again soon while files are read", async () => {
  queries.setQueryData(["/api/v1/private-view"], { ...state, files_read: 1 });
  open("/about");
  // Else it asks every two seconds.
  await waitFor(
    () => {
      expect(asked).toBeGreaterThan(0);
    },
    { timeout: 1000 },
  );
});

it("says so when the program has ended", async () => {
  queries.setQueryData(["/api/v1/private-view"], state, { updatedAt: 0 });
  server.use(http.get("/api/v1/private-view", () => HttpResponse.error()));
  open("/about");
  await waitFor(() => {
    expect(screen.getByRole("complementary", { name: "Private view" })).toHaveTextContent("lem view has ended");
  });
});

it("is on no page of a server for everybody, which is not asked for it", async () => {
  open("/about");
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByRole("complementary", { name: "Private view" })).toBeNull();
  expect(screen.getAllByRole("link", { name: "Submit" })).not.toHaveLength(0);
  expect(asked).toBe(0);
});

it("names a few places", () => {
  expect(placesText(["a", "b", "c"])).toBe("a, b, c");
  expect(placesText(["a", "b", "c", "d"])).toBe("a, b and 2 others");
});
