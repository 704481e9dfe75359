import { useEffect, useRef } from "react";
import control from "@/shared/ui/control.module.css";
import styles from "./leaderboard-page.module.css";

/** The keys that the page listens to. */
export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !sheet.current?.open) sheet.current?.showModal();
  }, [open]);
  return (
    <dialog ref={sheet} className={styles["keys"]} onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl>
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>search</dd>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>next and previous row</dd>
        <dt>
          <kbd>x</kbd>
        </dt>
        <dd>choose the row</dd>
        <dt>
          <kbd>c</kbd>
        </dt>
        <dd>compare the chosen rows</dd>
        <dt>
          <kbd>p</kbd>
        </dt>
        <dd>pin the row above the others</dd>
        <dt>
          <kbd>Enter</kbd>
        </dt>
        <dd>open the row</dd>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>close what is open</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>this list</dd>
      </dl>
      <form method="dialog">
        <button className={control["button"]}>Close</button>
      </form>
    </dialog>
  );
}
