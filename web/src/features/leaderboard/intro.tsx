/** What the page is about: the question, how much there is, and how to read the table. */
import { at } from "@/shared/lib/base-path";
import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { count } from "@/shared/format/number";
import layout from "@/shared/ui/layout.module.css";
import styles from "./leaderboard-page.module.css";
import { Limits } from "./limits";
import { statsQuery } from "./queries";

const counted = (n: number, one: string) => (
  <span>
    <b>{count(n)}</b> {n === 1 ? one : `${one}s`}
  </span>
);

function Counts() {
  const { data: stats } = useQuery(statsQuery());
  return (
    <p className={styles["counts"]}>
      {stats && (
        <>
          {counted(stats.results, "result")}
          {counted(stats.models, "model")}
          {counted(stats.hardware, "device")}
          {counted(stats.contributors, "contributor")}
        </>
      )}
    </p>
  );
}

/** How the table is read. */
export function Reading() {
  return (
    <dl className={styles["reading"]}>
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
  );
}

export function Intro(props: ComponentProps<typeof Limits>) {
  return (
    <div className={styles["intro"]}>
      <div>
        <h1>Energy efficiency of LLM inference</h1>
        <p className={layout["lead"]}>
          Tokens per joule for each model, engine and machine that was measured, with the uncertainty of every figure.
        </p>
      </div>
      <Counts />
      <Limits {...props} />
    </div>
  );
}
