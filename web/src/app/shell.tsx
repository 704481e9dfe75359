import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { tendPopovers } from "@/shared/ui/popovers";
import { switchTheme } from "@/shared/lib/theme";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Icon } from "@/shared/ui/symbols";
import { at } from "@/shared/lib/base-path";

const pages = [
  { to: "/", label: "Leaderboard" },
  { to: "/submit", label: "Submit" },
  { to: "/about", label: "Method" },
] as const;

/** After moving to another page, reading continues at its start. */
function useFocusOnNavigation() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    const heading = document.querySelector<HTMLElement>("main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }, [path]);
  return path;
}

export function Shell() {
  const path = useFocusOnNavigation();
  useEffect(tendPopovers, []);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className={layout["topbar"]}>
        <div className={layout["page"]}>
          <Link className={layout["wordmark"]} to="/">
            <svg width="26" height="16" viewBox="0 0 26 16" aria-hidden="true">
              <path
                d="M2 8h22M2 3.5v9M24 3.5v9"
                fill="none"
                stroke="currentColor"
                strokeWidth="2"
                strokeLinecap="round"
              />
              <circle cx="14.5" cy="8" r="4.5" fill="currentColor" />
            </svg>
            lem
          </Link>
          <nav className={layout["nav"]} aria-label="Main">
            {pages.map(({ to, label }) =>
              // The submit page has its own security policy, so it is loaded as a page of its own.
              to === "/submit" ? (
                <a key={to} href={at(to)} aria-current={path === to ? "page" : undefined}>
                  {label}
                </a>
              ) : (
                <Link key={to} to={to} aria-current={path === to ? "page" : undefined}>
                  {label}
                </Link>
              ),
            )}
          </nav>
          <button
            type="button"
            className={[control["button"], control["plain"], control["square"]].join(" ")}
            aria-label="Switch between light and dark"
            onClick={switchTheme}
          >
            <Icon name="theme" />
          </button>
        </div>
      </header>
      <Outlet />
      <footer className={layout["footer"]}>
        <div className={layout["page"]}>
          <p>lem measures and compares the energy of LLM inference.</p>
          <p>
            <Link to="/about">Method</Link>
          </p>
          <p>
            <a href={at("/api/docs")}>API</a>
          </p>
          <p>
            <a href={at("/api/v1/leaderboard.csv")}>All data as CSV</a>
          </p>
        </div>
      </footer>
    </>
  );
}
