/** The table, or what is said in its place, and what follows it. */
import { Suspense, lazy, useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/shared/api/client";
import type { LeaderboardRow } from "@/shared/api/wire";
import { Board, type Select } from "@/shared/ui/board";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Empty } from "./answer";
import { captionOf } from "./board-head";
import { KeySheet } from "./key-sheet";
import { More } from "./more";
import type { ViewProps } from "./props";
import { withPinToggled, withSelected } from "./selection";
import type { useBoard } from "./use-board";
import { useRowKeys } from "./use-row-keys";
import { useRows } from "./use-rows";

const WhyPopover = lazy(() => import("./why-popover"));

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

/** A change of the view from what it is then: the function stays the same, so that rows are not drawn again for it. */
function useChange({ view, onView }: ViewProps) {
  const latest = useRef({ view, onView });
  useEffect(() => {
    latest.current = { view, onView };
  });
  return useCallback((change: (view: ViewProps["view"]) => ViewProps["view"]) => {
    const { view: from, onView: take } = latest.current;
    take(change(from), "replace");
  }, []);
}

interface Asked {
  row: LeaderboardRow;
  button: HTMLElement;
}

/** `ask` stays the same function; `answer` is what is shown of it. */
function useWhy(rows: readonly LeaderboardRow[], sort: string) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback((row: LeaderboardRow, button: HTMLElement) => {
    setAsked({ row, button });
  }, []);
  const answer = asked && (
    <Suspense>
      <WhyPopover
        {...asked}
        rows={rows}
        sort={sort}
        onClose={() => {
          setAsked(null);
        }}
      />
    </Suspense>
  );
  return { ask, answer };
}

interface Props extends ViewProps {
  onOpen: (id: string) => void;
  /** Compares the chosen rows. */
  onCompare: (ids: readonly string[]) => void;
  state: ReturnType<typeof useBoard>;
}

function useSelect(change: ReturnType<typeof useChange>): Select {
  return useCallback(
    (id, chosen) => {
      change((from) => withSelected(from, id, chosen));
    },
    [change],
  );
}

export function Rows({ view, onView, onOpen, onCompare, state: { board, failed, drawn, first, rows } }: Props) {
  const [keys, setKeys] = useState(false);
  const { above, below } = useRows(rows, drawn, view.pinned);
  const change = useChange({ view, onView });
  const onSelect = useSelect(change);
  const openKeys = () => {
    setKeys(true);
  };
  const ids = [...above.map((one) => one?.row.id ?? ""), ...below.map(({ row }) => row.id)];
  const current = useRowKeys(ids, {
    open: onOpen,
    select: (id) => {
      onSelect(id, !view.selected.includes(id));
    },
    pin: (id) => {
      change((from) => withPinToggled(from, id));
    },
    compare: () => {
      onCompare(view.selected);
    },
    help: openKeys,
  });
  const why = useWhy(rows, drawn.sort);
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
          rows={below}
          pinned={above}
          hide={view.hide}
          show={view.show}
          sort={drawn.sort}
          compact={view.density === "compact"}
          current={current}
          selected={view.selected}
          onSelect={onSelect}
          onWhy={why.ask}
          onSort={(sort) => {
            onView({ ...view, sort }, "push");
          }}
          busy={board.isPlaceholderData}
          skeleton={board.isPending && late ? 10 : 0}
        />
      )}
      {first && total === 0 && !failed && <Empty view={drawn} onView={onView} page={first} />}
      {total > 0 && (
        <More
          shown={rows.length}
          drawn={ids.length}
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
      {why.answer}
    </>
  );
}
