import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { sessionQuery } from "@/shared/api/session";
import { useIdle } from "@/shared/lib/use-idle";
import { close, tendPopovers } from "@/shared/ui/popovers";
import { cx } from "@/shared/lib/cx";
import { switchTheme } from "@/shared/lib/theme";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Icon } from "@/shared/ui/symbols";
import { at } from "@/shared/lib/base-path";
import { usePrivateView } from "@/shared/api/private-view";
import { LeftView } from "./left-view";
import { PrivateNotice } from "./private-notice";

const pages = [
  { to: "/", label: "Leaderboard" },
  { to: "/models", label: "Models" },
  { to: "/hardware", label: "Hardware" },
  { to: "/compare", label: "Compare" },
  { to: "/analysis", label: "Analysis" },
  { to: "/submit", label: "Submit" },
  { to: "/about", label: "Method" },
] as const;

/** After moving to another page, reading continues at its start. */
function useFocusOnNavigation() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  // Until the next page is drawn, the heading is that of the one before.
  const drawn = useRouterState({ select: (state) => (state.resolvedLocation ?? state.location).pathname });
  const last = useRef(drawn);
  useEffect(() => {
    if (last.current === drawn) return;
    last.current = drawn;
    const heading = document.querySelector<HTMLElement>("main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }, [drawn]);
  return path;
}

/** The page itself, or one below it: a model is one of the models. */
const isIn = (path: string, to: string) => path === to || (to !== "/" && path.startsWith(`${to}/`));

const Links = ({ path, canSubmit }: { path: string; canSubmit: boolean }) =>
  pages.map(({ to, label }) =>
    // The submit page has its own security policy, so it is loaded as a page of its own.
    to === "/submit" ? (
      canSubmit && (
        <a key={to} href={at(to)} aria-current={isIn(path, to) ? "page" : undefined}>
          {label}
        </a>
      )
    ) : (
      <Link key={to} to={to} aria-current={isIn(path, to) ? "page" : undefined}>
        {label}
      </Link>
    ),
  );

/** Who is signed in. Asked for once the page stands: no first page waits for it. */
function AccountLink() {
  const { data } = useQuery({ ...sessionQuery(), enabled: useIdle() });
  return (
    <Link className={cx(control["button"], layout["account"])} to="/account">
      {data?.account ?? "Sign in"}
    </Link>
  );
}

function closeMenu(event: React.MouseEvent) {
  const menu = event.currentTarget.closest("details");
  if (menu) close(menu);
}

export function Shell() {
  const path = useFocusOnNavigation();
  useEffect(tendPopovers, []);
  const canSubmit = usePrivateView().view === undefined;
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
          <nav className={cx(layout["nav"], "wide-only")} aria-label="Main">
            <Links path={path} canSubmit={canSubmit} />
          </nav>
          <button
            type="button"
            className={[control["button"], control["plain"], control["square"]].join(" ")}
            aria-label="Switch between light and dark"
            onClick={switchTheme}
          >
            <Icon name="theme" />
          </button>
          {canSubmit && <AccountLink />}
          <details className={cx(control["facet"], "narrow-only")} name="facet">
            <summary className={control["button"]}>Menu</summary>
            <nav className={layout["menu"]} aria-label="Main" onClick={closeMenu}>
              <Links path={path} canSubmit={canSubmit} />
            </nav>
          </details>
        </div>
      </header>
      <PrivateNotice />
      <LeftView />
      <Outlet />
      <footer className={layout["footer"]}>
        <div className={layout["page"]}>
          <p>lem measures and compares the energy of LLM inference.</p>
          <p>
            <Link to="/about">Method</Link>
          </p>
          <p>
            <Link to="/changes">Changes</Link>
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
