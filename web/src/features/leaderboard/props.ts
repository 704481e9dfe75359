import type { View } from "./search";

/** What every part of the page that changes the view is given. */
export interface ViewProps {
  view: View;
  /** Discrete choices become a step of the history; typing replaces the last. */
  onView: (view: View, mode: "push" | "replace") => void;
}

export interface ChartProps extends ViewProps {
  /** How many match the view; nothing before there is an answer. */
  results: number | undefined;
}
