/** Everything that follows from the language of a document: its parser and its frameworks. */
import { Heap } from "../values/heap";
import type { Library } from "../eval/host";
import { composed } from "../frameworks/composed";
import { frameworksOf } from "../frameworks/frameworks";
import { ZooSources } from "../frameworks/keras/zoo-sources";
import type { BundledSources, Framework } from "../frameworks/tracing/framework";
import { KnownLayers } from "../layers/known-layers";
import { SAVED_VOCABULARY } from "../layers/vocabulary";
import type { Vocabulary } from "../layers/vocabulary";
import { parseJavaScript } from "../syntax/javascript";
import type { JavaScriptDialect } from "../syntax/javascript";
import type { Parsers } from "../syntax/parser";
import type { Program } from "../syntax/program";
import { parsePython } from "../syntax/python";
import { IPYTHON_NAMES, withoutMagics } from "../syntax/python/magics";
import { whyTooLarge } from "./document-size";
import { cellsOf, isNotebook } from "./notebook";
import type { Cell } from "./notebook";

export type DocumentLanguage = "python" | JavaScriptDialect;

/** By the editor's language identifier where there is one, else by the name of the file; Python where neither says anything. */
export function languageOf(uri: string, languageId: string | null = null): DocumentLanguage {
  return languageOfId(languageId ?? "") ?? EXTENSIONS.get(/\.(\w+)$/.exec(uri)?.[1]?.toLowerCase() ?? "") ?? "python";
}

/** Null for a language in which no network is read. */
export function languageOfId(languageId: string): DocumentLanguage | null {
  return LANGUAGE_IDS.get(languageId) ?? null;
}

const LANGUAGE_IDS: ReadonlyMap<string, DocumentLanguage> = new Map([
  ["python", "python"],
  ["javascript", "javascript"],
  ["javascriptreact", "jsx"],
  ["typescript", "typescript"],
  ["typescriptreact", "tsx"],
]);

const EXTENSIONS: ReadonlyMap<string, DocumentLanguage> = new Map([
  ["py", "python"],
  ["js", "javascript"],
  ["cjs", "javascript"],
  ["mjs", "javascript"],
  ["jsx", "jsx"],
  ["ts", "typescript"],
  ["cts", "typescript"],
  ["mts", "typescript"],
  ["tsx", "tsx"],
]);

/** A text that is too large is not parsed: its Program is empty, and whoever asks about it says why (`whyTooLarge`). */
export function parseDocument(parsers: Parsers, text: string, language: DocumentLanguage): Program {
  if (whyTooLarge(text) !== null)
    return { language: language === "python" ? "python" : "javascript", body: [], errors: [], directives: [] };
  if (isNotebook(text)) return parseNotebook(parsers, text, language);
  return language === "python" ? parsePython(parsers, text) : parseJavaScript(parsers, text, language);
}

/** Each cell is read alone, so that a broken one does not silence the others. */
function parseNotebook(parsers: Parsers, text: string, language: DocumentLanguage): Program {
  const cells = cellsOf(text);
  const programs =
    language === "python"
      ? [parsePython(parsers, IPYTHON_NAMES), ...cells.map((cell) => parsePythonCell(parsers, cell))]
      : cells.map((cell) => parseJavaScript(parsers, cell.text, language, cell.line));
  return {
    language: language === "python" ? "python" : "javascript",
    body: programs.flatMap(({ body }) => body),
    errors: programs.flatMap(({ errors }) => errors),
    directives: programs.flatMap(({ directives }) => directives),
    budgets: programs.flatMap(({ budgets = [] }) => budgets),
  };
}

function parsePythonCell(parsers: Parsers, { text, line }: Cell): Program {
  const source = withoutMagics(text);
  // A cell may be indented as a whole. On the line before it nothing stands.
  return /^(?:[ \t]*\r?\n)*[ \t]+\S/.test(source)
    ? parsePython(parsers, `if 1:\n${source}`, line - 1)
    : parsePython(parsers, source, line);
}

/** What the libraries bring as source text, parsed once for all analyses. */
export type Zoo = BundledSources;

export function createZoo(parsers: Parsers): Zoo {
  return new ZooSources((text) => parsePython(parsers, text));
}

/** How messages about layers of the language's sources speak. */
export function vocabularyOf(language: DocumentLanguage): Vocabulary {
  return frameworksIn(language)[0]?.vocabulary ?? SAVED_VOCABULARY;
}

/** The frameworks that a document may use. */
export function frameworksIn(language: DocumentLanguage): readonly Framework[] {
  return frameworksOf(language === "python" ? "python" : "javascript");
}

/** `layers` is what the analysis knows of its layers, to be shared with the graphs of its networks. */
export function createLibrary(
  language: DocumentLanguage,
  zoo: Zoo,
  layers = new KnownLayers(vocabularyOf(language)),
): Library {
  return composed(frameworksIn(language), { heap: new Heap(), assumed: new Map(), bundled: zoo, layers });
}
