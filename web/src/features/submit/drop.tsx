import { useId, useRef, useState, type DragEvent } from "react";
import { bytes, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Icon } from "@/shared/ui/symbols";
import { chosenFiles, droppedFiles, type FoundFiles } from "./dropped-files";
import styles from "./submit-page.module.css";
import { sizeOf, type Item } from "./submissions";

interface ChooseProps {
  label: string;
  folder?: boolean;
  onFiles: (found: FoundFiles) => void;
}

function Choose({ label, folder = false, onFiles }: ChooseProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <label className={control["button"]} htmlFor={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        className="visually-hidden"
        type="file"
        multiple
        {...(folder ? { webkitdirectory: "" } : {})}
        onChange={(event) => {
          onFiles(chosenFiles(event.target.files));
          event.target.value = "";
        }}
      />
    </>
  );
}

function Chosen({ items }: { items: readonly Item[] }) {
  const [first] = items;
  if (first && items.length === 1)
    return (
      <>
        <b>{first.path}</b> <span className="muted">{bytes(sizeOf(first))}</span>
      </>
    );
  if (first)
    return (
      <>
        <b>
          {plural(
            items.reduce((sum, item) => sum + item.files.length, 0),
            "file",
          )}
        </b>{" "}
        <span className="muted">{bytes(items.reduce((sum, item) => sum + sizeOf(item), 0))}</span>
      </>
    );
  return (
    <>
      <b>Drop results here: files, a whole folder, or a .zip or .tar.gz of one</b>
      <br />
      <span className="muted">
        result.json, a bundle NAME.lem, or the result files of vLLM, SGLang, llama-bench, GuideLLM, AIPerf and others;
        up to 64 MB each
      </span>
    </>
  );
}

export function Drop({ items, onFiles }: { items: readonly Item[]; onFiles: (found: FoundFiles) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then((found) => {
      if (found.files.length > 0) onFiles(found);
    });
  };
  return (
    <div
      className={cx(styles["drop"], over && styles["over"])}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <Icon name="file" />
      <p>
        <Chosen items={items} />
      </p>
      <Choose label={items.length > 0 ? "Choose others" : "Choose files"} onFiles={onFiles} />
      <Choose label="Choose a folder" folder onFiles={onFiles} />
      {items.length > 0 && (
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            onFiles({ files: [], more: false });
          }}
        >
          Remove
        </button>
      )}
    </div>
  );
}
