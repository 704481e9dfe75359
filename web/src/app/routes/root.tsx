import { QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute } from "@tanstack/react-router";
import { queries } from "@/shared/api/queries";
import { NotFound } from "../not-found";
import { Shell } from "../shell";

export const root = createRootRoute({
  component: () => (
    <QueryClientProvider client={queries}>
      <Shell />
    </QueryClientProvider>
  ),
  notFoundComponent: NotFound,
});
