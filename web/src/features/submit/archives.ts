/**
 * The files of a dropped archive, opened in this browser under the limits that `lem import` has. Nothing of an archive
 * is taken if one entry of it is refused. Loaded only when something packed is dropped.
 */
// Without workers and codecs of its own: the browser inflates.
import { BlobReader, ZipReader, type FileEntry } from "@zip.js/zip.js/lib/zip-core-custom.js";
import { unpackTar } from "modern-tar";
import { importLimits } from "@/shared/api/vocabulary";
import { count } from "@/shared/format/number";
import { packingOf } from "./archive-names";
import type { FoundFile } from "./dropped-files";

const mebibyte = 1024 * 1024;
type Bytes = Uint8Array<ArrayBuffer>;
type Kind = "file" | "folder" | "link" | "other";

class Refused extends Error {
  constructor(why: string) {
    super(`The archive is refused: ${why}.`);
  }
}
/** What a library says of a broken archive is for its developers. */
const orRefused = (why: string) => (error: unknown) => {
  throw error instanceof Refused ? error : new Refused(why);
};

/** Counts what comes out of an archive. */
class Content {
  private bytes = 0;
  private entries = 0;
  private readonly paths = new Set<string>();
  constructor(private readonly packedBytes: number) {}

  add(bytes: number) {
    this.bytes += bytes;
    if (this.bytes > importLimits.bytes)
      throw new Refused(`its content is larger than ${String(importLimits.bytes / mebibyte)} MiB`);
    if (this.bytes > Math.max(mebibyte, this.packedBytes * importLimits.packingRatio))
      throw new Refused(`its content is more than ${String(importLimits.packingRatio)} times as large as the archive`);
  }

  /** The path of an entry below the archive; null for what is not a file of the author's. */
  path(name: string, kind: Kind): string | null {
    this.entries += 1;
    if (this.entries > importLimits.archiveFiles)
      throw new Refused(`it holds more than ${count(importLimits.archiveFiles)} files`);
    if (name === "" || /\p{Cc}/u.test(name)) throw new Refused("a file in it has no printable name");
    const parts = name.replaceAll("\\", "/").split("/");
    if (parts[0] === "" || /^[a-z]:$/i.test(parts[0] ?? "")) throw new Refused(`${name} in it is an absolute path`);
    if (parts.includes("..")) throw new Refused(`${name} in it leads out of it`);
    if (kind === "link") throw new Refused(`${name} in it is a link; pack the file itself`);
    if (kind === "other") throw new Refused(`${name} in it is neither a file nor a folder`);
    const path = parts.filter((part) => part !== "" && part !== ".").join("/");
    const ofFinder = /^__MACOSX\/|(^|\/)\._[^/]*$/.test(path);
    if (kind === "folder" || path === "" || ofFinder) return null;
    if (this.paths.has(path)) throw new Refused(`it holds ${path} twice`);
    this.paths.add(path);
    return path;
  }
}

const entryFile = (archive: string, path: string, pieces: Bytes[]): FoundFile => ({
  path: `${archive}/${path}`,
  file: new File(pieces, path.slice(path.lastIndexOf("/") + 1)),
});

async function contentOf(entry: FileEntry, content: Content): Promise<Bytes[]> {
  const pieces: Bytes[] = [];
  const taken = new WritableStream<Bytes>({
    write(piece) {
      content.add(piece.length);
      pieces.push(piece);
    },
  });
  await entry.getData(taken, { checkSignature: true });
  return pieces;
}

async function unzipped({ file, path: archive }: FoundFile): Promise<FoundFile[]> {
  const content = new Content(file.size);
  // The names are judged here, as those of a tar are.
  const reader = new ZipReader(new BlobReader(file), { filenameValidation: "tolerant" });
  const entries = await reader.getEntries().catch(orRefused("it is not a whole zip archive"));
  const found: FoundFile[] = [];
  for (const entry of entries) {
    const kind = entry.symlink ? "link" : entry.directory ? "folder" : "file";
    const path = content.path(entry.filename, kind);
    if (path === null || entry.directory) continue;
    if (entry.encrypted) throw new Refused(`${path} in it is encrypted`);
    const pieces = await contentOf(entry, content).catch(orRefused(`${path} in it cannot be read`));
    found.push(entryFile(archive, path, pieces));
  }
  return found;
}

/** The bytes of a file, or those that gzip packed. */
function bytesOf(file: File, gzip: boolean, content: Content): ReadableStream<Bytes> {
  const stream: ReadableStream<Bytes> = file.stream();
  const counted = new TransformStream<Bytes, Bytes>({
    transform(piece, out) {
      content.add(piece.length);
      out.enqueue(piece);
    },
  });
  return (gzip ? stream.pipeThrough(new DecompressionStream("gzip")) : stream).pipeThrough(counted);
}

const kinds: Record<string, Kind> = { file: "file", directory: "folder", link: "link", symlink: "link" };

async function untarred({ file, path: archive }: FoundFile, gzip: boolean): Promise<FoundFile[]> {
  const content = new Content(file.size);
  const paths: string[] = [];
  const entries = await unpackTar(bytesOf(file, gzip, content), {
    strict: true,
    filter: ({ name, type = "file" }) => {
      const path = content.path(name, kinds[type] ?? "other");
      if (path !== null) paths.push(path);
      return path !== null;
    },
  }).catch(orRefused(gzip ? "it is not a whole tar archive packed by gzip" : "it is not a whole tar archive"));
  return entries.map(({ data }, i) => entryFile(archive, paths[i] ?? "", data ? [data] : []));
}

async function inflated(found: FoundFile): Promise<FoundFile> {
  const pieces: Bytes[] = [];
  const content = new Content(found.file.size);
  await bytesOf(found.file, true, content)
    .pipeTo(
      new WritableStream({
        write(piece) {
          pieces.push(piece);
        },
      }),
    )
    .catch(orRefused("it is not whole, or not gzip"));
  return { ...found, file: new File(pieces, found.file.name) };
}

/** The files in it, with the name of the archive before theirs. Throws an Error that says why there are none. */
export async function opened(found: FoundFile): Promise<FoundFile[]> {
  switch (packingOf(found.path)) {
    case "zip":
      return unzipped(found);
    case "tar":
      return untarred(found, false);
    case "tar.gz":
      return untarred(found, true);
    case "gz":
      return [await inflated(found)];
    case "zstd":
      throw new Error("This browser does not open zstd. Pack the files as .zip or .tar.gz, or use lem import.");
    default:
      return [found];
  }
}
