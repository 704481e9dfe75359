/** Runs lem's own importers and checks, compiled to WebAssembly, away from the page's thread. */
import { at } from "@/shared/lib/base-path";

/** GivenFacts as JSON: what the person knows and the file may not say. */
export interface Question {
  bytes: ArrayBuffer;
  given: string;
}

interface Checker {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(pointer: number): void;
  _initialize(): void;
  set_catalogue(text: number, size: number): void;
  check_file(file: number, size: number, sha256: number, given: number, givenSize: number, nowMs: number): number;
}

let checker: Promise<Checker> | undefined;

async function start(): Promise<Checker> {
  const none = () => 0;
  const imports = { wasi_snapshot_preview1: new Proxy({}, { get: () => none }) };
  const [code, catalogue] = await Promise.all(
    ["/lem_check.wasm", "/api/v1/catalogue"].map(async (path) => {
      const response = await fetch(at(path));
      if (!response.ok) throw new Error(`the checker could not be loaded (${String(response.status)})`);
      return response.arrayBuffer();
    }),
  );
  if (code === undefined || catalogue === undefined) throw new Error("the checker could not be loaded");
  const { instance } = await WebAssembly.instantiate(code, imports);
  const exported = instance.exports as unknown as Checker;
  exported._initialize();
  const text = exported.malloc(catalogue.byteLength);
  new Uint8Array(exported.memory.buffer).set(new Uint8Array(catalogue), text);
  exported.set_catalogue(text, catalogue.byteLength);
  return exported;
}

/** A browser gives a page its hash function only over HTTPS and on the machine itself. */
async function sha256(bytes: ArrayBuffer): Promise<string> {
  if (!("subtle" in crypto)) throw new Error("this browser does not hash files of a page without HTTPS");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function run(module: Checker, { bytes, given }: Question): Promise<string> {
  const encode = new TextEncoder();
  const parts = [new Uint8Array(bytes), encode.encode(await sha256(bytes)), encode.encode(given)];
  const pointers = parts.map((part) => {
    const pointer = module.malloc(part.length + 1);
    if (pointer === 0) throw new Error("the file does not fit into the checker's memory");
    // A growth of the memory invalidates views, so each is made when it is used.
    new Uint8Array(module.memory.buffer).set(part, pointer);
    return pointer;
  });
  const [file = 0, hash = 0, facts = 0] = pointers;
  const answer = module.check_file(file, bytes.byteLength, hash, facts, parts[2]?.length ?? 0, Date.now());
  for (const pointer of pointers) module.free(pointer);
  const [address = 0, length = 0] = new Uint32Array(module.memory.buffer, answer, 2);
  return new TextDecoder().decode(new Uint8Array(module.memory.buffer, address, length).slice());
}

addEventListener("message", (event: MessageEvent<Question>) => {
  checker ??= start();
  checker
    .then((module) => run(module, event.data))
    .then(
      (text) => {
        postMessage({ text });
      },
      (error: unknown) => {
        // A module that trapped is not used again.
        checker = undefined;
        postMessage({ error: error instanceof Error ? error.message : "the checker failed" });
      },
    );
});
