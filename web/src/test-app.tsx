/** Opens the application at an address, with a server whose answers the test gives. */
import { RouterProvider, createMemoryHistory, createRouter } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { http, HttpResponse, type RequestHandler } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { router as app } from "./app/router";
// Loaded beforehand: on a busy machine that takes longer than a test waits for the first page.
import "./app/routes/board-component";
import { queries } from "./shared/api/queries";

/** What every page asks beside its own. */
const nobodySignedIn = [
  http.get("/api/v1/session", () =>
    HttpResponse.json({ account: null, role: null, kind: "none", scopes: [], expires_at: null }),
  ),
  http.get("/api/v1/sign-in", () => HttpResponse.json({ issuers: [], password: false, members_only: false })),
];

export function testServer(...handlers: RequestHandler[]) {
  const server = setupServer(...handlers, ...nobodySignedIn);
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
  return server;
}

export function open(address: string) {
  const router = createRouter({ ...app.options, history: createMemoryHistory({ initialEntries: [address] }) });
  render(<RouterProvider router={router} />);
  return router;
}
