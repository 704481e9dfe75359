import { useId, useRef, useState, type DragEvent } from "react";
import { bytes, plural } from "@/shared/format/number";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Icon } from "@/shared/ui/symbols";
import { chosenFiles, droppedFiles, type FoundFile } from "./dropped-files";
import styles from "./submit-page.module.css";
import type { Item } from "./submissions";

interface ChooseProps {
  label: string;
  folder?: boolean;
  onFiles: (files: FoundFile[]) => void;
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
        <b>{first.path}</b> <span className="muted">{bytes(first.file.size)}</span>
      </>
    );
  if (first)
    return (
      <>
        <b>{plural(items.length, "file")}</b>{" "}
        <span className="muted">{bytes(items.reduce((sum, item) => sum + item.file.size, 0))}</span>
      </>
    );
  return (
    <>
      <b>Drop results here: files, or a whole folder</b>
      <br />
      <span className="muted">
        result.json, a bundle NAME.lem, or the result files of vLLM, SGLang, llama-bench, GuideLLM, AIPerf and others;
        up to 64 MB each
      </span>
    </>
  );
}

export function Drop({ items, onFiles }: { items: readonly Item[]; onFiles: (files: FoundFile[]) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then((files) => {
      if (files.length > 0) onFiles(files);
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
            onFiles([]);
          }}
        >
          Remove
        </button>
      )}
    </div>
  );
}
