/** What the name of a file says about how it is packed. The content decides whether that is true. */

export type Packing = "zip" | "tar" | "tar.gz" | "gz" | "zstd";

const endings: readonly [RegExp, Packing][] = [
  [/\.zip$/i, "zip"],
  [/\.tar$/i, "tar"],
  [/\.(tar\.gz|tgz)$/i, "tar.gz"],
  [/\.(json|jsonl|csv|md)\.gz$/i, "gz"],
  [/\.(tar|json|jsonl|csv|md)\.zst$|\.tzst$/i, "zstd"],
];

/** Null for a file that is read as it is. */
export const packingOf = (name: string): Packing | null => endings.find(([ending]) => ending.test(name))?.[1] ?? null;
