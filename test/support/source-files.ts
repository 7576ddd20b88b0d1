import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "./paths";

export interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
}

/** Paths of the source files in a folder and below it, from the repository's own. */
export function sourceFiles(folder: string): string[] {
  return fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(name);
    return /\.tsx?$/.test(name) && !name.endsWith(".d.ts") ? [name] : [];
  });
}

export function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(/(?:\bfrom\s+|^\s*import\s+|\bimport\s*\(\s*|\brequire\s*\(\s*)(["'])([^"'\n]+)\1/gm)].map(
    (match) => ({
      file,
      line: text.slice(0, match.index).split("\n").length,
      specifier: match[2] ?? "",
    }),
  );
}
