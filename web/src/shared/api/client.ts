/**
 * Requests to the server this page came from. Parameters and answers have the types that OpenAPI gives to the address
 * (ADR 0019). Failures are ApiError, which says what the server said.
 */
import { writeList } from "@/shared/lib/address";
import { at } from "@/shared/lib/base-path";
import type { paths } from "./schema";
import type { Answered } from "./wire";

export interface Violation {
  pointer: string;
  message: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly violations: Violation[];
  readonly requestId: string | null;
  /** After which the server wants to be asked again; null if it does not say. */
  readonly retryAfterS: number | null;
  constructor(
    status: number,
    message: string,
    violations: Violation[],
    requestId: string | null,
    retryAfterS: number | null = null,
  ) {
    super(message);
    this.status = status;
    this.violations = violations;
    this.requestId = requestId;
    this.retryAfterS = retryAfterS;
  }
}

type Method = "get" | "post" | "delete";
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type JsonAnswer<O> = O extends { responses: infer R }
  ? R[keyof R & (200 | 201)] extends { content: { "application/json": infer T } }
    ? T
    : never
  : never;
/** The addresses that answer this method with JSON. */
export type ApiPath<M extends Method> = {
  [P in keyof paths]: [JsonAnswer<Operation<P, M>>] extends [never] ? never : P;
}[keyof paths];
export type Answer<P extends keyof paths, M extends Method = "get"> = Answered<JsonAnswer<Operation<P, M>>>;

type Parameters<P extends keyof paths, M extends Method, In extends "path" | "query"> =
  Operation<P, M> extends { parameters: { [K in In]?: infer T } } ? Exclude<T, undefined> : never;
export type Query<P extends keyof paths> = Parameters<P, "get", "query">;
/** Values of the `{names}` in the path, and of the query. */
export type Given<P extends keyof paths, M extends Method = "get"> = {
  [In in "path" | "query" as [Parameters<P, M, In>] extends [never] ? never : In]: Parameters<P, M, In>;
} extends infer G
  ? "path" extends keyof G
    ? G
    : Partial<G>
  : never;

/** "/api/v1/results/res_1?limit=2": an absent parameter and an empty list are not written. */
export function address<P extends keyof paths, M extends Method = "get">(path: P, given: Given<P, M>): string {
  const { path: names = {}, query = {} } = given as {
    path?: Record<string, string>;
    query?: Record<string, string | number | readonly string[] | undefined>;
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value)
      ? writeList(value as readonly string[])
      : String((value as string | number) ?? "");
    if (text !== "") params.set(name, text);
  }
  return params.size === 0 ? filled : `${filled}?${params.toString()}`;
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: Violation[];
  request_id?: string;
}

async function failure(response: Response): Promise<ApiError> {
  let problem: Problem = {};
  try {
    problem = (await response.json()) as Problem;
  } catch {
    problem = {};
  }
  return new ApiError(
    response.status,
    problem.detail ?? problem.title ?? `The server answered ${String(response.status)}.`,
    problem.errors ?? [],
    problem.request_id ?? response.headers.get("x-request-id"),
    Number.parseInt(response.headers.get("retry-after") ?? "", 10) || null,
  );
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(at(url), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "The server can't be reached. Check the connection and try again.", [], null);
  }
  if (!response.ok) throw await failure(response);
  return response;
}

/** A proxy may answer in the server's place, or an older version of the server. */
async function json<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(
      response.status,
      "The server's answer is not what this page expects. The server may be restarting or may have been updated; reload the page.",
      [],
      response.headers.get("x-request-id"),
    );
  }
}

const optional = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

export async function get<P extends ApiPath<"get">>(
  path: P,
  given: Given<P>,
  signal?: AbortSignal,
): Promise<Answer<P>> {
  return json(await send(address(path, given), { headers: { accept: "application/json" }, ...optional(signal) }));
}

/** The text of a file. */
export async function getText<P extends keyof paths>(path: P, given: Given<P>, signal?: AbortSignal): Promise<string> {
  return (await send(address(path, given), optional(signal))).text();
}

/** Sends the bytes of a file as they are. */
export async function postFile<P extends ApiPath<"post">>(
  path: P,
  given: Given<P, "post">,
  file: Blob,
  mediaType: string,
): Promise<Answer<P, "post">> {
  const headers = { "content-type": mediaType };
  return json(await send(address<P, "post">(path, given), { method: "POST", headers, body: file }));
}

type Body<P extends keyof paths, M extends Method = "post"> =
  Operation<P, M> extends { requestBody: { content: { "application/json": infer T } } } ? T : never;

const jsonBody = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export async function postJson<P extends ApiPath<"post">>(
  path: P,
  body: Body<P>,
  given: Given<P, "post"> = {} as Given<P, "post">,
): Promise<Answer<P, "post">> {
  return json(await send(address<P, "post">(path, given), jsonBody(body)));
}

/** For an address that answers without a body. */
export async function postOnly<P extends keyof paths>(path: P, body: Body<P>, given: Given<P, "post">): Promise<void> {
  await send(address<P, "post">(path, given), jsonBody(body));
}

/** A POST without a body. */
export async function post<P extends ApiPath<"post">>(path: P, given: Given<P, "post">): Promise<Answer<P, "post">> {
  return json(await send(address<P, "post">(path, given), { method: "POST" }));
}

/** A DELETE with a reason or the like. */
export async function removeWith<P extends keyof paths>(
  path: P,
  body: Body<P, "delete">,
  given: Given<P, "delete">,
): Promise<void> {
  await send(address<P, "delete">(path, given), { ...jsonBody(body), method: "DELETE" });
}

export async function remove<P extends keyof paths>(
  path: P,
  given: Given<P, "delete"> = {} as Given<P, "delete">,
): Promise<void> {
  await send(address<P, "delete">(path, given), { method: "DELETE" });
}
