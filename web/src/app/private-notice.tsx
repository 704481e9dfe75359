import { useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { usePrivateFiles, usePrivateView } from "@/shared/api/private-view";
import type { PrivateView } from "@/shared/api/wire";
import { count, plural } from "@/shared/format/number";
import { followChanges, soon } from "@/shared/lib/changes";
import layout from "@/shared/ui/layout.module.css";

const placesNamedMax = 3;

/** "runs, more.csv and 2 others" */
export function placesText(places: readonly string[]): string {
  if (places.length <= placesNamedMax) return places.join(", ");
  return `${places[0] ?? ""}, ${places[1] ?? ""} and ${String(places.length - 2)} others`;
}

/** What else there is to say, as sentences that begin with a space. */
function remarks(view: PrivateView, ended: boolean): string {
  const { files_found: found, files_read: read, other_files: others, left_out: leftOut } = view;
  return [
    ended && " lem view has ended; this page stays as it was.",
    !ended && read < found && ` Reading: ${count(read)} of ${plural(found, "file")}.`,
    others > 0 &&
      ` ${others === 1 ? "1 other file is" : `${count(others)} other files are`} in no format that lem reads.`,
    leftOut && ` ${leftOut}`,
  ]
    .filter(Boolean)
    .join("");
}

function Unreadable({ view }: { view: PrivateView }) {
  const unnamed = view.unreadable - view.unreadable_files.length;
  if (view.unreadable === 0) return null;
  return (
    <details>
      <summary>{plural(view.unreadable, "file")} could not be read</summary>
      <ul>
        {view.unreadable_files.map(({ file, message }, i) => (
          <li key={i}>
            <code>{file}</code>: {message}
          </li>
        ))}
        {unnamed > 0 && <li>and {count(unnamed)} more</li>}
      </ul>
    </details>
  );
}

/** Whose results every page of a private view shows, and what could not be read; what it shows follows the files. */
export function PrivateNotice() {
  const { view, ended } = usePrivateView();
  const resultId = useRouterState({ select: ({ location }) => /^\/results\/(\w+)$/.exec(location.pathname)?.[1] });
  const files = usePrivateFiles(resultId);
  const client = useQueryClient();
  const isPrivate = view !== undefined;
  useEffect(
    () => (isPrivate ? followChanges("results", () => void client.invalidateQueries(), soon) : undefined),
    [isPrivate, client],
  );
  if (!view) return null;
  return (
    <aside className={layout["private"]} aria-label="Private view">
      <div className={layout["page"]}>
        <p>
          <b>Private view</b> of {plural(view.results, "result")} from <b>{placesText(view.places)}</b>; nothing has
          been uploaded.{remarks(view, ended)}
          {files.length > 0 && (
            <>
              {" "}
              This result is from <b>{placesText(files)}</b>.
            </>
          )}
        </p>
        <Unreadable view={view} />
      </div>
    </aside>
  );
}
