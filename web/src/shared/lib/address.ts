/** The query of an address in plain, readable form: lists are joined by commas or repeated, nothing is JSON. */
export function parseAddress(query: string): Record<string, string | string[]> {
  const params = new URLSearchParams(query);
  return Object.fromEntries([...new Set(params.keys())].map((key) => {
    const values = params.getAll(key).filter((value) => value !== "");
    return [key, values.length > 1 ? values : (values[0] ?? "")];
  }));
}

export function writeAddress(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (Array.isArray(value)) { if (value.length > 0) params.set(key, value.join(",")); }
    else if (typeof value === "string" && value !== "") params.set(key, value);
  }
  const text = params.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}
