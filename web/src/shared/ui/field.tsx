import type { ReactNode } from "react";
import { cx } from "@/shared/lib/cx";
import control from "./control.module.css";
import styles from "./fields.module.css";

/** A labelled line of text. */
export function Field({
  label,
  value,
  change,
  type = "text",
  autoComplete,
  note,
  required = true,
  minLength,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  type?: "text" | "password" | "number";
  autoComplete: string;
  note?: ReactNode;
  required?: boolean;
  minLength?: number;
}) {
  return (
    <label className={styles["field"]}>
      {label}
      <span className={cx(control["input"], styles["wide"])}>
        <input
          type={type}
          required={required}
          {...(minLength === undefined ? {} : { minLength })}
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => {
            change(event.target.value);
          }}
        />
      </span>
      {note && <small className="fine muted">{note}</small>}
    </label>
  );
}
