import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { at } from "@/shared/lib/base-path";

/** A page that could not be drawn, whatever the cause. */
export function Broken({ error }: { error: unknown }) {
  return (
    <main className={[layout["page"], layout["main"]].join(" ")} id="main">
      <div className={data["empty"]} role="alert">
        <h1>This page could not be shown</h1>
        <p>
          The server sent something that this page does not expect. It may have been updated; reload the page.{" "}
          {error instanceof Error && <span className="muted">({error.message})</span>}
        </p>
        <button
          type="button"
          className={control["button"]}
          onClick={() => {
            location.reload();
          }}
        >
          Reload
        </button>{" "}
        <a className={control["button"]} href={at("/")}>
          To the leaderboard
        </a>
      </div>
    </main>
  );
}
