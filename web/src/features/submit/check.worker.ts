/** Runs lem's own importers and checks, compiled to WebAssembly, away from the page's thread. */
import { at } from "@/shared/lib/base-path";

/** Which files make one document together? Or: what does such a document hold? */
export type Question =
  | { paths: readonly string[] }
  | {
      files: readonly { path: string; bytes: ArrayBuffer }[];
      /** How the files become one document; 0 for one file. */
      joining: number;
      /** GivenFacts as JSON: what the person knows and the file may not say. */
      given: string;
    };

interface Checker {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(pointer: number): void;
  _initialize(): void;
  set_catalogue(text: number, size: number): void;
  group_files(paths: number, size: number): number;
  add_file(path: number, pathSize: number, file: number, size: number): void;
  join_files(joining: number): number;
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

/** Calls with the addresses of copies in the module's memory. */
function withCopies<T>(module: Checker, parts: readonly Uint8Array[], call: (addresses: readonly number[]) => T): T {
  const addresses = parts.map((part) => {
    const address = module.malloc(part.length + 1);
    if (address === 0) throw new Error("the file does not fit into the checker's memory");
    // A growth of the memory invalidates views, so each is made when it is used.
    new Uint8Array(module.memory.buffer).set(part, address);
    return address;
  });
  const result = call(addresses);
  for (const address of addresses) module.free(address);
  return result;
}

interface Answer {
  bytes: Uint8Array<ArrayBuffer>;
  /** They are a FileReport that says why there is nothing else. */
  refused: boolean;
}

function answerAt(module: Checker, address: number): Answer {
  const [data = 0, size = 0, refused = 0] = new Uint32Array(module.memory.buffer, address, 3);
  return { bytes: new Uint8Array(module.memory.buffer, data, size).slice(), refused: refused !== 0 };
}

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (answer: Answer) => new TextDecoder().decode(answer.bytes);

function joined(module: Checker, { files, joining }: Extract<Question, { joining: number }>): Answer {
  for (const { path, bytes } of files) {
    const name = encode(path);
    withCopies(module, [name, new Uint8Array(bytes)], ([pathAt = 0, bytesAt = 0]) => {
      module.add_file(pathAt, name.length, bytesAt, bytes.byteLength);
    });
  }
  return answerAt(module, module.join_files(joining));
}

async function run(module: Checker, question: Question): Promise<string> {
  if ("paths" in question) {
    const paths = encode(question.paths.map((path) => `${path}\0`).join(""));
    return decode(withCopies(module, [paths], ([at = 0]) => answerAt(module, module.group_files(at, paths.length))));
  }
  const [first] = question.files;
  const document =
    question.joining === 0 && first ? { bytes: new Uint8Array(first.bytes), refused: false } : joined(module, question);
  if (document.refused) return decode(document);
  const { bytes } = document;
  const hash = encode(await sha256(bytes.buffer));
  const facts = encode(question.given);
  return decode(
    withCopies(module, [bytes, hash, facts], ([bytesAt = 0, hashAt = 0, factsAt = 0]) =>
      answerAt(module, module.check_file(bytesAt, bytes.length, hashAt, factsAt, facts.length, Date.now())),
    ),
  );
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
