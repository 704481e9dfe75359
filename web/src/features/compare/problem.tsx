/** Why nothing is compared, and what is left of the address. */
import { ApiError } from "@/shared/api/client";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { resultsMax, type CompareView } from "./view";
import { ViewLink } from "./view-link";

/** The view without the ids that the server does not know, and with as many as can be compared. */
export function restOf(view: CompareView, error: Error): CompareView {
  const wrong = error instanceof ApiError ? error.violations.map(({ pointer }) => pointer) : [];
  const unknown = error instanceof ApiError && error.status === 404 && wrong.length === 0;
  const ids = view.ids.filter((_, i) => !unknown && !wrong.includes(`/ids/${String(i)}`)).slice(0, resultsMax);
  return { ...view, ids, baseline: null };
}

export function Problem({ error, view, onRetry }: { error: Error; view: CompareView; onRetry: () => void }) {
  const wrong = error instanceof ApiError && (error.status === 404 || error.status === 400);
  const rest = restOf(view, error);
  const reasons = error instanceof ApiError ? error.violations : [];
  const count = rest.ids.length;
  return (
    <div className={data["empty"]} role="alert">
      <h1>{wrong ? "These results cannot be compared" : "The comparison could not be loaded"}</h1>
      <ul>
        {reasons.length === 0 && <li>{error.message}</li>}
        {reasons.map(({ pointer, message }) => (
          <li key={pointer + message}>{message}</li>
        ))}
      </ul>
      {!wrong && error instanceof ApiError && error.requestId && (
        <p>
          Request <code>{error.requestId}</code>.
        </p>
      )}
      <p>
        {wrong ? (
          <ViewLink className={control["button"]} view={rest}>
            {count > 1
              ? `Compare the other ${String(count)}`
              : count === 1
                ? "Choose another to compare"
                : "Choose results to compare"}
          </ViewLink>
        ) : (
          <button type="button" className={control["button"]} onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  );
}
