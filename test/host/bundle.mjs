// Sources in TypeScript for scripts that are none.
import * as esbuild from "esbuild";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { common } from "../../esbuild.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/** What a module of these words, in the root of the project, exports. */
export async function loadBundle(contents) {
  fs.mkdirSync(path.join(root, "out"), { recursive: true });
  const folder = fs.mkdtempSync(path.join(root, "out/bundle-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, "sources.cjs");
  await esbuild.build({
    ...common,
    platform: "node",
    format: "cjs",
    outfile,
    stdin: { contents, resolveDir: root },
  });
  return createRequire(import.meta.url)(outfile);
}
