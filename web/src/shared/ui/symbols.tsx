/** The drawings that the page uses by reference; one copy in the page. */
const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.5, strokeLinecap: "round", strokeLinejoin: "round" } as const;

export type Icon = "search" | "theme" | "check" | "warn" | "info" | "dash" | "close" | "down" | "right" | "file" | "rung" | "sort" | "sort-down" | "sort-up" | "cross";

const icons: [Icon, string, string][] = [
  ["search", "0 0 16 16", "M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM10.5 10.5 14 14"],
  ["check", "0 0 16 16", "m3 8.5 3.2 3.2L13 5"],
  ["cross", "0 0 16 16", "M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 0 1 12.4 0ZM5.6 5.6l4.8 4.8m0-4.8-4.8 4.8"],
  ["warn", "0 0 16 16", "M8 2.2 14.6 13.6H1.4ZM8 6.5v3.2M8 11.6v.1"],
  ["info", "0 0 16 16", "M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 0 1 12.4 0ZM8 7.4v3.6M8 5v.1"],
  ["dash", "0 0 16 16", "M4 8h8"],
  ["close", "0 0 16 16", "m4 4 8 8m0-8-8 8"],
  ["down", "0 0 16 16", "m4.5 6.5 3.5 3.5 3.5-3.5"],
  ["right", "0 0 16 16", "m6.5 4.5 3.5 3.5-3.5 3.5"],
  ["file", "0 0 16 16", "M4 1.8h5.2L12.5 5v9.2H4ZM9 2v3.2h3.3"],
  ["sort", "0 0 8 12", "M1.5 4.2 4 1.7l2.5 2.5M1.5 7.8 4 10.3l2.5-2.5"],
  ["sort-down", "0 0 8 12", "M4 1.5v9M1.2 7.7 4 10.5l2.8-2.8"],
  ["sort-up", "0 0 8 12", "M4 10.5v-9M1.2 4.3 4 1.5l2.8 2.8"],
];

const marks: [string, string][] = [
  ["vllm", "M0-5.6 5.6 0 0 5.6-5.6 0Z"],
  ["pytorch", "M0-4.7a4.7 4.7 0 1 1 0 9.4a4.7 4.7 0 1 1 0-9.4Z"],
  ["sglang", "M0-5.2 5.4 4.4H-5.4Z"],
  ["tensorrt", "M-4.3-4.3H4.3V4.3H-4.3Z"],
  ["llamacpp", "M0 5.2 5.4-4.4H-5.4Z"],
  ["other", "M-1.8-5.2H1.8V-1.8H5.2V1.8H1.8V5.2H-1.8V1.8H-5.2V-1.8H-1.8Z"],
];

export function Symbols() {
  return (
    <svg className="visually-hidden" aria-hidden="true" focusable="false">
      {marks.map(([key, path]) => (
        <symbol key={key} id={`m-${key}`} viewBox="-6 -6 12 12"><path d={path} /></symbol>
      ))}
      {icons.map(([key, viewBox, path]) => (
        <symbol key={key} id={`i-${key}`} viewBox={viewBox} {...line}><path d={path} /></symbol>
      ))}
      <symbol id="i-theme" viewBox="0 0 16 16" {...line}>
        <circle cx="8" cy="8" r="5.5" /><path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor" />
      </symbol>
      <symbol id="i-rung" viewBox="0 0 20 20" {...line}>
        <circle cx="10" cy="10" r="8" fill="currentColor" /><path d="m6.6 10.3 2.4 2.4 4.6-5" stroke="var(--surface)" />
      </symbol>
    </svg>
  );
}

export function Icon({ name }: { name: Icon }) {
  return <svg className="icon" aria-hidden="true"><use href={`#i-${name}`} /></svg>;
}
