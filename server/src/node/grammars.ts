import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { createParsers, type Parsers } from "../syntax/parser";

/**
 * Loads the parsers from the folder that the build puts their WebAssembly modules into: `wasm` beside the bundle.
 * Rejects with the path of a file that cannot be read.
 */
export async function loadParsers(folder: string): Promise<Parsers> {
  const read = (name: string) => readFile(path.join(folder, `${name}.wasm`));
  return createParsers({
    engine: await read("web-tree-sitter"),
    python: await read("tree-sitter-python"),
    typescript: await read("tree-sitter-typescript"),
    tsx: await read("tree-sitter-tsx"),
  });
}
