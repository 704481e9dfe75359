import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./app/router";
import "./shared/ui/base.css";

const element = document.getElementById("root");
if (!element) throw new Error("The page has no root element.");
// The server's markup has the same geometry; it stays until the first route is ready to replace it.
await router.load();
createRoot(element).render(<StrictMode><RouterProvider router={router} /></StrictMode>);
