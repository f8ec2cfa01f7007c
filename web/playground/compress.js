// Adds the notices that some packages keep in a file of their own, then packs every file of
// dist/ with brotli at its best, so that the server has nothing to compress and the binary
// stays small. The originals are removed: `name.br` is what ships.
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = new URL("dist/", import.meta.url).pathname;
for (const file of ["monaco-editor/ThirdPartyNotices.txt", "prettier/THIRD-PARTY-NOTICES.md", "vscode-languageserver-types/thirdpartynotices.txt"]) {
  const notices = readFileSync(new URL(`node_modules/${file}`, import.meta.url), "utf8");
  appendFileSync(join(folder, "licenses.md"), `\n## ${file}\n\n${notices}`);
}

let raw = 0;
let packed = 0;
for (const name of readdirSync(folder, { recursive: true })) {
  const path = join(folder, String(name));
  if (!statSync(path).isFile() || path.endsWith(".br")) continue;
  const bytes = readFileSync(path);
  const small = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  writeFileSync(`${path}.br`, small);
  rmSync(path);
  raw += bytes.length;
  packed += small.length;
}
console.log(`dist: ${(raw / 1e6).toFixed(2)} MB packed into ${(packed / 1e6).toFixed(2)} MB`);
