/** The page while there are fewer than two results to compare. The server writes it alike (src/pages/compare_page.cpp). */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { at } from "@/shared/lib/base-path";
import { apiQuery } from "@/shared/api/queries";
import type { LeaderboardRow } from "@/shared/api/wire";
import { shortModel } from "@/shared/format/words";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Candidates, SearchField, candidatesQuery, factsOfRow } from "./candidates";
import styles from "./compare-page.module.css";
import { Problem } from "./problem";
import type { CompareView } from "./view";

function Head({ chosen }: { chosen: LeaderboardRow | undefined }) {
  return (
    <div className={layout["head"]}>
      <div>
        <h1>{chosen ? `Compare ${shortModel(chosen.model)} with…` : "Compare results"}</h1>
        <p className={layout["lead"]}>
          {chosen
            ? `${factsOfRow(chosen)}. Choose the result to compare it with.`
            : "Two to six results beside each other: how much they differ, with intervals, or why they are not comparable. Choose the first one."}
        </p>
      </div>
    </div>
  );
}

function Search({ view, onView }: Props) {
  const [text, setText] = useState(view.q);
  return (
    <form
      className={styles["search"]}
      role="search"
      action={at("/compare")}
      onSubmit={(event) => {
        event.preventDefault();
        onView({ ...view, q: text.trim() });
      }}
    >
      <SearchField value={text} onChange={setText} />
      <button className={control["button"]}>Search</button>
    </form>
  );
}

interface Props {
  view: CompareView;
  onView: (view: CompareView) => void;
}

export function Choice({ view, onView }: Props) {
  const [id] = view.ids;
  const chosen = useQuery({
    ...apiQuery("/api/v1/results/{id}", { path: { id: id ?? "" } }),
    enabled: id !== undefined,
  });
  const found = useQuery({ ...candidatesQuery(view.q), placeholderData: keepPreviousData });
  if (chosen.isError) return <Problem error={chosen.error} view={view} onRetry={() => void chosen.refetch()} />;
  if (id !== undefined && !chosen.data) return <p role="status">Loading the result…</p>;
  return (
    <>
      <Head chosen={id === undefined ? undefined : chosen.data?.row} />
      <Search key={view.q} view={view} onView={onView} />
      {found.data ? (
        <Candidates rows={found.data.items} view={view} />
      ) : found.isError ? (
        <p role="alert">{found.error.message}</p>
      ) : (
        <p role="status">Loading results…</p>
      )}
    </>
  );
}
