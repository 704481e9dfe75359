import { useEffect, useState } from "react";
import { ApiError } from "@/shared/api/client";
import type { LeaderboardPage as Page } from "@/shared/api/wire";
import { scopeWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { Board } from "@/shared/ui/board";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Notice } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { BoardHead, captionOf } from "./board-head";
import { Empty, Filters } from "./filters";
import { Intro } from "./intro";
import { KeySheet } from "./key-sheet";
import styles from "./leaderboard-page.module.css";
import { More } from "./more";
import { NewResults } from "./new-results";
import type { ViewProps } from "./props";
import { rankRows, ranksEnergy, scopesOf } from "./ranks";
import { Scatter } from "./scatter";
import { SearchBox } from "./search-box";
import type { Filter, View } from "./search";
import { useBoard } from "./use-board";
import { useRowKeys } from "./use-row-keys";

export interface LeaderboardProps extends ViewProps {
  /** What the address holds and the view can't, in words. */
  leftOut: readonly string[];
  onOpen: (id: string) => void;
}

function useLater<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(value);
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [value, ms]);
  return late;
}

function Failure({ error, kept, retry }: { error: Error; kept: boolean; retry: () => void }) {
  const id = error instanceof ApiError ? error.requestId : null;
  return (
    <div className={data["empty"]} role="alert">
      <b>The ranking could not be loaded</b>
      <p>
        {error.message}
        {id && (
          <>
            {" "}
            Request <code>{id}</code>.
          </>
        )}
        {kept && " The rows below are those of the view before."}
      </p>
      <button type="button" className={control["button"]} onClick={retry}>
        Try again
      </button>
    </div>
  );
}

function RankNote({ view, facets }: { view: View; facets: Page["facets"] }) {
  const scopes = scopesOf(view, facets);
  return (
    <p className={cx(data["note"], styles["rankNote"], "prose")}>
      <b>How ranks are made.</b> Rows are ordered by the mean of the chosen column; rows without a value come last and
      have no rank. A rank is a place in that order and nothing more: where two intervals overlap, the data do not show
      which is better. Energies of different scope are never ranked together
      {scopes.length > 1 && ranksEnergy(view.sort)
        ? `, so ${scopes.map(scopeWord).join(" and ")} each count from 1`
        : ""}
      . Results with modelled or replayed energy and runs that were stopped early are shown, labelled, and not ranked.
      Flagged results, of which a check warns, have no rank and are hidden until you ask for them.
    </p>
  );
}

/** The table, or what is said in its place, and what follows it. */
function Rows({
  view,
  onView,
  onOpen,
  state,
}: ViewProps & Pick<LeaderboardProps, "onOpen"> & { state: ReturnType<typeof useBoard> }) {
  const { board, failed, drawn, first, rows } = state;
  const [keys, setKeys] = useState(false);
  const openKeys = () => {
    setKeys(true);
  };
  const current = useRowKeys(rows, onOpen, openKeys);
  const late = useLater(board.isPending, 150);
  const total = first?.total ?? 0;
  return (
    <>
      {board.error && failed && (
        <Failure error={board.error} kept={rows.length > 0} retry={() => void board.refetch()} />
      )}
      {(!failed || rows.length > 0) && (
        <Board
          caption={captionOf(drawn.sort)}
          rows={rankRows(rows, drawn.sort)}
          hide={view.hide}
          show={view.show}
          sort={drawn.sort}
          current={current}
          onSort={(sort) => {
            onView({ ...view, sort }, "push");
          }}
          busy={board.isPlaceholderData}
          skeleton={board.isPending && late ? 10 : 0}
        />
      )}
      {first && total === 0 && !failed && <Empty view={view} onView={onView} flagged={first.flagged} />}
      {total > 0 && (
        <More
          shown={rows.length}
          total={total}
          onMore={board.hasNextPage ? () => void board.fetchNextPage() : undefined}
          busy={board.isFetchingNextPage}
          failed={board.isFetchNextPageError}
          onKeys={openKeys}
        />
      )}
      <KeySheet
        open={keys}
        onClose={() => {
          setKeys(false);
        }}
      />
    </>
  );
}

export function LeaderboardPage({ view, leftOut, onView, onOpen }: LeaderboardProps) {
  useTitle("Energy efficiency of LLM inference");
  const state = useBoard(view);
  const { failed, drawn, first } = state;
  const known = (filter: Filter) => (first?.facets[filter] ?? []).map(({ value }) => value);
  return (
    <main className={cx(layout["page"], layout["main"], styles["page"])} id="main">
      <div className={styles["question"]}>
        <Intro />
        <Scatter view={view} />
      </div>
      <section aria-labelledby="board-title">
        <h2 className="visually-hidden" id="board-title" tabIndex={-1}>
          Ranking
        </h2>
        {leftOut.length > 0 && (
          <div className={styles["leftOut"]}>
            <Notice>Ignored in the address: {leftOut.join("; ")}.</Notice>
          </div>
        )}
        <SearchBox view={view} onView={onView} known={known} />
        <Filters view={view} onView={onView} counts={first?.facets} />
        <BoardHead view={view} onView={onView} drawn={drawn} first={failed ? undefined : first} />
        <Rows view={view} onView={onView} onOpen={onOpen} state={state} />
        {first && !failed && <NewResults view={drawn} total={first.total} />}
        <RankNote view={drawn} facets={first?.facets ?? {}} />
      </section>
    </main>
  );
}
