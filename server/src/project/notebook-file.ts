/** Reads `.ipynb` files: https://nbformat.readthedocs.io, versions 3 and 4. */
import { languageOf } from "./language";
import type { DocumentLanguage } from "./language";
import { joinedCells } from "./notebook";

export interface SourceText {
  /** Of a notebook, its code cells as one text (`notebook.ts`). */
  readonly text: string;
  readonly language: DocumentLanguage;
}

export interface UnreadableNotebook {
  /** As the end of a sentence that starts with the file's name. */
  readonly why: string;
}

/** By the name of the kernel's language; those that build networks for Keras or TensorFlow.js. */
const KERNEL_LANGUAGES: ReadonlyMap<string, DocumentLanguage> = new Map([
  ["python", "python"],
  ["ipython", "python"],
  ["javascript", "javascript"],
  ["js", "javascript"],
  ["typescript", "typescript"],
]);

export function readNotebook(json: string): SourceText | UnreadableNotebook {
  const notebook = objectOf(parsed(json));
  if (notebook === null) return { why: "no notebook: it is not JSON; save it again in Jupyter or VS Code" };
  const cells = cellsIn(notebook);
  if (cells === null) return { why: "no notebook: it has no list of cells" };
  const kernel = kernelOf(notebook);
  const language = KERNEL_LANGUAGES.get(kernel.toLowerCase());
  if (language === undefined)
    return { why: `its cells are written in ${kernel}; networks are read in Python, JavaScript and TypeScript` };
  return { text: joinedCells(cells.map(codeOf)), language };
}

/** The source that a file holds, by the file's name; a notebook that cannot be read holds none. */
export function sourceOfFile(uri: string, text: string): SourceText {
  const language = languageOf(uri);
  if (!isNotebookFile(uri)) return { text, language };
  const notebook = readNotebook(text);
  return "why" in notebook ? { text: "", language } : notebook;
}

export function isNotebookFile(file: string): boolean {
  return /\.ipynb$/i.test(file);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Version 3 has its cells in worksheets. */
function cellsIn({ cells, worksheets }: JsonObject): readonly unknown[] | null {
  if (Array.isArray(cells)) return cells as unknown[];
  if (!Array.isArray(worksheets)) return null;
  return worksheets.flatMap((sheet: unknown) => {
    const inner = objectOf(sheet)?.cells;
    return Array.isArray(inner) ? (inner as unknown[]) : [];
  });
}

/** A notebook that names no language is one of Python's, as all were at first. */
function kernelOf({ metadata }: JsonObject): string {
  const { language_info: info, kernelspec } = objectOf(metadata) ?? {};
  const names = [objectOf(kernelspec)?.language, objectOf(info)?.name];
  return names.find((name): name is string => typeof name === "string" && name !== "") ?? "python";
}

/** The text of a code cell, which is one string or a list of lines; null for any other cell. */
function codeOf(cell: unknown): string | null {
  const { cell_type: type, source, input } = objectOf(cell) ?? {};
  if (type !== "code") return null;
  const text = source ?? input;
  if (typeof text === "string") return text;
  return Array.isArray(text) ? text.filter((line) => typeof line === "string").join("") : "";
}

type JsonObject = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}
