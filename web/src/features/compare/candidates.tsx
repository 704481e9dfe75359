/** Results to add to a comparison: found by words, each a link to the comparison with it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { apiQuery } from "@/shared/api/queries";
import type { LeaderboardRow } from "@/shared/api/wire";
import { figure } from "@/shared/format/number";
import { engineLook, shortModel } from "@/shared/format/words";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Missing } from "@/shared/ui/data";
import { Popover } from "@/shared/ui/popover";
import { Icon } from "@/shared/ui/symbols";
import styles from "./compare-page.module.css";
import { resultsMax, withAlso, type CompareView } from "./view";
import { ViewLink } from "./view-link";

/** As many as the server writes. */
const candidatesMax = 20;
export const candidatesQuery = (q: string) =>
  apiQuery("/api/v1/leaderboard", { query: { limit: candidatesMax, ...(q === "" ? {} : { q }) } });

/** "fp8 · vLLM · NVIDIA L4 · 4 streams" */
export const factsOfRow = (row: LeaderboardRow) =>
  [row.precision, engineLook(row.engine).label, row.hardware, row.load].filter(Boolean).join(" · ");

function Efficiency({ row }: { row: LeaderboardRow }) {
  const { value, ci95_half_width } = row.metrics.tokens_per_joule;
  if (value === null) return <Missing reason={row.energy_absent_reason ?? "energy was not measured"} />;
  const shown = figure(value, ci95_half_width);
  return (
    <>
      {shown.value}
      {shown.plusMinus === null ? "" : ` ± ${shown.plusMinus}`} tok/J
    </>
  );
}

export function Candidates({ rows, view }: { rows: readonly LeaderboardRow[]; view: CompareView }) {
  const others = rows.filter(({ id }) => !view.ids.includes(id));
  if (others.length === 0) return <p className={data["empty"]}>No other result matches.</p>;
  return (
    <ul className={styles["candidates"]}>
      {others.map((row) => (
        <li key={row.id}>
          <ViewLink view={withAlso(view, row.id)}>{shortModel(row.model)}</ViewLink>
          <span className="muted">{factsOfRow(row)}</span>
          <span className={styles["value"]}>
            <Efficiency row={row} />
          </span>
        </li>
      ))}
    </ul>
  );
}

const what = "Search models, hardware, engines";

export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className={control["input"]}>
      <Icon name="search" />
      <span className="visually-hidden">{what}</span>
      <input
        name="q"
        type="search"
        placeholder={what}
        value={value}
        maxLength={200}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}

/** The text, a moment after it was typed. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, 200);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return settled;
}

function Found({ view }: { view: CompareView }) {
  const [text, setText] = useState("");
  const settled = useSettled(text.trim());
  const found = useQuery({ ...candidatesQuery(settled), placeholderData: keepPreviousData });
  return (
    <>
      <SearchField value={text} onChange={setText} />
      {found.data ? (
        <Candidates rows={found.data.items} view={view} />
      ) : (
        <p className="small muted" role="status">
          {found.isError ? found.error.message : "Loading results…"}
        </p>
      )}
    </>
  );
}

/** A menu that adds a result. */
export function AddResult({ view }: { view: CompareView }) {
  const [opened, setOpened] = useState(false);
  if (view.ids.length >= resultsMax)
    return (
      <button type="button" className={control["button"]} disabled title={`At most ${String(resultsMax)} results`}>
        Add result
      </button>
    );
  return (
    <details
      className={control["facet"]}
      name="facet"
      onToggle={(event) => {
        setOpened(event.currentTarget.open);
      }}
    >
      <summary className={control["button"]}>Add result</summary>
      <Popover title="Add result" look={[control["right"], styles["picker"]].join(" ")}>
        {opened && <Found view={view} />}
      </Popover>
    </details>
  );
}
