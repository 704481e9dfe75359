import { Blob, File } from "node:buffer";
import { gzipSync } from "node:zlib";
import { TextReader, ZipWriter, BlobWriter } from "@zip.js/zip.js";
import { packTar, type TarEntry } from "modern-tar";
import { describe, expect, it, vi } from "vitest";
import { importLimits } from "@/shared/api/vocabulary";
import { opened } from "./archives";

// Those of jsdom give no streams.
vi.stubGlobal("Blob", Blob);
vi.stubGlobal("File", File);

type Texts = [name: string, text: string][];

async function zip(
  files: Texts,
  options: { symlink?: boolean; password?: string } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [name, text] of files)
    await writer.add(name, new TextReader(text), {
      ...(options.password ? { password: options.password } : {}),
      ...(options.symlink ? { unixMode: 0o120777, versionMadeBy: 0x314 } : {}),
    });
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

const tar = (files: Texts, header: Partial<TarEntry["header"]> = {}) =>
  packTar(
    files.map(([name, text]) => ({
      header: { name, size: header.type ? 0 : new TextEncoder().encode(text).length, ...header },
      ...(header.type ? {} : { body: text }),
    })),
  );

const open = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
  opened({ path: name, file: new globalThis.File([bytes], name) });
const contents = async (name: string, bytes: Uint8Array<ArrayBuffer>) =>
  Promise.all((await open(name, bytes)).map(async ({ path, file }) => [path, file.name, await file.text()]));

/** A copy in memory of its own, as a browser's Blob needs. */
const packed = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));

describe("an archive", () => {
  const files: Texts = [
    ["./b/result.json", "1"],
    ["a.json", "2"],
    ["__MACOSX/b/._result.json", "x"],
    ["empty.csv", ""],
  ];
  const read = (archive: string) => [
    [`${archive}/b/result.json`, "result.json", "1"],
    [`${archive}/a.json`, "a.json", "2"],
    [`${archive}/empty.csv`, "empty.csv", ""],
  ];

  it("gives its files, with their paths below it, in its order", async () => {
    expect(await contents("s.zip", await zip(files))).toEqual(read("s.zip"));
    expect(await contents("d/s.tar", await tar(files))).toEqual(read("d/s.tar"));
    expect(await contents("s.TGZ", packed(await tar(files)))).toEqual(read("s.TGZ"));
  });

  it("is one file, if gzip packed one file", async () => {
    expect(await contents("a.json.gz", packed(new TextEncoder().encode("{}")))).toEqual([
      ["a.json.gz", "a.json.gz", "{}"],
    ]);
  });

  it.each([
    ["../a.json", "../a.json in it leads out of it"],
    ["b/../../a.json", "b/../../a.json in it leads out of it"],
    ["b\\..\\a.json", "b\\..\\a.json in it leads out of it"],
    ["/etc/a.json", "/etc/a.json in it is an absolute path"],
    ["C:/a.json", "C:/a.json in it is an absolute path"],
    ["a\nb.json", "a file in it has no printable name"],
  ])("is refused whole for an entry %j", async (name, why) => {
    const bad: Texts = [
      ["good.json", "1"],
      [name, "2"],
    ];
    const refusal = `The archive is refused: ${why}.`;
    await expect(open("s.zip", await zip(bad))).rejects.toThrow(refusal);
    await expect(open("s.tar.gz", packed(await tar(bad)))).rejects.toThrow(refusal);
  });

  it("is refused for a link, a device, a file that is there twice, or is encrypted", async () => {
    const link = "The archive is refused: l.json in it is a link; pack the file itself.";
    await expect(open("s.zip", await zip([["l.json", "a.json"]], { symlink: true }))).rejects.toThrow(link);
    for (const type of ["symlink", "link"] as const)
      await expect(open("s.tar", await tar([["l.json", ""]], { type, linkname: "a.json" }))).rejects.toThrow(link);
    await expect(open("s.tar", await tar([["p.json", ""]], { type: "fifo" }))).rejects.toThrow(
      "p.json in it is neither a file nor a folder.",
    );
    const twice: Texts = [
      ["a.json", "1"],
      ["./a.json", "2"],
    ];
    await expect(open("s.tar", await tar(twice))).rejects.toThrow("it holds a.json twice.");
    await expect(open("s.zip", await zip([["a.json", "1"]], { password: "p" }))).rejects.toThrow(
      "a.json in it is encrypted.",
    );
  });

  it("is refused while it is read for a content that is too large for it, or at all", async () => {
    const zeros = "\0".repeat(8_000_000);
    const bomb = "its content is more than 200 times as large as the archive.";
    await expect(open("s.zip", await zip([["a", zeros]]))).rejects.toThrow(bomb);
    await expect(open("s.tar.gz", packed(await tar([["a", zeros]])))).rejects.toThrow(bomb);
    await expect(open("a.json.gz", packed(new TextEncoder().encode(zeros)))).rejects.toThrow(bomb);
    const large = new Uint8Array(importLimits.bytes + 1024);
    await expect(open("s.tar", large)).rejects.toThrow("The archive is refused: ");
  });

  it("is refused for too many files", async () => {
    const many: Texts = Array.from({ length: importLimits.archiveFiles + 1 }, (_, i) => [`${String(i)}.json`, "1"]);
    await expect(open("s.tar", await tar(many))).rejects.toThrow("it holds more than 1,000 files.");
  });

  it("is refused in plain words if it is not whole, or something else", async () => {
    const whole = await zip([["a.json", "some content"]]);
    await expect(open("s.zip", whole.slice(0, 40))).rejects.toThrow("it is not a whole zip archive.");
    const damaged = whole.slice();
    const inContent = Buffer.from(whole).indexOf("PK\u0007\u0008") - 3;
    damaged[inContent] = (damaged[inContent] ?? 0) ^ 0xff;
    await expect(open("s.zip", damaged)).rejects.toThrow(/^The archive is refused: a\.json in it cannot be read\.$/);
    const packedTar = packed(await tar([["a.json", "x".repeat(2000)]]));
    await expect(open("s.tgz", packedTar.slice(0, 60))).rejects.toThrow(
      "it is not a whole tar archive packed by gzip.",
    );
    await expect(open("s.tar", new TextEncoder().encode("hello"))).rejects.toThrow("it is not a whole tar archive.");
    await expect(open("a.json.gz", new TextEncoder().encode("{}"))).rejects.toThrow("it is not whole, or not gzip.");
    await expect(open("s.tar.zst", new Uint8Array(10))).rejects.toThrow("This browser does not open zstd.");
  });
});
