import { Link } from "@tanstack/react-router";
import { CopyButton } from "@/shared/ui/copy-button";
import { TrustMark } from "@/shared/ui/data";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import styles from "./result-page.module.css";

const Lines = ({ n }: { n: number }) => Array.from({ length: n }, (_, i) => <span key={i} className={data["ghost"]} />);
const Section = ({ lines }: { lines: number }) => (
  <div className={[layout["section"], styles["pending"]].join(" ")}>
    <Lines n={lines} />
  </div>
);

/** The shape of a result's page while it loads, so that its foot stays where it is. */
export function Skeleton({ id }: { id: string }) {
  return (
    <>
      <div className={layout["head"]}>
        <div>
          <ol className={layout["crumbs"]}>
            <li>
              <Link to="/">Leaderboard</Link>
            </li>
            <li>{id}</li>
          </ol>
          <h1 className="muted">Loading the result…</h1>
          {/* Words as long as the usual ones take as many lines. */}
          <p className={`${layout["lead"] ?? ""} unseen`} aria-hidden="true">
            Engine 0.11.0 on NVIDIA A100-SXM4-80GB, 128 tokens in and 128 out. Measured on 20 November 2026 by somebody.
          </p>
          <div className={`${styles["badges"] ?? ""} unseen`} aria-hidden="true">
            <TrustMark trust="self_reported" />
            <span>3 cycles, CV 1.2 % stable</span>
            <span>GPU board energy scope</span>
            <span>rank 12 (10–14) on the leaderboard, in this energy scope</span>
            <span>operating curve over 4 loads</span>
          </div>
        </div>
        <div className={`${layout["row"] ?? ""} unseen`} aria-hidden="true">
          <span className={control["button"]}>Compare with…</span>
          <span className={control["button"]}>Export</span>
          <CopyButton look="full" label="Copy link" text={() => ""} />
        </div>
      </div>
      <div className={styles["headline"]} aria-hidden="true">
        <div className={styles["pending"]}>
          <Lines n={3} />
        </div>
        <div className={styles["pending"]}>
          <Lines n={5} />
        </div>
      </div>
      <div className={layout["columns"]} aria-hidden="true">
        <div>
          <Section lines={5} />
          <Section lines={5} />
          <Section lines={20} />
        </div>
        <div>
          <Section lines={4} />
          <Section lines={10} />
          <Section lines={6} />
        </div>
      </div>
    </>
  );
}
