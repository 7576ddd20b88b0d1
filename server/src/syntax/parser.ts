import { Language, Parser } from "web-tree-sitter";
import { readTree, type SyntaxTree } from "./tree";

export type Grammar = "python" | "typescript" | "tsx";

/** WebAssembly modules of the parser and of its grammars. */
export type ParserModules = Readonly<Record<"engine" | Grammar, Uint8Array>>;

export interface Parsers {
  /** The concrete syntax tree; null where the parser gave none. */
  parse(grammar: Grammar, text: string): SyntaxTree | null;
}

/** Compiles the engine and all grammars, which takes about 50 ms. Rejects where a module is not a grammar of a fitting version. */
export async function createParsers(modules: ParserModules): Promise<Parsers> {
  await Parser.init({ wasmBinary: modules.engine });
  return new TreeSitterParsers({
    python: await createParser(modules.python),
    typescript: await createParser(modules.typescript),
    tsx: await createParser(modules.tsx),
  });
}

async function createParser(grammar: Uint8Array): Promise<Parser> {
  return new Parser().setLanguage(await Language.load(grammar));
}

class TreeSitterParsers implements Parsers {
  constructor(private readonly parsers: Readonly<Record<Grammar, Parser>>) {}

  parse(grammar: Grammar, text: string): SyntaxTree | null {
    const tree = this.parsers[grammar].parse(text);
    if (tree === null) return null;
    try {
      return readTree(tree);
    } finally {
      tree.delete();
    }
  }
}
