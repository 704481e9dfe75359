// Writes NAME.br and NAME.gz beside every text file over 1 KiB, so that the server never compresses
// a constant file.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { dist, filesUnder } from "./files.mjs";

const text = /\.(js|css|html|svg|json|wasm|txt)$/;
// The server writes into pages before it sends them, so a compressed copy would never be used.
const written = /\.html$/;

for (const path of filesUnder(dist)) {
  if (!text.test(path) || written.test(path) || statSync(path).size <= 1024) continue;
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  if (brotli.length < bytes.length) writeFileSync(`${path}.br`, brotli);
  const gzip = gzipSync(bytes, { level: 9 });
  if (gzip.length < bytes.length) writeFileSync(`${path}.gz`, gzip);
}
