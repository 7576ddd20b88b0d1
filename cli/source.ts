/** The files that commands read sources of networks from. */
import * as fs from "node:fs";
import { LARGEST_SOURCE } from "../server/src/project/document-size";
import { languageOf } from "../server/src/project/language";
import { isNotebookFile, readNotebook } from "../server/src/project/notebook-file";
import type { SourceText } from "../server/src/project/notebook-file";
import { UsageError } from "./usage";

/** By the name of the file. */
export function isSource(file: string): boolean {
  return /\.(py|ipynb|[cm]?[jt]s|[jt]sx)$/i.test(file);
}

/** Throws UsageError for a file that cannot be read, or is no source. */
export function readSource(file: string): SourceText {
  if (!isSource(file)) {
    throw new UsageError(
      `${file}: no source of a network; give a .py file that builds Keras models, a .js or .ts file that builds TensorFlow.js models, or an .ipynb notebook of either. ` +
        "“latency-lens estimate” also reads a .json file that model.to_json() or TensorFlow.js saved",
    );
  }
  return sourceOf(file, readText(file, isNotebookFile(file) ? LARGEST_NOTEBOOK : 3 * LARGEST_SOURCE + 1));
}

/** What the text of a file means by the file's name. */
export function sourceOf(file: string, text: string): SourceText {
  if (!isNotebookFile(file)) return { text, language: languageOf(file) };
  const notebook = readNotebook(text);
  if ("why" in notebook) throw new UsageError(`${file}: ${notebook.why}`);
  return notebook;
}

/** Bytes: most of a notebook is pictures that its cells drew. */
const LARGEST_NOTEBOOK = 100_000_000;

/** `most` bytes of it. */
export function readText(file: string, most: number): string {
  try {
    return readStart(file, most)
      .toString("utf8")
      .replace(/^\uFEFF/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why =
      code === "ENOENT"
        ? "there is no such file"
        : code === "EISDIR"
          ? "it is a folder"
          : `it cannot be read (${String(code)})`;
    throw new UsageError(`${file}: ${why}; give the path of a source or of a saved topology`);
  }
}

/** Not more of a file than shows that it is too large: a character takes at most three bytes for each unit of its text. */
function readStart(file: string, most: number): Buffer {
  const descriptor = fs.openSync(file, "r");
  try {
    const buffer = Buffer.alloc(Math.min(fs.fstatSync(descriptor).size, most));
    return buffer.subarray(0, fs.readSync(descriptor, buffer));
  } finally {
    fs.closeSync(descriptor);
  }
}
