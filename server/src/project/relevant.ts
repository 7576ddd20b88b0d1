import type { ModuleRequest } from "../eval/host";
import { frameworksIn, languageOf } from "./language";
import type { DocumentLanguage } from "./language";
import { NO_PROJECT } from "./modules";
import type { Project, ProjectModules } from "./modules";

export interface DocumentOfProject {
  readonly uri: string;
  readonly text: string;
  /** Without it, what the name of the file says. */
  readonly language?: DocumentLanguage;
  readonly project?: Project;
}

/** Whether the document can hold a network, by what it imports itself or by way of other files of its project. */
export function mayHoldNetwork(document: DocumentOfProject, projects: ProjectModules | undefined): boolean {
  const { uri, text, language, project = NO_PROJECT } = document;
  if (importsFramework(text, language ?? languageOf(uri))) return true;
  const modules = projects?.of(uri, project);
  return modules !== undefined && importsOfFramework(uri, text, modules.textOf);
}

/** A module that code names instead of importing it: `importlib.import_module("tensorflow.keras.layers")`. */
const IMPORTED_BY_NAME = /\b(?:import_module|__import__)[ \t]*\([ \t\n]*["']([\w.]+)["']/g;

/**
 * Whether a document can hold a network at all. Everything else is left alone: no analysis, no status, no problem. A document that
 * holds one must not be missed, so a line of a long string may be taken for an import.
 */
export function importsFramework(text: string, language: DocumentLanguage = "python"): boolean {
  const packages = language === "python" ? packagesIn(text) : new Set<string>();
  return frameworksIn(language).some((framework) => framework.mayHoldNetwork(text, packages));
}

function packagesIn(text: string): ReadonlySet<string> {
  return new Set(importsIn(text).flatMap(({ module, level }) => (level === 0 ? module.split(".").slice(0, 1) : [])));
}

function isHandedIn(text: string, language: DocumentLanguage): boolean {
  return frameworksIn(language).some((framework) => framework.isHandedIn?.(text) === true);
}

/** How many files are looked through for an import of a framework. */
const FILES_READ = 40;

/** Whether a document that imports no framework imports a file that does, directly or by way of others. */
export function importsOfFramework(
  uri: string,
  text: string,
  textOf: (request: ModuleRequest) => { readonly uri: string; readonly text: string } | undefined,
): boolean {
  const seen = new Set([uri]);
  const waiting = [{ uri, text }];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const language = languageOf(file.uri);
    if (importsFramework(file.text, language) || isHandedIn(file.text, language)) return true;
    const requests = language === "python" ? requestsIn(file.uri, file.text) : scriptRequestsIn(file.uri, file.text);
    for (const request of requests) {
      const module = textOf(request);
      if (module === undefined || seen.has(module.uri) || seen.size > FILES_READ) continue;
      seen.add(module.uri);
      waiting.push(module);
    }
  }
  return false;
}

/** `from a import b` may mean a name of a or a file in it. */
function requestsIn(from: string, text: string): readonly ModuleRequest[] {
  return importsIn(text)
    .flatMap(({ module, level, names }) => {
      const inner = names.map((name) => (module === "" ? name : `${module}.${name}`));
      return [module, ...inner].map((path) => ({ module: path, level, from }));
    })
    .filter(({ module, level }) => module !== "" || level > 0);
}

/** `from ..a import b, c`: module "a", level 2, names b and c. `import a.b` has no names. */
interface PythonImport {
  readonly module: string;
  readonly level: number;
  readonly names: readonly string[];
}

/** Where a statement may begin that is an import: on a line of its own, or behind another one. */
const IMPORT_START = /(?:^|[;:])[ \t]*(?:from|import)[ \t\\(.]/gm;

/** What such a statement may go on with: to the end of its line, over lines that a backslash joins, to the end of its brackets. */
const IMPORT_REST = /[^;\n#(\\]*(?:\\\r?\n[^;\n#(\\]*){0,50}(?:\([^)]{0,4000}\)?)?/y;

/** The dots and the module's name have no character in common, so that nothing is tried twice. */
const FROM = /^from ?(\.*) ?((?:\w[\w.]*)?) ?\bimport\b/;

/** So far back a comment is looked for; behind one no import begins. */
const LONGEST_LINE = 500;

/** Every import of the text, read without parsing it, in time that grows with its length alone. */
function importsIn(text: string): readonly PythonImport[] {
  const statements: PythonImport[] = [];
  let end = 0;
  for (const { 0: start, index } of text.matchAll(IMPORT_START)) {
    const before = text.slice(Math.max(end, index - LONGEST_LINE), index);
    if (index < end || before.includes("#", before.lastIndexOf("\n") + 1)) continue;
    IMPORT_REST.lastIndex = index + start.search(/from|import/);
    const statement = IMPORT_REST.exec(text)?.[0] ?? "";
    end = index + statement.length;
    statements.push(...importOf(statement));
  }
  const named = [...text.matchAll(IMPORTED_BY_NAME)].map(([, module = ""]) => ({ module, level: 0, names: [] }));
  return [...statements, ...named];
}

function importOf(statement: string): readonly PythonImport[] {
  const plain = statement.replace(/#[^\n]*|\\\r?\n/g, " ").replace(/\s+/g, " ");
  const from = FROM.exec(plain);
  if (from !== null) {
    const [whole, dots = "", module = ""] = from;
    return [{ module, level: dots.length, names: wordsOf(plain.slice(whole.length)) }];
  }
  if (!plain.startsWith("import")) return [];
  return wordsOf(plain.slice("import".length)).map((module) => ({ module, level: 0, names: [] }));
}

/** Relative imports of JavaScript, in any form; an installed package is no file of the project. */
const SCRIPT_IMPORT = /\b(?:from|import|require\s*\(|import\s*\()\s*["'`](\.[^"'`\n]*)["'`]/g;

function scriptRequestsIn(from: string, text: string): readonly ModuleRequest[] {
  return [...text.matchAll(SCRIPT_IMPORT)].map(([, module = ""]) => ({ module, level: 0, from }));
}

/** The first word of each part of `a as b, c.d`. */
function wordsOf(list: string): readonly string[] {
  return list.split(",").flatMap((part) => /[\w.]+/.exec(part)?.slice(0, 1) ?? []);
}
