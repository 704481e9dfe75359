/** Above a saved view: what it asks, when it was frozen, which answer is shown, and what changed since. The server writes the same (src/pages/saved_view_page.cpp). */
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { fileFormats, metrics, rowChanges, savedViewNote } from "@/shared/api/vocabulary";
import type { AnswerChange, AnswerChanges, SavedView } from "@/shared/api/wire";
import { date, dateTime, number, plural } from "@/shared/format/number";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import control from "@/shared/ui/control.module.css";
import { CopyButton } from "@/shared/ui/copy-button";
import layout from "@/shared/ui/layout.module.css";

const shown = (value: number | null) => (value === null ? "—" : number(value));

function Change({ change: { change, id, label, words, figures } }: { change: AnswerChange }) {
  return (
    <li>
      <b>{rowChanges[change].title}</b>:{" "}
      {id == null ? (
        label
      ) : (
        <Link to="/results/$resultId" params={{ resultId: id }}>
          {label}
        </Link>
      )}
      . {words}
      {figures.map(({ metric, before, after }) => {
        const known = metrics.find(({ name }) => name === metric);
        return ` ${known?.title ?? metric}: ${shown(before)} → ${shown(after)}${known ? ` ${known.unit}` : ""}.`;
      })}
    </li>
  );
}

function Changes({ changes }: { changes: AnswerChanges }) {
  if (changes.items.length === 0) return <p>Nothing has changed since.</p>;
  return (
    <details>
      <summary>
        {plural(changes.items.length, "change")} since, {plural(changes.same, "row")} as before
      </summary>
      <ul>
        {changes.items.map((change, i) => (
          <Change key={i} change={change} />
        ))}
      </ul>
    </details>
  );
}

function Withdrawn({ view }: { view: SavedView }) {
  if (view.withdrawn.length === 0 || view.changes) return null;
  return (
    <ul>
      {view.withdrawn.map((result) => (
        <li key={result.id}>
          <Link to="/results/$resultId" params={{ resultId: result.id }}>
            {result.id}
          </Link>{" "}
          was withdrawn on {date(result.at)}. {result.words}
        </li>
      ))}
    </ul>
  );
}

export function SavedViewBar({ view }: { view: SavedView }) {
  const look = cx(control["button"], control["quiet"]);
  const choice = (label: string, today: boolean) => (
    <Link
      className={look}
      to="/v/$viewId"
      params={{ viewId: view.id }}
      search={today ? { answer: "today" } : {}}
      activeOptions={{ exact: true }}
      activeProps={{}}
      resetScroll={false}
    >
      {label}
    </Link>
  );
  return (
    <aside className={layout["private"]} aria-label="Saved view">
      <div className={layout["page"]}>
        <p>
          <b>Saved view</b> of {dateTime(view.saved_at)}
          {view.saved_by === null ? "" : ` by ${view.saved_by}`}. {view.meaning}
          {view.rows_withheld > 0 && ` ${plural(view.rows_withheld, "row")} may not be shown any more.`}
        </p>
        <p>
          {choice("Frozen answer", false)} {choice("Answer of today", true)}{" "}
          <a className={look} href={at(view.path + (view.query === "" ? "" : `?${view.query}`))}>
            Open the live page
          </a>{" "}
          <CopyButton look="quiet" label="Copy link" text={() => location.origin + at(`/v/${view.id}`)} />
        </p>
        <p>
          The frozen answer as a file:
          {fileFormats.map(({ extension, title }) => (
            <Fragment key={extension}>
              {" "}
              <a href={at(`/v/${view.id}.${extension}`)} download>
                {title}
              </a>
            </Fragment>
          ))}
        </p>
        {view.changes && <Changes changes={view.changes} />}
        <Withdrawn view={view} />
        <p className="small muted">{savedViewNote}</p>
      </div>
    </aside>
  );
}
