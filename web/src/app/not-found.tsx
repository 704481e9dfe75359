import { Link } from "@tanstack/react-router";
import control from "@/shared/ui/control.module.css";
import layout from "@/shared/ui/layout.module.css";
import { useTitle } from "@/shared/lib/use-title";

export function NotFound() {
  useTitle("Not found");
  return (
    <main className={[layout["page"], layout["main"]].join(" ")} id="main">
      <h1>There is no such page</h1>
      <p className={layout["lead"]}>
        The address may be mistyped. Results keep their URL even when they are withdrawn.
      </p>
      <p className={layout["gap"]}>
        <Link className={control["button"]} to="/">
          To the leaderboard
        </Link>
      </p>
    </main>
  );
}
