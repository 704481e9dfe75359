/** Requests to the server this page came from. Failures are ApiError, which says what the server said. */

export interface Violation {
  pointer: string;
  message: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly violations: Violation[];
  readonly requestId: string | null;
  constructor(status: number, message: string, violations: Violation[], requestId: string | null) {
    super(message);
    this.status = status;
    this.violations = violations;
    this.requestId = requestId;
  }
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
  );
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "The server can't be reached. Check the connection and try again.", [], null);
  }
  if (!response.ok) throw await failure(response);
  return response;
}

/** Something between here and the server may answer in its place, or an older version of it. */
async function json<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(
      response.status,
      "The server's answer is not what this page expects. It may be restarting, or of another version; reload the page.",
      [],
      response.headers.get("x-request-id"),
    );
  }
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  return json<T>(response);
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await send(path, signal ? { signal } : {})).text();
}

/** Sends the bytes of a file as they are. */
export async function postFile<T>(path: string, file: Blob, mediaType: string, token?: string): Promise<T> {
  const headers: Record<string, string> = { "content-type": mediaType };
  if (token) headers["authorization"] = `Bearer ${token}`;
  const response = await send(path, { method: "POST", headers, body: file });
  return json<T>(response);
}
