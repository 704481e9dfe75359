/** The table of results. The leaderboard and the preview of a submission show the same row. */
import { memo, useMemo } from "react";
import type { LeaderboardRow } from "../api/wire";
import { shortModel } from "../format/words";
import { cx } from "../lib/cx";
import { Cell, type CellContext } from "./board-cells";
import { isWide, orders, shownColumns, usualCount, type Column } from "./board-columns";
import styles from "./data.module.css";
import type { Rank } from "./rank";
import { scaleOf } from "./whisker";

export interface BoardRow {
  row: LeaderboardRow;
  rank: Rank;
}
export type Select = (id: string, selected: boolean) => void;

const none: readonly string[] = [];
const noRows: readonly null[] = [];

export interface BoardProps {
  caption: string;
  rows: readonly BoardRow[];
  /** Rows above the others; null: one that is loading. */
  pinned?: readonly (BoardRow | null)[];
  hide?: readonly string[];
  show?: readonly string[];
  /** "-tokens_per_joule"; nothing where the order can't be changed. */
  sort?: string;
  onSort?: (sort: string) => void;
  busy?: boolean;
  skeleton?: number;
  /** Rows of one line. */
  compact?: boolean;
  link?: boolean;
  current?: number;
  selected?: readonly string[];
  /** Rows can be chosen. Like `onWhy` it stays the same function, so that rows are drawn only when they change. */
  onSelect?: Select;
  onWhy?: CellContext["onWhy"];
}

function HeadText({ column: { title, note } }: { column: Column }) {
  return (
    <span>
      {title}
      {note && <small>{note}</small>}
    </span>
  );
}

function Head({ column, sort, onSort }: { column: Column; sort: string | undefined; onSort: BoardProps["onSort"] }) {
  const { key, order, optional } = column;
  const sorted = sort !== undefined && orders(column, sort);
  const direction = sorted ? (sort === key ? "ascending" : "descending") : undefined;
  const first = order?.firstOrder ?? "";
  const next = sort !== first ? first : direction === "descending" ? key : `-${key}`;
  const symbol = { ascending: "#i-sort-up", descending: "#i-sort-down", none: "#i-sort" }[direction ?? "none"];
  return (
    <th
      scope="col"
      aria-sort={direction}
      colSpan={isWide(column) ? 2 : undefined}
      className={cx(order && !order.isName && !isWide(column) && styles["num"], optional && styles["optional"])}
    >
      {order !== undefined && onSort ? (
        <button
          type="button"
          className={styles["sort"]}
          onClick={() => {
            onSort(next);
          }}
        >
          <HeadText column={column} />
          <svg aria-hidden="true">
            <use href={symbol} />
          </svg>
        </button>
      ) : (
        <span className={styles["sort"]}>
          <HeadText column={column} />
        </span>
      )}
    </th>
  );
}

/** Widths come from the style sheet: a table that fits its columns to its rows moves all of them with each row that arrives. */
function Widths({ shown, pick }: { shown: readonly Column[]; pick: boolean }) {
  return (
    <colgroup>
      {pick && <col data-column="pick" />}
      {shown.flatMap((column) =>
        [column.key, ...(isWide(column) ? ["whisker"] : [])].map((name) => (
          <col key={name} data-column={name} className={cx(column.optional && styles["optional"])} />
        )),
      )}
    </colgroup>
  );
}

/** A row in the place of one that is loading. */
function Ghost({ shown, pick }: { shown: readonly Column[]; pick: boolean }) {
  return (
    <tr aria-hidden="true">
      {pick && <td className={styles["pick"]} />}
      {shown.flatMap((column) => [
        <td
          key={column.key}
          className={cx(column.optional && styles["optional"], column.key === "model" && styles["model"])}
        >
          <span className={styles["ghost"]} />
        </td>,
        ...(isWide(column) ? [<td key="whisker" className={styles["whisker"]} />] : []),
      ])}
    </tr>
  );
}

interface RowProps extends CellContext, BoardRow {
  shown: readonly Column[];
  index: number;
  current: boolean;
  selected: boolean;
  onSelect: Select | undefined;
}

const Row = memo(function Row({ shown, index, current, selected, onSelect, ...cell }: RowProps) {
  const { row } = cell;
  return (
    <tr
      data-row={index}
      className={cx(
        current && styles["current"],
        selected && styles["selected"],
        row.state === "withdrawn" && styles["withdrawn"],
      )}
    >
      {onSelect && (
        <td className={styles["pick"]}>
          <input
            type="checkbox"
            aria-label={`Select ${shortModel(row.model)} for comparison`}
            checked={selected}
            onChange={(event) => {
              onSelect(row.id, event.target.checked);
            }}
          />
        </td>
      )}
      {shown.map((column) => (
        <Cell key={column.key} column={column} {...cell} />
      ))}
    </tr>
  );
});

/** What every part of the board needs, and nothing of where its rows come from. */
export function Board({
  caption,
  rows,
  pinned = noRows,
  hide = none,
  show = none,
  sort = "",
  onSort,
  busy = false,
  skeleton = 0,
  compact = false,
  link = true,
  current = -1,
  selected = none,
  onSelect,
  onWhy,
}: BoardProps) {
  // By their text: a new address has new lists of the same columns.
  const [hidden, added] = [hide.join(), show.join()];
  const shown = useMemo(
    () => shownColumns({ hide: hidden.split(","), show: added.split(","), sort }),
    [hidden, added, sort],
  );
  const scale = useMemo(() => scaleOf([...pinned, ...rows].flatMap((one) => (one ? [one.row] : []))), [pinned, rows]);
  const more = shown.length - usualCount;
  const pick = onSelect !== undefined;
  const drawn = ({ row, rank }: BoardRow, index: number, isPinned: boolean) => (
    <Row
      key={row.id || index}
      {...{ row, rank, index, shown, scale, sort, link, onSelect, onWhy }}
      pinned={isPinned}
      current={index === current}
      selected={selected.includes(row.id)}
    />
  );
  return (
    <div
      className={cx(styles["boardScroll"], busy && styles["busy"])}
      role="region"
      aria-label={`${caption}, scrollable`}
      tabIndex={0}
    >
      <table
        className={cx(styles["table"], styles["board"], compact && styles["compact"])}
        data-more={more > 0 ? more : undefined}
        aria-busy={busy}
      >
        <caption className="visually-hidden">{caption}</caption>
        <Widths shown={shown} pick={pick} />
        <thead>
          <tr>
            {pick && (
              <th scope="col" className={styles["pick"]}>
                <span className="visually-hidden">Selected</span>
              </th>
            )}
            {shown.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        {pinned.length > 0 && (
          <tbody className={styles["pins"]}>
            {pinned.map((one, i) =>
              one ? drawn(one, i, true) : <Ghost key={`pinned-${String(i)}`} shown={shown} pick={pick} />,
            )}
          </tbody>
        )}
        <tbody>
          {rows.map((one, i) => drawn(one, pinned.length + i, false))}
          {Array.from({ length: skeleton }, (_, i) => (
            <Ghost key={`ghost-${String(i)}`} shown={shown} pick={pick} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
