/** Small pieces that show data: a value with its ±, a missing one with its reason, engine, trust. */
import type { ReactNode } from "react";
import { figure, variationWord } from "../format/number";
import { engineLook, trustOrder, trustWord, type Trust } from "../format/words";
import styles from "./data.module.css";

export function Missing({ reason }: { reason: string }) {
  return (
    <span className={styles["missing"]} title={reason}>
      —<span className="visually-hidden"> {reason}</span>
    </span>
  );
}

export function Value({ value, halfWidth }: { value: number; halfWidth: number | null | undefined }) {
  const text = figure(value, halfWidth);
  return (
    <span className={styles["value"]}>
      <b>{text.value}</b>
      {text.plusMinus === null ? (
        <span className={styles["pm"]} />
      ) : (
        <span className={styles["pm"]}>± {text.plusMinus}</span>
      )}
    </span>
  );
}

export function Engine({ name }: { name: string }) {
  const look = engineLook(name);
  return (
    <span className={`${styles["engine"] ?? ""} e-${look.key}`}>
      <svg className="mark" aria-hidden="true">
        <use href={`#m-${look.key}`} />
      </svg>
      {look.label}
    </span>
  );
}

export function TrustMark({ trust }: { trust: Trust }) {
  const level = trustOrder.indexOf(trust);
  return (
    <span className={styles["trust"]}>
      <svg width="23" height="14" viewBox="0 0 23 14" aria-hidden="true">
        {trustOrder.map((rung, i) => (
          <rect
            key={rung}
            className={i <= level ? styles["on"] : undefined}
            x={i * 5}
            y={10 - 2 * i}
            width="3"
            height={4 + 2 * i}
          />
        ))}
      </svg>
      {trustWord(trust)}
    </span>
  );
}

export function Variation({ cv }: { cv: number | null }) {
  if (cv === null) return <>one cycle, no variation</>;
  return (
    <>
      {(cv * 100).toFixed(1)} %, {variationWord(cv)}
    </>
  );
}

export function Notice({ kind = "warn", children }: { kind?: "warn" | "info"; children: ReactNode }) {
  return (
    <div className={kind === "info" ? `${styles["notice"] ?? ""} ${styles["info"] ?? ""}` : styles["notice"]}>
      <svg className="icon" aria-hidden="true">
        <use href={kind === "info" ? "#i-info" : "#i-warn"} />
      </svg>
      <div>{children}</div>
    </div>
  );
}
