/** Runs lem's own checks, compiled to WebAssembly, away from the page's thread. */
import { at } from "@/shared/lib/base-path";

interface Checker {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(pointer: number): void;
  _initialize(): void;
  check_document(pointer: number, length: number, nowMs: number): number;
}

let checker: Promise<Checker> | undefined;

async function start(): Promise<Checker> {
  const none = () => 0;
  const imports = { wasi_snapshot_preview1: new Proxy({}, { get: () => none }) };
  const response = await fetch(at("/lem_check.wasm"));
  if (!response.ok) throw new Error(`the checker could not be loaded (${String(response.status)})`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), imports);
  const exported = instance.exports as unknown as Checker;
  exported._initialize();
  return exported;
}

function run(module: Checker, bytes: Uint8Array): string {
  const pointer = module.malloc(bytes.length);
  if (pointer === 0) throw new Error("the file does not fit into the checker's memory");
  // A growth of the memory invalidates views, so each is made when it is used.
  new Uint8Array(module.memory.buffer).set(bytes, pointer);
  const answer = module.check_document(pointer, bytes.length, Date.now());
  module.free(pointer);
  const [at = 0, length = 0] = new Uint32Array(module.memory.buffer, answer, 2);
  return new TextDecoder().decode(new Uint8Array(module.memory.buffer, at, length).slice());
}

addEventListener("message", (event: MessageEvent<ArrayBuffer>) => {
  checker ??= start();
  checker
    .then((module) => run(module, new Uint8Array(event.data)))
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
