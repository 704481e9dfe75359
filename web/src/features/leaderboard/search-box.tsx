import { at } from "@/shared/lib/base-path";
import { useEffect, useId, useRef, useState } from "react";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { Icon } from "@/shared/ui/symbols";
import { faultsOf, formatSearch, parseSearch, resolve, searchMeaning, type Search } from "./grammar";
import styles from "./leaderboard-page.module.css";
import { ListChoices } from "./list-choices";
import type { ViewProps } from "./props";
import { isSearch, withChosen, withExcluded, type Filter, type View } from "./search";

/** The values that a filter has in this view. */
type Known = (filter: Filter) => string[];

/** The view with the filters and limits of a search, and a note on what could not be applied. */
export function applySearch(view: View, search: Search, known: Known): { view: View; note: string } {
  let next: View = { ...view, q: search.words };
  const missing: string[] = [];
  for (const { filter, values, without } of search.terms) {
    const found = filter === "model" ? { values, missing: [] } : resolve(values, known(filter));
    missing.push(...found.missing.map((value) => `${filter} “${value}”`));
    next = without
      ? withExcluded(next, filter, found.values)
      : withChosen(next, filter, [...new Set([...next[filter], ...found.values])]);
  }
  for (const { metric, range } of search.limits) next = { ...next, [metric]: range };
  const notes = [
    missing.length > 0 ? `No result has ${missing.join(", ")}.` : "",
    faultsOf(search).replace(/^./, (first) => first.toUpperCase()),
  ];
  return { view: next, note: notes.filter(Boolean).join(" ") };
}

/** The typed text: words change the view while they are typed, filters and limits when it is sent. */
function useSearchText({ view, onView, known }: ViewProps & { known: Known }) {
  const [text, setText] = useState(view.q);
  const [note, setNote] = useState("");
  const [shown, setShown] = useState(view.q);
  const [sent, setSent] = useState(view.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, or a cleared filter: what was not typed here is taken over.
  if (shown !== view.q) {
    setShown(view.q);
    if (view.q !== sent) {
      setSent(view.q);
      setText(view.q);
    }
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const type = (typed: string) => {
    setText(typed);
    setNote("");
    clearTimeout(timer.current);
    const words = parseSearch(typed).words;
    if (words === view.q || !isSearch(words)) return;
    timer.current = setTimeout(() => {
      setSent(words);
      onView({ ...view, q: words }, "replace");
    }, 200);
  };
  const apply = () => {
    const search = parseSearch(text);
    const applied = applySearch(view, search, known);
    setText(formatSearch({ ...search, terms: [], limits: [] }));
    setNote(applied.note);
    clearTimeout(timer.current);
    setSent(applied.view.q);
    onView(applied.view, "push");
  };
  return { text, note, type, apply };
}

/** What the text means, below the box while it is typed in; it covers what is there and moves nothing. */
function Echo({ id, text }: { id: string; text: string }) {
  const meaning = searchMeaning(parseSearch(text));
  if (meaning === "") return null;
  return (
    <p id={id} className={styles["echo"]} role="status">
      <b>Enter</b> applies: {meaning}
    </p>
  );
}

export function SearchBox(props: ViewProps & { known: Known }) {
  const { text, note, type, apply } = useSearchText(props);
  const [typing, setTyping] = useState(false);
  const echoId = useId();
  return (
    <>
      <form
        className={styles["tools"]}
        role="search"
        action={at("/")}
        onSubmit={(event) => {
          event.preventDefault();
          setTyping(false);
          apply();
        }}
      >
        <label className={cx(control["input"], styles["search"])}>
          <Icon name="search" />
          <span className="visually-hidden">Search models, hardware, engines</span>
          <input
            name="q"
            type="search"
            placeholder="Search models, hardware, engines"
            value={text}
            maxLength={200}
            aria-describedby={echoId}
            onChange={(event) => {
              setTyping(true);
              type(event.target.value);
            }}
            onBlur={() => {
              setTyping(false);
            }}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              // The browser would empty the box, and leave the search as it is.
              event.preventDefault();
              event.currentTarget.blur();
            }}
          />
          <kbd className="wide-only">/</kbd>
        </label>
        {typing && <Echo id={echoId} text={text} />}
        <p className={cx(styles["hint"], "wide-only")}>
          for example <code>gpu:H100</code> <code>-precision:fp16</code> <code>params:7..14</code>{" "}
          <code>tpj:&gt;2</code>
        </p>
        <ListChoices {...props} />
      </form>
      {note && (
        <p className="small muted" role="status">
          {note}
        </p>
      )}
    </>
  );
}
