import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { router } from "./app/router";
import { hydrate } from "./shared/api/queries";
import { takeOver } from "./shared/lib/take-over";
import "./shared/ui/base.css";
// The server writes pages in these styles before their scripts arrive.
import "./features/compare/compare-page.module.css";
import "./features/result/result-page.module.css";
import "./features/submit/submit-page.module.css";
import "./shared/ui/check-list.module.css";
import "./shared/ui/chart.module.css";

const element = document.getElementById("root");
if (!element) throw new Error("The page has no root element.");
hydrate();
// The server's markup has the same geometry; it stays until the first route is ready to replace it.
await router.load();
takeOver(element, () => {
  flushSync(() => {
    createRoot(element).render(
      <StrictMode>
        <RouterProvider router={router} />
      </StrictMode>,
    );
  });
});
