/** Opens the application at an address, with a server whose answers the test gives. */
import { RouterProvider, createMemoryHistory, createRouter } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { RequestHandler } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { router as app } from "./app/router";
// Loaded beforehand: on a busy machine that takes longer than a test waits for the first page.
import "./app/routes/board-component";
import { queries } from "./shared/api/queries";

export function testServer(...handlers: RequestHandler[]) {
  const server = setupServer(...handlers);
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
