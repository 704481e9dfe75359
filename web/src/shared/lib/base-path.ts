/**
 * Where the application is served: "" at the root of a host, "/lem" below a path. The server does not say: the
 * application's own scripts are in /assets below it.
 */
export const basePath = basePathOf(import.meta.url);

export function basePathOf(script: string): string {
  return /^(.*)\/assets\/[^/]+$/.exec(new URL(script).pathname)?.[1] ?? "";
}

/** A path of the server's, as an address for the browser. */
export const at = (path: string) => basePath + path;
