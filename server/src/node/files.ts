/** Files of the user's projects, on disk. Read only, by their real place, and not larger than source code is. */
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LARGEST_SOURCE } from "../project/document-size";
import { Recent } from "../project/recent";
import type { FileText, ProjectFiles, RefusedFile } from "../project/modules";

/** A project of more source files than this is not looked through: an answer has to come while somebody types. */
const MOST_FILES = 400;
const MOST_FOLDERS = 200;

/** Folders of what others wrote, or of what programs did. */
const SKIPPED = new Set([
  "node_modules",
  "site-packages",
  "dist-packages",
  "__pycache__",
  "venv",
  "env",
  "dist",
  "build",
  "out",
]);

/** Of what was read; all files of a project that is looked through fit in, where they are not unusually long. */
const BYTES_KEPT = 20_000_000;

export class DiskFiles implements ProjectFiles {
  readonly #read = new Recent<{ readonly identity: string; readonly file: FileText | RefusedFile }>(BYTES_KEPT);

  /** Read again only once the file is another one, or of another time or size. */
  readFile(uri: string, root: string): FileText | RefusedFile | null {
    const file = pathOf(uri);
    const stat = file === null ? undefined : statOf(file);
    if (file === null || stat?.isFile() !== true) {
      this.#read.delete(uri);
      return null;
    }
    const identity = [root, stat.dev, stat.ino, stat.mtimeMs, stat.ctimeMs, stat.size].join(" ");
    const known = this.#read.get(uri);
    if (known?.identity === identity) return known.file;
    const read = readWithin(file, root, stat.size);
    this.#read.set(uri, { identity, file: read }, read.kind === "text" ? read.text.length : 1);
    return read;
  }

  isFolder(uri: string, root: string): boolean {
    const folder = pathOf(uri);
    return folder !== null && statOf(folder)?.isDirectory() === true && isWithin(folder, root);
  }

  list(folder: string, extensions: readonly string[]): readonly string[] {
    const start = pathOf(folder);
    if (start === null) return [];
    const found: string[] = [];
    const waiting = [start];
    for (let visited = 0; visited < MOST_FOLDERS && found.length < MOST_FILES; visited += 1) {
      const next = waiting.shift();
      if (next === undefined) break;
      for (const entry of entriesOf(next)) {
        const place = path.join(next, entry.name);
        // A link may lead out of the project, or round and round.
        if (entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name)) waiting.push(place);
        else if (entry.isFile() && extensions.includes(path.extname(entry.name).slice(1).toLowerCase()))
          found.push(place);
      }
    }
    return found.slice(0, MOST_FILES).map((file) => pathToFileURL(file).href);
  }

  holds(folder: string, name: string): boolean {
    const file = pathOf(`${folder}/${name}`);
    return file !== null && statOf(file) !== undefined;
  }
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function readWithin(file: string, root: string, size: number): FileText | RefusedFile {
  if (!isWithin(file, root)) return { kind: "refused", why: `${file} leads outside ${pathOf(root) ?? root}` };
  if (size > LARGEST_SOURCE) return { kind: "refused", why: `${file} is larger than 1 MB` };
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
