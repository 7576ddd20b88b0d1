/** Which files `latency-lens check` looks at: those that are named, and those of folders and patterns that may hold a network. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import { matches } from "../server/src/project/input-settings";
import type { DocumentLanguage } from "../server/src/project/language";
import { mayHoldNetwork } from "../server/src/project/relevant";
import { isSource, readSource } from "./source";
import { UsageError } from "./usage";

export interface CheckedFile {
  /** As it was named, or its path below the folder that was named. */
  readonly file: string;
  readonly uri: string;
  readonly text: string;
  readonly language: DocumentLanguage;
}

/** Standard input, as a command line names it. */
const STANDARD_INPUT = "-";

/** Folders in which nobody keeps sources of their own. */
const FOREIGN_FOLDERS = new Set(["node_modules", "__pycache__", "site-packages"]);

/** Throws UsageError for a name that no file has, and for a pattern that no file fits. Each file comes once. */
export function checkedFiles(
  names: readonly string[],
  environment: AnalysisEnvironment,
  standardInput: () => CheckedFile,
): readonly CheckedFile[] {
  const files = new Map<string, CheckedFile>();
  for (const name of names)
    for (const file of filesOf(name, environment, standardInput)) if (!files.has(file.uri)) files.set(file.uri, file);
  return [...files.values()];
}

function filesOf(
  name: string,
  environment: AnalysisEnvironment,
  standardInput: () => CheckedFile,
): readonly CheckedFile[] {
  if (name === STANDARD_INPUT) return [standardInput()];
  const found = fs.statSync(name, { throwIfNoEntry: false });
  if (found === undefined && /[*?]/.test(name)) return filesOfPattern(name, environment);
  if (found?.isDirectory() === true) return relevant(sourcesIn(name), environment);
  return [readFile(name)];
}

/** The folder before the first part with a star or a question mark is where a pattern is looked for. */
function filesOfPattern(pattern: string, environment: AnalysisEnvironment): readonly CheckedFile[] {
  const parts = pattern.split(/[\\/]/);
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const folder = fixed.length === 0 ? "." : fixed.join("/") || "/";
  const rest = `./${parts.slice(fixed.length).join("/")}`;
  const found = fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? sourcesIn(folder) : [];
  const files = found.filter((file) => matches(rest, path.relative(folder, file).split(path.sep).join("/")));
  if (files.length === 0)
    throw new UsageError(`${pattern}: no source fits this pattern; give a file, a folder, or e.g. "models/**/*.py"`);
  return relevant(files, environment);
}

/** Sources below the folder in the order of their names; links to folders are not followed, so that it ends. */
function sourcesIn(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  // A virtual environment of Python's.
  if (entries.some(({ name }) => name === "pyvenv.cfg")) return [];
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const place = path.join(folder, entry.name);
      if (!entry.isDirectory())
        return isSource(entry.name) && fs.statSync(place, { throwIfNoEntry: false })?.isFile() ? [place] : [];
      return entry.name.startsWith(".") || FOREIGN_FOLDERS.has(entry.name) ? [] : sourcesIn(place);
    });
}

function relevant(files: readonly string[], { modules }: AnalysisEnvironment): readonly CheckedFile[] {
  return files.map(readFile).filter((file) => mayHoldNetwork(file, modules));
}

function readFile(file: string): CheckedFile {
  return { file, uri: pathToFileURL(path.resolve(file)).href, ...readSource(file) };
}
