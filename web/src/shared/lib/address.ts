/** The query of an address in plain, readable form: nothing is JSON. */
export function parseAddress(query: string): Record<string, string | string[]> {
  const params = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(params.keys())].map((key) => {
      const values = params.getAll(key).filter((value) => value !== "");
      return [key, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

/** What parseAddress reads back: several texts of one name are that parameter, repeated. */
export function writeAddress(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, given] of Object.entries(search))
    for (const value of Array.isArray(given) ? (given as unknown[]) : [given])
      if (typeof value === "string" && value !== "") params.append(key, value);
  const text = params.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

/** "a,b": a comma within a value is written \, and a backslash \\; the server reads and writes lists the same way. */
export const writeList = (values: readonly string[]): string =>
  values.map((value) => value.replaceAll(/[\\,]/g, "\\$&")).join(",");

/** A backslash before anything else is one; what is empty is no value. */
export function readList(text: string): string[] {
  const values = [""];
  for (const [part] of text.matchAll(/\\[\\,]|[^]/gu)) {
    if (part === ",") values.push("");
    else values[values.length - 1] += part.length === 2 && part.startsWith("\\") ? part.slice(1) : part;
  }
  return values.filter((value) => value !== "");
}
