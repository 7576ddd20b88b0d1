import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { createParsers, type Parsers } from "../syntax/parser";

/** Names of the modules in the folder that the build puts them into (`wasm/` beside the bundle). */
const FILES = {
  engine: "web-tree-sitter.wasm",
  python: "tree-sitter-python.wasm",
  typescript: "tree-sitter-typescript.wasm",
  tsx: "tree-sitter-tsx.wasm",
};

/** Loads the parsers from a folder that holds the WebAssembly modules. Rejects with the file's name where one cannot be read. */
export async function loadParsers(folder: string): Promise<Parsers> {
  const [engine, python, typescript, tsx] = await Promise.all(
    [FILES.engine, FILES.python, FILES.typescript, FILES.tsx].map((name) => readFile(path.join(folder, name))),
  );
  if (!engine || !python || !typescript || !tsx) throw new Error(`no parser modules in ${folder}`);
  return createParsers({ engine, python, typescript, tsx });
}
