import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { ModelPage } from "@/features/models/model-page";
import { ModelsPage } from "@/features/models/models-page";
import { readModelsView } from "@/features/models/queries";
import { searchOf, type ExplorerView } from "@/shared/explorer/view";

const listRoute = getRouteApi("/models");
const itemRoute = getRouteApi("/models/$id");

export function Models() {
  const navigate = listRoute.useNavigate();
  const onView = useCallback(
    (view: ExplorerView, mode: "push" | "replace") => {
      void navigate({ to: "/models", search: searchOf(view), replace: mode === "replace", resetScroll: false });
    },
    [navigate],
  );
  return <ModelsPage view={readModelsView(listRoute.useSearch())} onView={onView} />;
}

export function Model() {
  const navigate = itemRoute.useNavigate();
  const { id } = itemRoute.useParams();
  const onView = useCallback(
    (view: ExplorerView, mode: "push" | "replace") => {
      void navigate({
        to: "/models/$id",
        params: { id },
        search: searchOf(view),
        replace: mode === "replace",
        resetScroll: false,
      });
    },
    [navigate, id],
  );
  return <ModelPage key={id} id={id} view={readModelsView(itemRoute.useSearch())} onView={onView} />;
}
