import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { cx } from "@/shared/lib/cx";
import layout from "@/shared/ui/layout.module.css";
import styles from "./method-frame.module.css";
import { methodPages } from "./pages";

/** The overview and the pages of the method, beside each other's names. */
export function MethodFrame({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <div className={cx(layout["page"], styles["frame"])}>
      <nav aria-label="Method" className={styles["pages"]}>
        <ul>
          <li>
            <Link to="/about">Overview</Link>
          </li>
          {methodPages.map((page) => (
            <li key={page.name}>
              <Link
                to="/method/$page"
                params={{ page: page.name }}
                aria-current={page.name === name ? "page" : undefined}
              >
                {page.title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className={cx(layout["main"], styles["main"])} id="main">
        {children}
      </main>
    </div>
  );
}
