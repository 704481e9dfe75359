import { readdirSync } from "node:fs";
import { join } from "node:path";

export const dist = new URL("../dist/", import.meta.url).pathname;

/** Every file under a folder, as paths. */
export function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
