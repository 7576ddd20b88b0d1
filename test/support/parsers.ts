import { readFileSync } from "node:fs";
import * as path from "node:path";
import { createParsers, type Parsers } from "../../server/src/syntax/parser";
import { ROOT } from "./paths";

/** The parsers, from the modules of the installed packages. */
export function loadTestParsers(): Promise<Parsers> {
  const grammar = (name: string) =>
    readFileSync(path.join(ROOT, "node_modules/@vscode/tree-sitter-wasm/wasm", `tree-sitter-${name}.wasm`));
  return createParsers({
    engine: readFileSync(path.join(ROOT, "node_modules/web-tree-sitter/web-tree-sitter.wasm")),
    python: grammar("python"),
    typescript: grammar("typescript"),
    tsx: grammar("tsx"),
  });
}
