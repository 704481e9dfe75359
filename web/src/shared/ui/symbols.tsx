/** The drawings stand once in index.html, so that pages written by the server have them too. */
export type IconName =
  | "search"
  | "check"
  | "cross"
  | "warn"
  | "info"
  | "dash"
  | "close"
  | "down"
  | "right"
  | "file"
  | "sort"
  | "sort-down"
  | "sort-up"
  | "theme";

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
