import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { ModelPage } from "@/features/models/model-page";
import { readModelsView } from "@/features/models/queries";
import { searchOf, type ExplorerView } from "@/shared/explorer/view";

const route = getRouteApi("/models/$id");

export function Model() {
  const navigate = route.useNavigate();
  const { id } = route.useParams();
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
  return <ModelPage key={id} id={id} view={readModelsView(route.useSearch())} onView={onView} />;
}
