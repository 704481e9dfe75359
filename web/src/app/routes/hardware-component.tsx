import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { HardwarePage } from "@/features/hardware/hardware-page";
import { HardwareListPage } from "@/features/hardware/hardware-list-page";
import { readHardwareView } from "@/features/hardware/queries";
import { searchOf, type ExplorerView } from "@/shared/explorer/view";

const listRoute = getRouteApi("/hardware");
const itemRoute = getRouteApi("/hardware/$id");

export function Hardware() {
  const navigate = listRoute.useNavigate();
  const onView = useCallback(
    (view: ExplorerView, mode: "push" | "replace") => {
      void navigate({ to: "/hardware", search: searchOf(view), replace: mode === "replace", resetScroll: false });
    },
    [navigate],
  );
  return <HardwareListPage view={readHardwareView(listRoute.useSearch())} onView={onView} />;
}

export function Device() {
  const navigate = itemRoute.useNavigate();
  const { id } = itemRoute.useParams();
  const onView = useCallback(
    (view: ExplorerView, mode: "push" | "replace") => {
      void navigate({
        to: "/hardware/$id",
        params: { id },
        search: searchOf(view),
        replace: mode === "replace",
        resetScroll: false,
      });
    },
    [navigate, id],
  );
  return <HardwarePage key={id} id={id} view={readHardwareView(itemRoute.useSearch())} onView={onView} />;
}
