/** Files of the user's projects, on disk. Read only, by their real place, and not larger than source code is. */
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type { FileText, ProjectFiles, RefusedFile } from "../ide/modules";

/** The largest module of 341 public projects had a third of this. */
export const LARGEST_FILE_BYTES = 1_000_000;

export class DiskFiles implements ProjectFiles {
  readonly #read = new Map<string, { readonly identity: string; readonly file: FileText | RefusedFile }>();

  /** Read again only once the file is another one, or of another time or size. */
  readFile(uri: string, root: string): FileText | RefusedFile | null {
    const file = pathOf(uri);
    const stat = file === null ? undefined : statOf(file);
    if (file === null || stat?.isFile() !== true) return null;
    const identity = [root, stat.dev, stat.ino, stat.mtimeMs, stat.ctimeMs, stat.size].join(" ");
    const known = this.#read.get(uri);
    if (known?.identity === identity) return known.file;
    const read = readWithin(file, root, stat.size);
    this.#read.set(uri, { identity, file: read });
    return read;
  }

  isFolder(uri: string, root: string): boolean {
    const folder = pathOf(uri);
    return folder !== null && statOf(folder)?.isDirectory() === true && isWithin(folder, root);
  }

  holds(folder: string, name: string): boolean {
    const file = pathOf(`${folder}/${name}`);
    return file !== null && statOf(file) !== undefined;
  }
}

function readWithin(file: string, root: string, size: number): FileText | RefusedFile {
  if (!isWithin(file, root)) return { kind: "refused", why: `${file} leads outside ${pathOf(root) ?? root}` };
  if (size > LARGEST_FILE_BYTES) return { kind: "refused", why: `${file} is larger than 1 MB` };
  try {
    return { kind: "text", text: fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { kind: "refused", why: `${file} cannot be read (${code})` };
  }
}

/** Both by their real place, so that no link leads out of the root. */
function isWithin(file: string, root: string): boolean {
  const folder = pathOf(root);
  if (folder === null) return false;
  try {
    const relative = path.relative(fs.realpathSync(folder), fs.realpathSync(file));
    return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
  } catch {
    return false;
  }
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    // A part of the path is a file, or may not be entered.
    return undefined;
  }
}

/** Null for a uri that names no file of this machine. */
function pathOf(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}
