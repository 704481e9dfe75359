import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { ComparePage } from "@/features/compare/compare-page";
import { readView, searchOf, type CompareView } from "@/features/compare/view";

const route = getRouteApi("/compare");

export function Compare() {
  const navigate = route.useNavigate();
  const onView = useCallback(
    (view: CompareView) => {
      void navigate({ to: "/compare", search: searchOf(view), resetScroll: false });
    },
    [navigate],
  );
  return <ComparePage view={readView(route.useSearch())} onView={onView} />;
}
