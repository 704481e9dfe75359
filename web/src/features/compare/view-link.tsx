import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { searchOf, type CompareView } from "./view";

interface Props {
  view: CompareView;
  className?: string | undefined;
  /** Leaves the page where it is scrolled to: only its content changes. */
  inPlace?: boolean;
  onClick?: () => void;
  children: ReactNode;
}

/** Leads to a view of the page; the link to the present one says so. */
export function ViewLink({ view, className, inPlace = false, onClick, children }: Props) {
  return (
    <Link
      className={className ?? ""}
      to="/compare"
      search={searchOf(view)}
      activeOptions={{ exact: true }}
      activeProps={{}}
      resetScroll={!inPlace}
      {...(onClick ? { onClick } : {})}
    >
      {children}
    </Link>
  );
}
