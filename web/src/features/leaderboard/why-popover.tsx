/** Why a row has its rank, or none. Loaded when it is first asked for. */
import { useEffect, useRef } from "react";
import { rankNote } from "@/shared/api/vocabulary";
import type { LeaderboardRow } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { scopeWord, shortModel } from "@/shared/format/words";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Value } from "@/shared/ui/data";
import { rankOf, ranksEnergy } from "@/shared/ui/rank";
import styles from "./leaderboard-page.module.css";
import { shownAs } from "@/shared/lib/slo";
import { intervalWords, metricOf, undecided } from "./why";

const listedMax = 8;

function Undecided({ row, rows, sort }: { row: LeaderboardRow; rows: readonly LeaderboardRow[]; sort: string }) {
  const metric = metricOf(sort);
  if (!metric || row.rank_best == null || row.rank_worst == null) return null;
  const alike = undecided(row, rows, sort).slice(0, listedMax);
  const others = row.rank_worst - row.rank_best - alike.length;
  const { factor } = shownAs(metric);
  return (
    <>
      <p>
        {row.rank_best === 1
          ? "No result is surely better."
          : `${plural(row.rank_best - 1, "result is", "results are")} surely better.`}{" "}
        {row.rank_worst === row.rank_best
          ? "No other interval reaches this one."
          : "The data do not decide between this result and:"}
      </p>
      {row.rank_worst > row.rank_best && (
        <ul>
          {alike.map((other) => (
            <li key={other.id}>
              <span>
                {count(other.rank ?? 0)} {shortModel(other.model)}
              </span>
              <Value
                value={(other.metrics[metric].value ?? 0) * factor}
                halfWidth={(other.metrics[metric].ci95_half_width ?? 0) * factor}
              />
            </li>
          ))}
          {others > 0 && <li className="muted">{plural(others, "other result")} not listed here</li>}
        </ul>
      )}
    </>
  );
}

interface Props {
  row: LeaderboardRow;
  /** All that are shown. */
  rows: readonly LeaderboardRow[];
  sort: string;
  /** The button that was pressed: the panel stands beside it, and it has the focus again afterwards. */
  button: HTMLElement;
  onClose: () => void;
}

/** Below the button, or above it where there is more room. */
function place(panel: HTMLElement, button: HTMLElement) {
  if (getComputedStyle(panel).position !== "fixed" || panel.clientWidth >= document.documentElement.clientWidth) return;
  const from = button.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const below = from.bottom + 4 + height <= innerHeight;
  panel.style.left = `${String(Math.max(Math.min(from.left, innerWidth - width - 16), 16))}px`;
  panel.style.top = `${String(Math.max(below ? from.bottom + 4 : from.top - 4 - height, 16))}px`;
}

export default function WhyPopover({ row, rows, sort, button, onClose }: Props) {
  const panel = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = panel.current;
    if (!dialog || dialog.open) return;
    dialog.showModal();
    place(dialog, button);
  }, [button]);
  const rank = rankOf(row, sort);
  const metric = metricOf(sort);
  const interval = metric && intervalWords(row, metric);
  const close = () => {
    panel.current?.close();
  };
  return (
    <dialog
      ref={panel}
      className={styles["whyPanel"]}
      aria-labelledby="why-title"
      onClose={() => {
        onClose();
        button.focus();
      }}
      onClick={(event) => {
        // The backdrop is the dialog itself.
        if (event.target === panel.current) close();
      }}
    >
      <div>
        <h2 id="why-title">{"reason" in rank ? "No rank" : ["Rank", rank.position, rank.range].join(" ")}</h2>
        <p>
          {shortModel(row.model)}
          {interval ? `: ${interval}.` : "."}
          {"reason" in rank && ` ${rank.reason.replace(/^./, (first) => first.toUpperCase())}.`}
        </p>
        {!("reason" in rank) && rank.range === "" && <p>{rank.title}</p>}
        <Undecided row={row} rows={rows} sort={sort} />
        <p className="muted">
          {rankNote.rule}
          {ranksEnergy(sort) && ` Ranked among results of the scope ${scopeWord(row.energy_scope)}.`}{" "}
          <a href={at("/method/comparing#ranks")}>The rule in full</a>
        </p>
        <button type="button" className={cx(control["button"], control["quiet"])} onClick={close}>
          Close
        </button>
      </div>
    </dialog>
  );
}
