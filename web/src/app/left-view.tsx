import { Link, useRouterState } from "@tanstack/react-router";
import layout from "@/shared/ui/layout.module.css";

/** Above the live page that a choice on a saved view opened: it is not what was saved. */
export function LeftView() {
  const viewId = useRouterState({ select: ({ location }) => location.state.leftView });
  if (viewId === undefined) return null;
  return (
    <aside className={layout["private"]} aria-label="Left the saved view">
      <div className={layout["page"]}>
        <p role="status">
          <b>You left the saved view.</b> This is the live page with your choice; its answer is of today.{" "}
          <Link to="/v/$viewId" params={{ viewId }}>
            Back to the saved view
          </Link>
        </p>
      </div>
    </aside>
  );
}
