/**
 * Which file an import means. Pure: what the files hold comes in through `ProjectFiles`, which tests implement in memory.
 *
 * A relative import is looked for from its own file, an absolute one in the roots and in the folders above the document, never
 * among installed packages. Uris are taken apart as texts, so that they stay spelled as the editor spells its documents'.
 */
import type { ModuleRequest, ModuleSource, ReadModule } from "../eval/host";
import type { Program } from "../syntax/program";
import { whyTooLarge } from "./document-size";
import { Recent } from "./recent";

/** Files of the user's project, by uri. Nothing whose real place is outside the folder `root` is answered. */
export interface ProjectFiles {
  /** Null where there is no such file. */
  readFile(uri: string, root: string): FileText | RefusedFile | null;
  isFolder(uri: string, root: string): boolean;
  /** True where the folder holds a file or folder of this name. */
  holds(folder: string, name: string): boolean;
  /** Files below the folder whose names end in one of the extensions, nearest first; not more than are worth looking through. */
  list?(folder: string, extensions: readonly string[]): readonly string[];
}

export interface FileText {
  readonly kind: "text";
  readonly text: string;
}

/** A file that is there but must not be read; `why` continues "the module … is not read: ". */
export interface RefusedFile {
  readonly kind: "refused";
  readonly why: string;
}

/** Where a document's modules are. Plain data: an analysis may run in another thread. */
export interface Project {
  /** Folders that absolute imports start from; none: only those above the document are looked into. */
  readonly roots: readonly string[];
  /** Texts of open documents by uri, which stand before what is on disk. */
  readonly open: ReadonlyMap<string, string>;
}

export const NO_PROJECT: Project = { roots: [], open: new Map() };

/** Imports of one analysis. */
export interface DocumentModules {
  readonly read: ReadModule;
  /** The text of a module, unparsed; undefined where there is none. */
  readonly textOf: (request: ModuleRequest) => { readonly uri: string; readonly text: string } | undefined;
  /** Files of the project that speak of this document and of one of the names, to be evaluated in their turn. */
  readonly users: (names: readonly string[]) => readonly ModuleUser[];
  /** Uris of all files that an answer rested on, those that were looked for in vain included. */
  readonly consulted: ReadonlySet<string>;
}

/** A file that may import the document. */
export interface ModuleUser {
  readonly uri: string;
  readonly program: Program;
  readonly read: ReadModule;
}

/** Modules of the user's projects; remembers what it parsed. */
export class ProjectModules {
  readonly #programs = new Recent<Program>(CHARACTERS_PARSED);

  constructor(
    private readonly files: ProjectFiles,
    private readonly parse: (text: string, uri: string) => Program,
  ) {}

  /** For one analysis of the document. */
  of(document: string, { roots, open }: Project): DocumentModules {
    const consulted = new Set<string>();
    const files = withOpen(this.files, open, consulted);
    const finderOf = (uri: string): Finder => new Finder(files, uri, roots, (text, of) => this.programOf(text, of));
    const finder = finderOf(document);
    const textOf: DocumentModules["textOf"] = (request) => {
      const module = finder.find(request);
      return "missing" in module ? undefined : module;
    };
    const users: DocumentModules["users"] = (names) =>
      usersOf(document, names, files, finder.root()).map(({ uri, text }) => {
        const own = finderOf(uri);
        return { uri, program: this.programOf(text, uri), read: (request) => own.find(request) };
      });
    return { read: (request) => finder.find(request), textOf, users, consulted };
  }

  /** The content itself is the key: a file that changes back costs nothing, and no two files are mistaken for each other. */
  private programOf(text: string, uri: string): Program {
    // The same text in two languages is two programs.
    const content = `${extensionOf(uri)}\n${text}`;
    const known = this.#programs.get(content);
    if (known !== undefined) return known;
    const program = this.parse(text, uri);
    this.#programs.set(content, program, content.length);
    return program;
  }
}

/** Characters of the files whose programs are kept: two of the largest, or a few hundred usual ones. */
const CHARACTERS_PARSED = 2_000_000;

/** Without a root, a folder that holds one of these is taken for the project's own. */
const PROJECT_MARKERS = [".git", "pyproject.toml", "setup.py", "package.json"];

/** How many folders above the document's are looked into where none of them has a marker. */
const LEVELS_ABOVE = 4;

const PACKAGE_FILE = "__init__.py";

export function isInside(uri: string, folder: string): boolean {
  return uri.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

class Finder {
  readonly #places = new Map<string, readonly Place[]>();

  constructor(
    private readonly files: ProjectFiles,
    private readonly document: string,
    private readonly roots: readonly string[],
    private readonly programOf: (text: string, uri: string) => Program,
  ) {}

  /** The folder that no file is read outside of; null for a text that is in no file. */
  root(): string | null {
    return this.document.startsWith("file:") ? (this.above(this.document).at(-1)?.root ?? null) : null;
  }

  find({ module, level, from }: ModuleRequest): FoundModule | { readonly missing: string } {
    const name = `${".".repeat(level)}${module}`;
    if (!from.startsWith("file:"))
      return { missing: `the module ${name} is not found: this text is not saved in a file` };
    if (isScript(from)) return this.findScript(module, from);
    const places = level === 0 ? this.absolutePlaces(from) : this.relativePlaces(from, level);
    const steps = module === "" ? [] : module.split(".").map(encodeURIComponent);
    let namespace: FoundModule | null = null;
    for (const { folder, root } of places) {
      const path = [folder, ...steps].join("/");
      if (level === 0 && isInstalled(path)) continue;
      const found = this.moduleAt(path, root, name, steps.length > 0);
      if (found !== null) return found;
      // A folder without __init__.py is a package too, but only where there is no other.
      if (namespace === null && this.files.isFolder(path, root))
        namespace = { ...partOf(path), text: "", program: NOTHING };
    }
    return namespace ?? { missing: notFound(name, steps, places) };
  }

  /** A file of JavaScript or TypeScript by its path, with its extension or without, or the index of a folder. */
  private findScript(module: string, from: string): FoundModule | { readonly missing: string } {
    if (!/^\.{1,2}(\/|$)/.test(module))
      return {
        missing: `the module ${module} is not found: it is no file beside this one; installed packages are not read`,
      };
    const folder = parentOf(from);
    const root = this.above(from).at(-1)?.root ?? folder;
    const path = joinPath(folder, module);
    if (path !== root && !isInside(path, root))
      return { missing: `the module ${module} is not found: it would be outside the project` };
    for (const uri of scriptFiles(path)) {
      const found = this.fileAt(uri, uri, root, module);
      if (found !== null) return "missing" in found ? found : { ...found, uri };
    }
    return {
      missing: `the module ${module} is not found: there is no ${readable(path.slice(HOST.length))} with .js, .ts or /index`,
    };
  }

  private moduleAt(
    path: string,
    root: string,
    name: string,
    mayBeFile: boolean,
  ): FoundModule | { readonly missing: string } | null {
    const inPackage = this.fileAt(`${path}/${PACKAGE_FILE}`, path, root, name);
    return inPackage ?? (mayBeFile ? this.fileAt(`${path}.py`, path, root, name) : null);
  }

  private fileAt(
    uri: string,
    path: string,
    root: string,
    name: string,
  ): FoundModule | { readonly missing: string } | null {
    const file = this.files.readFile(uri, root);
    if (file === null) return null;
    if (file.kind === "refused") return { missing: `the module ${name} is not read: ${file.why}` };
    const { programOf } = this;
    const { text } = file;
    // An open document may be larger than any file that is read.
    const tooLarge = whyTooLarge(text);
    if (tooLarge !== null)
      return { missing: `the module ${name} is not read: ${readable(uri.slice(HOST.length))} ${tooLarge}` };
    return {
      ...partOf(path),
      uri,
      text,
      isPackage: uri === `${path}/${PACKAGE_FILE}`,
      // Parsed only where somebody evaluates it.
      get program() {
        return programOf(text, uri);
      },
    };
  }

  /** The roots, then the folders above the document, then those above the file that imports. */
  private absolutePlaces(from: string): readonly Place[] {
    const all = [
      ...this.roots.map((root) => ({ folder: root, root })),
      ...this.above(this.document),
      ...this.above(from),
    ];
    return all.filter(({ folder }, index) => all.findIndex((other) => other.folder === folder) === index);
  }

  /** One place, or none above the root. */
  private relativePlaces(from: string, level: number): readonly Place[] {
    let folder = parentOf(from);
    const root = this.above(from).at(-1)?.root ?? folder;
    for (let step = 1; step < level; step += 1) folder = parentOf(folder);
    return folder === root || isInside(folder, root) ? [{ folder, root }] : [];
  }

  private above(uri: string): readonly Place[] {
    const folder = parentOf(uri);
    const known = this.#places.get(folder);
    if (known !== undefined) return known;
    const folders = this.foldersAbove(folder);
    const root = folders.at(-1) ?? folder;
    const places = folders.map((each) => ({ folder: each, root }));
    this.#places.set(folder, places);
    return places;
  }

  /** The folder and those above it, up to a root or what looks like one. */
  private foldersAbove(start: string): readonly string[] {
    const root = longestFirst(this.roots).find((candidate) => start === candidate || isInside(start, candidate));
    const folders: string[] = [];
    for (let folder = start; folder !== HOST; folder = parentOf(folder)) {
      folders.push(folder);
      const isLast =
        root === undefined
          ? folders.length > LEVELS_ABOVE || PROJECT_MARKERS.some((marker) => this.files.holds(folder, marker))
          : folder === root;
      if (isLast) break;
    }
    return folders;
  }
}

interface FoundModule extends ModuleSource {
  readonly text: string;
}

/** A folder that is looked into, and the folder that no file is read outside of. */
interface Place {
  readonly folder: string;
  readonly root: string;
}

const NOTHING: Program = { language: "python", body: [], errors: [], directives: [] };

// ---------------------------------------------------------------- JavaScript

const SCRIPT = ["ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts"];

const SCRIPT_EXTENSION = /\.([cm]?[jt]s|[jt]sx)$/i;

function isScript(uri: string): boolean {
  return SCRIPT_EXTENSION.test(uri);
}

/** In the order in which a bundler looks: as it stands, TypeScript under the name of what it becomes, with an extension, a folder's index. */
function scriptFiles(path: string): readonly string[] {
  const without = path.replace(SCRIPT_EXTENSION, "");
  const named = without === path ? [] : [path, `${without}.ts`, `${without}.tsx`];
  const extended = SCRIPT.map((extension) => `${path}.${extension}`);
  return [...named, ...extended, ...SCRIPT.map((extension) => `${path}/index.${extension}`)];
}

function joinPath(folder: string, relative: string): string {
  return relative.split("/").reduce((path, step) => {
    if (step === "" || step === ".") return path;
    return step === ".." ? parentOf(path) : `${path}/${encodeURIComponent(step)}`;
  }, folder);
}

function extensionOf(uri: string): string {
  return uri.slice(uri.lastIndexOf(".") + 1).toLowerCase();
}

// ---------------------------------------------------------------- who imports a document

/** Files that are evaluated to see how they call the document's functions. */
const USERS_EVALUATED = 4;

/** Files of the same language that name the document's module and one of the names. */
function usersOf(
  document: string,
  names: readonly string[],
  files: ProjectFiles,
  root: string | null,
): readonly { readonly uri: string; readonly text: string }[] {
  if (root === null || names.length === 0) return [];
  const extensions = isScript(document) ? SCRIPT : ["py"];
  const stem = moduleStem(document);
  const word = new RegExp(`\\b(?:${names.map(escapeWord).join("|")})\\b`);
  const users: { readonly uri: string; readonly text: string }[] = [];
  for (const uri of files.list?.(root, extensions) ?? []) {
    if (users.length === USERS_EVALUATED) break;
    if (uri === document || isInstalled(uri)) continue;
    const file = files.readFile(uri, root);
    if (file?.kind === "text" && file.text.includes(stem) && word.test(file.text)) users.push({ uri, text: file.text });
  }
  return users;
}

/** How an import calls the document: its name, or that of its folder where it stands for the folder. */
function moduleStem(document: string): string {
  const [name = "", folder = ""] = document.split("/").reverse();
  const stem = name.replace(/\.\w+$/, "");
  return readable(stem === "__init__" || stem === "index" ? folder : stem);
}

function escapeWord(text: string): string {
  return text.replace(/[$]/g, "\\$&");
}

/** What stands before every path in a uri. */
const HOST = "file://";

/** Names of the module's own package file and of the one around it; a package without a file goes by the name of the one it lacks. */
function partOf(path: string): { readonly uri: string; readonly package: string } {
  return { uri: `${path}/${PACKAGE_FILE}`, package: `${parentOf(path)}/${PACKAGE_FILE}` };
}

function parentOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf("/"), HOST.length));
}

/** Libraries are known by tables, not by their source. */
function isInstalled(path: string): boolean {
  return /\/(site|dist)-packages(\/|$)/.test(path);
}

function longestFirst(uris: readonly string[]): readonly string[] {
  return [...uris].sort((a, b) => b.length - a.length);
}

function notFound(name: string, steps: readonly string[], places: readonly Place[]): string {
  const relative = name.startsWith(".");
  const [first] = places;
  if (first === undefined) return `the module ${name} is not found: it would be outside the project`;
  const path = readable(steps.join("/"));
  const wanted = steps.length === 0 ? PACKAGE_FILE : `${path}.py or ${path}/${PACKAGE_FILE}`;
  const folders = places.map(({ folder }) => readable(folder.slice(HOST.length)) || "/").join(", ");
  const installed = relative ? "" : "; installed packages are not read";
  return `the module ${name} is not found: there is no ${wanted} in ${folders}${installed}`;
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Open documents before the disk. Keeps the uri of every file that is asked for. */
function withOpen(files: ProjectFiles, open: ReadonlyMap<string, string>, consulted: Set<string>): ProjectFiles {
  return {
    readFile: (uri, root) => {
      consulted.add(uri);
      const text = open.get(uri);
      return text === undefined ? files.readFile(uri, root) : { kind: "text", text };
    },
    isFolder: (uri, root) => files.isFolder(uri, root),
    holds: (folder, name) => files.holds(folder, name),
    list: (folder, extensions) => files.list?.(folder, extensions) ?? [],
  };
}
