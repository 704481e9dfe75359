import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { AnalysisPage } from "@/features/analysis/analysis-page";
import { readView, searchOf, type AnalysisView } from "@/features/analysis/view";

const route = getRouteApi("/analysis");

export function Analysis() {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const view = useMemo(() => readView(search), [search]);
  const onView = useCallback(
    (next: AnalysisView, mode: "push" | "replace" = "push") => {
      void navigate({ to: "/analysis", search: searchOf(next), replace: mode === "replace", resetScroll: false });
    },
    [navigate],
  );
  return <AnalysisPage view={view} onView={onView} />;
}
