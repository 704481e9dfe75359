import { cx } from "../lib/cx";
import styles from "./explorer.module.css";

/** The unit of a figure on a phone, where no head of a column says it. */
export const CardUnit = ({ unit }: { unit: string }) => (
  <span className={cx("narrow-only", styles["cardUnit"])}> {unit}</span>
);
