import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "@/shared/api/client";
import { count, plural } from "@/shared/format/number";
import { methodWord, scopeWord } from "@/shared/format/words";
import { Board, choosable, columns, isShown, orders, type Column } from "@/shared/ui/board";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import data from "@/shared/ui/data.module.css";
import { Engine, Notice } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import { Facet, RangeLimit } from "./facet";
import { formatSearch, parseSearch, resolve } from "./grammar";
import styles from "./leaderboard-page.module.css";
import { boardQuery, csvPath, statsQuery } from "./queries";
import { rankRows, ranksEnergy, scopesOf } from "./ranks";
import { Scatter } from "./scatter";
import { facets, filters, isFiltered, isSearch, ranges, type Filter, type Ranged, type View } from "./search";
import { useRowKeys } from "./use-row-keys";
import { at } from "@/shared/lib/base-path";

export interface LeaderboardProps {
  view: View;
  /** What the address holds and the view can't, in words. */
  leftOut: readonly string[];
  /** Discrete choices become a step of the history; typing replaces the last. */
  onView: (view: View, mode: "push" | "replace") => void;
  onOpen: (id: string) => void;
}

const titles: Record<(typeof facets)[number], string> = {
  hardware: "Hardware",
  engine: "Engine",
  precision: "Precision",
  energy_scope: "Energy scope",
  energy_method: "Energy method",
};
const show: Record<(typeof facets)[number], (value: string) => React.ReactNode> = {
  hardware: (value) => value,
  engine: (value) => <Engine name={value} />,
  precision: (value) => value || "unknown",
  energy_scope: scopeWord,
  energy_method: methodWord,
};
const limits: { metric: Ranged; title: string; unit: string }[] = [
  { metric: "parameters_billions", title: "Weights", unit: "B" },
  { metric: "tokens_per_joule", title: "Efficiency", unit: "tok/J" },
  { metric: "throughput_tokens_per_sec", title: "Throughput", unit: "tok/s" },
  { metric: "time_to_first_token_ms", title: "First token", unit: "ms" },
  { metric: "latency_per_token_ms", title: "Per token", unit: "ms" },
  { metric: "peak_memory_mb", title: "Memory", unit: "MB" },
];

const cx = (...names: (string | undefined | false)[]) => names.filter(Boolean).join(" ");

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

function Counts() {
  const { data: stats } = useQuery(statsQuery());
  return (
    <p className={styles["counts"]}>
      {stats && (
        <>
          <span>
            <b>{count(stats.results)}</b> {stats.results === 1 ? "result" : "results"}
          </span>
          <span>
            <b>{count(stats.models)}</b> {stats.models === 1 ? "model" : "models"}
          </span>
          <span>
            <b>{count(stats.hardware)}</b> {stats.hardware === 1 ? "device" : "devices"}
          </span>
          <span>
            <b>{count(stats.contributors)}</b> {stats.contributors === 1 ? "contributor" : "contributors"}
          </span>
        </>
      )}
    </p>
  );
}

function Reading() {
  return (
    <div className={cx(styles["reading"], "wide-only")}>
      <dl>
        <dt>Tokens per joule</dt>
        <dd>Output tokens for each joule of the steady window, idle power included. Higher is better.</dd>
        <dt>±</dt>
        <dd>Half the width of the 95 % confidence interval over the cycles of a run.</dd>
        <dt>Energy scope</dt>
        <dd>
          What the meter covered. A GPU board and a whole machine are different things and are never ranked together.
        </dd>
        <dt>—</dt>
        <dd>
          Not measured. It is never taken as zero. <a href={at("/about")}>How everything is measured</a>
        </dd>
      </dl>
    </div>
  );
}

interface SearchProps extends Pick<LeaderboardProps, "view" | "onView"> {
  known: (filter: Filter) => string[];
}

function SearchBox({ view, onView, known }: SearchProps) {
  const [text, setText] = useState(view.q);
  const [note, setNote] = useState("");
  const [shown, setShown] = useState(view.q);
  const [sent, setSent] = useState(view.q);
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, or a cleared filter: what was not typed here is taken over.
  if (shown !== view.q) {
    setShown(view.q);
    if (view.q !== sent) {
      setSent(view.q);
      setText(view.q);
    }
  }
  const type = (typed: string) => {
    setText(typed);
    setNote("");
    clearTimeout(timer.current);
    const words = parseSearch(typed).words;
    if (words === view.q || !isSearch(words)) return;
    timer.current = setTimeout(() => {
      setSent(words);
      onView({ ...view, q: words }, "replace");
    }, 200);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
        return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener("keydown", focus);
    return () => {
      removeEventListener("keydown", focus);
    };
  }, []);
  const apply = () => {
    const search = parseSearch(text);
    let next: View = { ...view, q: search.words };
    const missing: string[] = [];
    for (const { filter, values, without } of search.terms) {
      const found = filter === "model" ? { values, missing: [] } : resolve(values, known(filter));
      missing.push(...found.missing.map((value) => `${filter} “${value}”`));
      const chosen = next[filter];
      const others = (chosen.length > 0 ? chosen : known(filter)).filter((value) => !found.values.includes(value));
      // No value chosen means all of them, which is not what was asked for.
      if (without && others.length === 0) missing.push(`${filter} without “${values.join(", ")}”`);
      else next = { ...next, [filter]: without ? others : [...new Set([...chosen, ...found.values])] };
    }
    for (const { metric, range } of search.limits) next = { ...next, [metric]: range };
    setText(formatSearch({ ...search, terms: [], limits: [] }));
    setNote(
      [
        missing.length > 0 ? `No result has ${missing.join(", ")}.` : "",
        search.unknown.length > 0 ? `Not understood: ${search.unknown.join(" ")}` : "",
      ]
        .filter(Boolean)
        .join(" "),
    );
    clearTimeout(timer.current);
    setSent(next.q);
    onView(next, "push");
  };
  return (
    <>
      <form
        className={styles["tools"]}
        role="search"
        action={at("/")}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <label className={cx(control["input"], styles["search"])}>
          <Icon name="search" />
          <span className="visually-hidden">Search models, hardware, engines</span>
          <input
            ref={box}
            name="q"
            type="search"
            placeholder="Search models, hardware, engines"
            value={text}
            maxLength={200}
            onChange={(event) => {
              type(event.target.value);
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
          <kbd className="wide-only">/</kbd>
        </label>
        <p className={cx(styles["hint"], "wide-only")}>
          then Enter, for example <code>engine:vllm,sglang</code> <code>gpu:H100</code> <code>precision:fp8</code>{" "}
          <code>tpj:&gt;2</code>
        </p>
      </form>
      {note && (
        <p className="small muted" role="status">
          {note}
        </p>
      )}
    </>
  );
}

function Limits({ view, onView }: Pick<LeaderboardProps, "view" | "onView">) {
  const active = ranges.filter((metric) => view[metric] !== "");
  return (
    <details className={cx(control["facet"], active.length > 0 && control["active"])} name="facet">
      <summary className={control["button"]}>
        Limits{active.length > 0 && <span className={control["count"]}>{active.length}</span>}
        <Icon name="down" />
      </summary>
      <Popover title="Limits" look={control["wide"]}>
        {limits.map(({ metric, title, unit }) => (
          <RangeLimit
            key={metric}
            title={title}
            unit={unit}
            value={view[metric]}
            onChange={(range) => {
              onView({ ...view, [metric]: range }, "push");
            }}
          />
        ))}
        <p className="fine muted">A row without the value does not match a limit.</p>
      </Popover>
    </details>
  );
}

function toggled(view: View, { key, extra }: Column): View {
  const list = extra ? "show" : "hide";
  return {
    ...view,
    [list]: view[list].includes(key) ? view[list].filter((item) => item !== key) : [...view[list], key],
  };
}

function ColumnMenu({ view, onView }: Pick<LeaderboardProps, "view" | "onView">) {
  return (
    <details className={control["facet"]} name="facet">
      <summary className={cx(control["button"], control["plain"])}>Columns</summary>
      <Popover title="Columns" look={control["right"]}>
        {choosable.map((column) => (
          <label key={column.key} className={cx(control["option"], column.optional && styles["needsRoom"])}>
            <input
              type="checkbox"
              checked={isShown(column, view)}
              disabled={orders(column, view.sort)}
              onChange={() => {
                onView(toggled(view, column), "push");
              }}
            />
            <span>
              {column.title}
              {column.extra && <span className="muted"> {column.under}</span>}
            </span>
          </label>
        ))}
      </Popover>
    </details>
  );
}

const clearedFilters = (view: View): View => ({
  ...view,
  q: "",
  ...Object.fromEntries(filters.map((filter) => [filter, [] as string[]])),
  ...Object.fromEntries(ranges.map((metric) => [metric, ""])),
});

/** What is set, each with a way to take it off. */
function activeParts(view: View): { text: string; without: View }[] {
  return [
    ...(view.q ? [{ text: `search “${view.q}”`, without: { ...view, q: "" } }] : []),
    ...filters.flatMap((filter) =>
      view[filter].map((value) => ({
        text: `${filter.replace("_", " ")} ${filter === "energy_scope" ? scopeWord(value) : filter === "energy_method" ? methodWord(value) : value}`,
        without: { ...view, [filter]: view[filter].filter((item) => item !== value) },
      })),
    ),
    ...ranges
      .filter((metric) => view[metric] !== "")
      .map((metric) => ({
        text: `${limits.find((limit) => limit.metric === metric)?.title ?? metric} ${view[metric]}`,
        without: { ...view, [metric]: "" },
      })),
  ];
}

function Empty({ view, onView }: Pick<LeaderboardProps, "view" | "onView">) {
  const parts = activeParts(view);
  if (parts.length === 0) {
    return (
      <div className={data["empty"]}>
        <b>No result has been published yet</b>
        <p>
          Measure a model with <code>lem experiment</code>, then publish the result file.
        </p>
        <a className={control["button"]} href={at("/submit")}>
          Submit a result
        </a>
      </div>
    );
  }
  return (
    <div className={data["empty"]}>
      <b>No result matches all of this</b>
      <p>Remove one filter, or clear all.</p>
      <div className={styles["row"]} data-center="">
        {parts.map(({ text, without }) => (
          <button
            key={text}
            type="button"
            className={control["button"]}
            onClick={() => {
              onView(without, "push");
            }}
          >
            <Icon name="close" />
            Remove {text}
          </button>
        ))}
        {parts.length > 1 && (
          <button
            type="button"
            className={cx(control["button"], control["primary"])}
            onClick={() => {
              onView(clearedFilters(view), "push");
            }}
          >
            Clear all
          </button>
        )}
      </div>
    </div>
  );
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

function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !sheet.current?.open) sheet.current?.showModal();
  }, [open]);
  return (
    <dialog ref={sheet} className={styles["keys"]} onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl>
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>search</dd>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>next and previous row</dd>
        <dt>
          <kbd>Enter</kbd>
        </dt>
        <dd>open the row</dd>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>close what is open</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>this list</dd>
      </dl>
      <form method="dialog">
        <button className={control["button"]}>Close</button>
      </form>
    </dialog>
  );
}

function RankNote({ view, scopes }: { view: View; scopes: string[] }) {
  return (
    <p className={cx(data["note"], "prose")}>
      <b>How ranks are made.</b> Rows are ordered by the mean of the chosen column; rows without a value come last and
      have no rank. A rank is a place in that order and nothing more: where two intervals overlap, the data do not show
      which is better. Energies of different scope are never ranked together
      {scopes.length > 1 && ranksEnergy(view.sort)
        ? `, so ${scopes.map(scopeWord).join(" and ")} each count from 1`
        : ""}
      . Results with modelled or replayed energy, runs that were stopped early and results with warnings are shown,
      labelled, and not ranked.
    </p>
  );
}

/** After more rows reading goes on at the first of them; the button that was pressed may be gone. */
function useFocusOnAdded(rows: number) {
  const from = useRef(Infinity);
  useEffect(() => {
    if (rows <= from.current) return;
    document.querySelector<HTMLElement>(`tr[data-row="${String(from.current)}"] th a`)?.focus();
    from.current = Infinity;
  }, [rows]);
  return () => {
    from.current = rows;
  };
}

export function LeaderboardPage({ view, leftOut, onView, onOpen }: LeaderboardProps) {
  const board = useInfiniteQuery(boardQuery(view));
  const [last, setLast] = useState({ data: board.data, view });
  const arrived = board.data !== undefined && !board.isPlaceholderData;
  if (arrived && board.data !== last.data) setLast({ data: board.data, view });
  // A view that can't be loaded leaves the rows of the one before, and its order: ranks are places in that.
  const failed = board.isError && !board.data;
  const drawn = arrived || !last.data ? view : last.view;
  const pages = board.data?.pages ?? (failed ? last.data?.pages : undefined) ?? [];
  const first = pages[0];
  const rows = pages.flatMap((page) => page.items);
  const markAdded = useFocusOnAdded(rows.length);
  const scopes = scopesOf(drawn, first?.facets ?? {});
  const ranked = rankRows(rows, drawn.sort);
  const late = useLater(board.isPending, 150);
  const [keys, setKeys] = useState(false);
  const current = useRowKeys(rows, onOpen, () => {
    setKeys(true);
  });
  const total = first?.total ?? 0;
  const sortColumn = columns.find((column) => orders(column, drawn.sort));
  const known = (filter: Filter) => (first?.facets[filter] ?? []).map(({ value }) => value);
  const status =
    board.isPending || failed
      ? ""
      : total === 0
        ? "No result matches"
        : `${plural(total, "result")}${isFiltered(drawn) ? (total === 1 ? " matches" : " match") : ""}, ordered by ${sortColumn?.title.toLowerCase() ?? drawn.sort}`;
  return (
    <main className={cx(layout["page"], layout["main"], styles["page"])} id="main">
      <div className={styles["question"]}>
        <div className={styles["intro"]}>
          <div>
            <h1>Energy efficiency of LLM inference</h1>
            <p className={layout["lead"]}>
              Tokens per joule for each model, engine and machine that was measured, with the uncertainty of every
              figure.
            </p>
          </div>
          <Counts />
          <Reading />
        </div>
        <Scatter view={view} />
      </div>
      <section aria-labelledby="board-title">
        <h2 className="visually-hidden" id="board-title">
          Ranking
        </h2>
        {leftOut.length > 0 && (
          <div className={styles["leftOut"]}>
            <Notice>Ignored in the address: {leftOut.join("; ")}.</Notice>
          </div>
        )}
        <SearchBox view={view} onView={onView} known={known} />
        <div className={styles["filters"]}>
          {facets.map((facet) => (
            <Facet
              key={facet}
              title={titles[facet]}
              values={first?.facets[facet]}
              selected={view[facet]}
              show={show[facet]}
              onChange={(values) => {
                onView({ ...view, [facet]: values }, "push");
              }}
            />
          ))}
          <Limits view={view} onView={onView} />
          {isFiltered(view) && (
            <button
              type="button"
              className={cx(control["button"], control["plain"])}
              onClick={() => {
                onView(clearedFilters(view), "push");
              }}
            >
              Clear all
            </button>
          )}
        </div>
        <div className={styles["boardHead"]}>
          <p className="small muted">
            <span role="status">{status}</span>
            {status !== "" && total > 0 && ". ± is the half-width of the 95 % interval over n cycles."}
          </p>
          <label className={cx(styles["sortBy"], "narrow-only")}>
            Sort
            <select
              className={control["select"]}
              value={view.sort}
              onChange={(event) => {
                onView({ ...view, sort: event.target.value }, "push");
              }}
            >
              {columns
                .filter((column) => column.metric !== undefined)
                .map((column) => {
                  const value = `${column.best === "asc" ? "" : "-"}${column.metric ?? ""}`;
                  return (
                    <option key={column.key} value={value}>
                      {column.title}
                    </option>
                  );
                })}
            </select>
          </label>
          <span className={cx(styles["row"], styles["push"])}>
            <span className="wide-only">
              <ColumnMenu view={view} onView={onView} />
            </span>
            <a className={cx(control["button"], control["plain"])} href={csvPath(view)} download="lem-leaderboard.csv">
              Export CSV
            </a>
            <CopyButton label="Copy link" text={() => location.href} />
          </span>
        </div>
        {failed && <Failure error={board.error} kept={rows.length > 0} retry={() => void board.refetch()} />}
        {(!failed || rows.length > 0) && (
          <Board
            caption={sortColumn ? `Results by ${sortColumn.title.toLowerCase()}` : "Results"}
            rows={ranked}
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
        {first && total === 0 && !failed && <Empty view={view} onView={onView} />}
        {total > 0 && (
          <div className={styles["more"]}>
            {board.hasNextPage && (
              <button
                type="button"
                className={control["button"]}
                disabled={board.isFetchingNextPage}
                onClick={() => {
                  markAdded();
                  void board.fetchNextPage();
                }}
              >
                Show {Math.min(25, Math.max(total - rows.length, 1))} more
              </button>
            )}
            <span>
              {count(rows.length)} of {plural(total, "result")} shown
            </span>
            {board.isFetchNextPageError && <span role="alert">More could not be loaded; try again.</span>}
            <button
              type="button"
              className={cx(control["button"], control["plain"], "wide-only")}
              onClick={() => {
                setKeys(true);
              }}
            >
              Keys <kbd>?</kbd>
            </button>
          </div>
        )}
        <RankNote view={drawn} scopes={scopes} />
      </section>
      <KeySheet
        open={keys}
        onClose={() => {
          setKeys(false);
        }}
      />
    </main>
  );
}
