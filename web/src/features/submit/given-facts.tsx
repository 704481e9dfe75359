import { useState, type FormEvent } from "react";
import { engines } from "@/shared/api/vocabulary";
import type { GivenFacts } from "@/shared/api/wire";
import control from "@/shared/ui/control.module.css";
import { cx } from "@/shared/lib/cx";
import layout from "@/shared/ui/layout.module.css";
import styles from "./submit-page.module.css";

interface Props {
  disabled: boolean;
  onGiven: (given: GivenFacts) => void;
}

/** Other programs' files often do not name the GPU or the engine. What is given here holds for all files. */
export function KnownFacts({ disabled, onGiven }: Props) {
  const [given, setGiven] = useState<Record<string, string>>({});
  const field = (name: string) => ({
    value: given[name] ?? "",
    onChange: (event: { target: { value: string } }) => {
      setGiven({ ...given, [name]: event.target.value });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ""));
    const { hardware_count: count, ...rest } = said;
    const facts = said["hardware"] && count ? { ...rest, hardware_count: Number(count) } : rest;
    onGiven(facts);
  };
  return (
    <details className={styles["facts"]}>
      <summary>What the files don’t say</summary>
      <form className={layout["stack"]} onSubmit={submit}>
        <p className="small muted">
          Files of other programs often lack the GPU or the engine. What you state here takes precedence over every file
          above, and is shown as stated by you.
        </p>
        <div className={styles["fields"]}>
          <label className={styles["field"]}>
            Model
            <span className={control["input"]}>
              <input maxLength={200} placeholder="Qwen/Qwen3-8B" {...field("model")} />
            </span>
          </label>
          <label className={styles["field"]}>
            One GPU
            <span className={control["input"]}>
              <input maxLength={200} placeholder="NVIDIA H100 80GB HBM3" {...field("hardware")} />
            </span>
          </label>
          <label className={styles["field"]}>
            Number of GPUs
            <span className={control["input"]}>
              <input type="number" min={1} max={1024} {...field("hardware_count")} />
            </span>
          </label>
          <label className={styles["field"]}>
            Engine
            <select className={cx(control["button"], control["select"])} {...field("engine")}>
              <option value="">as in the file</option>
              {Object.entries(engines).map(([name, { title }]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label className={styles["field"]}>
            Its version
            <span className={control["input"]}>
              <input maxLength={100} {...field("engine_version")} />
            </span>
          </label>
        </div>
        <div>
          <button type="submit" className={control["button"]} disabled={disabled}>
            Read the files again
          </button>
        </div>
      </form>
    </details>
  );
}
