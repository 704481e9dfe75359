import { Link } from "@tanstack/react-router";
import { at } from "@/shared/lib/base-path";
import { rankNote } from "@/shared/api/vocabulary";
import type { LeaderboardPage as Page } from "@/shared/api/wire";
import { scopeWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import data from "@/shared/ui/data.module.css";
import { Notice } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import { ranksEnergy } from "@/shared/ui/rank";
import { Mixed } from "./answer";
import { BoardHead } from "./board-head";
import { Filters } from "./filters";
import { Intro, Reading } from "./intro";
import styles from "./leaderboard-page.module.css";
import { NewResults } from "./new-results";
import { PlotPanel } from "./plot-panel";
import type { ViewProps } from "./props";
import { Rows } from "./rows";
import { SearchBox } from "./search-box";
import type { Filter, View } from "./search";
import { canCompare } from "./selection";
import { SelectionBar } from "./selection-bar";
import { useBoard } from "./use-board";

export interface LeaderboardProps extends ViewProps {
  /** What the address holds and the view can't, in words. */
  leftOut: readonly string[];
  onOpen: (id: string) => void;
  onCompare: (ids: readonly string[]) => void;
}

/** Energy scopes that the view holds. */
function scopesOf(view: View, facets: Page["facets"]): string[] {
  const found = (facets["energy_scope"] ?? [])
    .filter(({ value, count }) => count > 0 && value !== "none")
    .map(({ value }) => value);
  return view.energy_scope.length > 0 ? view.energy_scope.filter((scope) => scope !== "none") : found;
}

export function RankNote({ view, facets }: { view: View; facets: Page["facets"] }) {
  const scopes = scopesOf(view, facets);
  return (
    <p className={cx(data["note"], styles["rankNote"], "prose")}>
      <b>How ranks are made.</b> {rankNote.order} {rankNote.rule} {rankNote.example} {rankNote.scopes}
      {scopes.length > 1 && ranksEnergy(view.sort)
        ? `, so ${scopes.map(scopeWord).join(" and ")} each count from 1`
        : ""}
      . {rankNote.exceptions} <a href={at("/method/comparing#ranks")}>The rule in full</a>.{" "}
      <Link to="/changes">What changed in it</Link>
    </p>
  );
}

export function LeaderboardPage({ view, leftOut, onView, onOpen, onCompare }: LeaderboardProps) {
  useTitle("Energy efficiency of LLM inference");
  const state = useBoard(view);
  const { failed, drawn, first } = state;
  const known = (filter: Filter) => (first?.facets[filter] ?? []).map(({ value }) => value);
  const props = { view, onView };
  return (
    <main className={cx(layout["page"], layout["main"], styles["page"])} id="main">
      <div className={styles["question"]}>
        <Intro {...props} results={failed ? undefined : first?.results} />
        <PlotPanel {...props} results={failed ? undefined : first?.results} />
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
        <SearchBox {...props} known={known} />
        <Filters {...props} counts={first?.facets} />
        <BoardHead {...props} drawn={drawn} first={failed ? undefined : first} shown={state.rows.length} />
        {first && !failed && <Mixed {...props} page={first} />}
        <Rows
          {...props}
          state={state}
          onOpen={onOpen}
          onCompare={(ids) => {
            if (canCompare(ids)) onCompare(ids);
          }}
        />
        {first && !failed && <NewResults view={drawn} results={first.results} />}
        <RankNote view={drawn} facets={first?.facets ?? {}} />
        <Reading />
      </section>
      <SelectionBar {...props} />
    </main>
  );
}
