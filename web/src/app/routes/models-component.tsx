import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { ModelsPage } from "@/features/models/models-page";
import { readModelsView } from "@/features/models/queries";
import { searchOf, type ExplorerView } from "@/shared/explorer/view";

const route = getRouteApi("/models");

export function Models() {
  const navigate = route.useNavigate();
  const onView = useCallback(
    (view: ExplorerView, mode: "push" | "replace") => {
      void navigate({ to: "/models", search: searchOf(view), replace: mode === "replace", resetScroll: false });
    },
    [navigate],
  );
  return <ModelsPage view={readModelsView(route.useSearch())} onView={onView} />;
}
