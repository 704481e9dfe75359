/** A saved view: the page that it is of, drawn with the answer of then or of today. What is chosen on it opens the live page. */
import { QueryClient, QueryClientProvider, useQuery, type QueryKey } from "@tanstack/react-query";
import { getRouteApi, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, type ReactNode } from "react";
import { AnalysisPage } from "@/features/analysis/analysis-page";
import { curveQuery, distributionQuery, scalingQuery, sensitivityQuery, trendQuery } from "@/features/analysis/queries";
import { readView as readAnalysisView, searchOf as analysisSearch } from "@/features/analysis/view";
import { ComparePage } from "@/features/compare/compare-page";
import { queryOf, readView as readCompareView, searchOf as compareSearch } from "@/features/compare/view";
import { HardwareListPage } from "@/features/hardware/hardware-list-page";
import { hardwareListQuery, readHardwareView } from "@/features/hardware/queries";
import { FrozenBoard } from "@/features/leaderboard/frozen-board";
import { apiParams, readAddress, withoutDefaults, type View } from "@/features/leaderboard/search";
import { ModelsPage } from "@/features/models/models-page";
import { modelsQuery, readModelsView } from "@/features/models/queries";
import { savedViewQuery } from "@/features/views/queries";
import { SavedViewBar } from "@/features/views/saved-view-bar";
import { ApiError } from "@/shared/api/client";
import { apiQuery } from "@/shared/api/queries";
import type { SavedView } from "@/shared/api/wire";
import { searchOf as explorerSearch } from "@/shared/explorer/view";
import { date } from "@/shared/format/number";
import { parseAddress } from "@/shared/lib/address";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import layout from "@/shared/ui/layout.module.css";
import { NotFound } from "../not-found";

const route = getRouteApi("/v/$viewId");

function Message({ title, text }: { title: string; text: string }) {
  return (
    <main className={cx(layout["page"], layout["main"])} id="main">
      <h1>{title}</h1>
      <p className={layout["lead"]}>{text}</p>
    </main>
  );
}

const firstPage = (answer: unknown) => ({ pages: [answer], pageParams: [null] });

/** The question of the page with the answer that was kept. */
function keptAnswer(view: SavedView): [QueryKey, unknown] | null {
  const search = parseAddress(view.query);
  const { answer } = view;
  const analysis = () => readAnalysisView(search);
  if (answer.comparison)
    return [apiQuery("/api/v1/compare", { query: queryOf(readCompareView(search)) }).queryKey, answer.comparison];
  if (answer.models) return [modelsQuery(readModelsView(search)).queryKey, firstPage(answer.models)];
  if (answer.hardware) return [hardwareListQuery(readHardwareView(search)).queryKey, firstPage(answer.hardware)];
  if (answer.curve) return [curveQuery(analysis()).queryKey, answer.curve];
  if (answer.distribution) return [distributionQuery(analysis()).queryKey, answer.distribution];
  if (answer.sensitivity) return [sensitivityQuery(analysis()).queryKey, answer.sensitivity];
  if (answer.scaling) return [scalingQuery(analysis()).queryKey, answer.scaling];
  if (answer.trend) return [trendQuery(analysis()).queryKey, answer.trend];
  return null;
}

/** Below it, the question of the view has the answer that was kept. */
function Frozen({ view, children }: { view: SavedView; children: ReactNode }) {
  const client = useMemo(() => {
    const frozen = new QueryClient({
      defaultOptions: { queries: { networkMode: "always", staleTime: Infinity, gcTime: Infinity, retry: false } },
    });
    const kept = keptAnswer(view);
    if (kept) frozen.setQueryData(...kept);
    return frozen;
  }, [view]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** A choice asks anew, which is no longer what was saved: the live page says so. */
function useLeave({ id }: SavedView) {
  const navigate = useNavigate();
  return (to: "/" | "/compare" | "/models" | "/hardware" | "/analysis", search: Record<string, unknown>) =>
    void navigate({ to, search, state: (before) => ({ ...before, leftView: id }) });
}

/** The page of the view; it has the answer that the query client has. */
function Drawn({ view, isFrozen }: { view: SavedView; isFrozen: boolean }) {
  const navigate = useLeave(view);
  const search = useMemo(() => parseAddress(view.query), [view.query]);
  if (view.path === "/compare")
    return <ComparePage view={readCompareView(search)} onView={(next) => navigate("/compare", compareSearch(next))} />;
  if (view.path === "/models")
    return <ModelsPage view={readModelsView(search)} onView={(next) => navigate("/models", explorerSearch(next))} />;
  if (view.path === "/hardware")
    return (
      <HardwareListPage
        view={readHardwareView(search)}
        onView={(next) => navigate("/hardware", explorerSearch(next))}
      />
    );
  return (
    <AnalysisPage
      isFrozen={isFrozen}
      view={readAnalysisView(search)}
      onView={(next) => navigate("/analysis", analysisSearch(next))}
    />
  );
}

function useBoardView(view: SavedView) {
  const navigate = useLeave(view);
  const shown = useMemo(() => readAddress(parseAddress(view.query)).view, [view.query]);
  return {
    view: shown,
    onView: (next: View) => navigate("/", withoutDefaults(next)),
  };
}

function BoardOfToday({ view }: { view: SavedView }) {
  const board = useBoardView(view);
  const today = useQuery(
    apiQuery("/api/v1/leaderboard", {
      query: { ...apiParams(board.view), limit: view.rows, facets: ["energy_scope"] },
    }),
  );
  if (today.isError) return <Message title="The answer of today can't be shown" text={today.error.message} />;
  if (!today.data) return <Message title="Energy efficiency of LLM inference" text="Loading…" />;
  return <FrozenBoard {...board} page={today.data} />;
}

function FrozenLeaderboard({ view }: { view: SavedView }) {
  const board = useBoardView(view);
  return view.answer.leaderboard ? <FrozenBoard {...board} page={view.answer.leaderboard} /> : null;
}

function Answer({ view, isLive }: { view: SavedView; isLive: boolean }) {
  if (!isLive && view.withheld) return <Message title="This answer is not shown" text={view.withheld} />;
  if (view.path === "/") return isLive ? <BoardOfToday view={view} /> : <FrozenLeaderboard view={view} />;
  if (isLive) return <Drawn view={view} isFrozen={false} />;
  return (
    <Frozen view={view}>
      <Drawn view={view} isFrozen />
    </Frozen>
  );
}

/** Once, when the page is drawn that the button to freeze led to. */
function useFocusOnHeading(drawn: boolean) {
  const wanted = useLocation({ select: ({ state }) => state.focusHeading === true });
  useEffect(() => {
    const heading = document.querySelector<HTMLElement>("#main h1");
    if (!wanted || !drawn || !heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }, [wanted, drawn]);
}

export function SavedViewPage() {
  const { viewId } = route.useParams();
  const isLive = route.useSearch().answer === "today";
  const saved = useQuery(savedViewQuery(viewId));
  useFocusOnHeading(saved.data !== undefined);
  useTitle(saved.data && `Saved view of ${date(saved.data.saved_at)}`);
  if (saved.isError) {
    if (saved.error instanceof ApiError && saved.error.status === 404) return <NotFound />;
    return <Message title="The view could not be loaded" text={saved.error.message} />;
  }
  if (!saved.data) return <Message title="Saved view" text="Loading…" />;
  return (
    <>
      <SavedViewBar view={saved.data} />
      <Answer key={isLive ? "today" : "then"} view={saved.data} isLive={isLive} />
    </>
  );
}
