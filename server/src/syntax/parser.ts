import { Language, Parser } from "web-tree-sitter";
import { readTree, type SyntaxTree } from "./tree";

export type Grammar = "python" | "typescript" | "tsx";

/** WebAssembly modules of the parser and of its grammars. */
export type ParserModules = Readonly<Record<"engine" | Grammar, Uint8Array>>;

export interface Parsers {
  /** The concrete syntax tree; null where the parser gave none, or was to stop. */
  parse(grammar: Grammar, text: string, stop?: () => boolean): SyntaxTree | null;
}

/** The same parsers, which give up once `stop` says so. */
export function stoppable(parsers: Parsers, stop: () => boolean): Parsers {
  return { parse: (grammar, text) => parsers.parse(grammar, text, stop) };
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

  parse(grammar: Grammar, text: string, stop?: () => boolean): SyntaxTree | null {
    const parser = this.parsers[grammar];
    const tree = parser.parse(text, null, stop === undefined ? undefined : { progressCallback: stop });
    if (tree === null) {
      // Else the next text would be read as the rest of this one.
      parser.reset();
      return null;
    }
    try {
      return readTree(tree);
    } finally {
      tree.delete();
    }
  }
}
