import { ApiError, type Violation } from "@/shared/api/client";
import layout from "./layout.module.css";
import { Notice } from "./data";
import styles from "./fields.module.css";

export function Violations({ items }: { items: readonly Violation[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={styles["violations"]}>
      {items.map((item, i) => (
        <li key={i}>
          <code>{item.pointer || "(whole document)"}</code>
          <span>{item.message}</span>
        </li>
      ))}
    </ul>
  );
}

export function Problem({ error }: { error: Error }) {
  return (
    <div className={layout["stack"]} role="alert">
      <Notice>
        <b>{error.message}</b>
        {error instanceof ApiError && error.requestId && (
          <span className="muted">
            {" "}
            Request <code>{error.requestId}</code>.
          </span>
        )}
      </Notice>
      {error instanceof ApiError && <Violations items={error.violations} />}
    </div>
  );
}
