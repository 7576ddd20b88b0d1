import type { Import, ImportedName, Statement } from "../../syntax/program";
import type { Location } from "../../../../protocol/source";
import { settle } from "./branches";
import type { ModuleSource } from "../host";
import { topLevel } from "./machine";
import type { Machine } from "./machine";
import { string, unknown } from "../../values/make";
import { Scope } from "../../values/scope";
import { execute } from "./statements";
import type { ModuleValue, Value } from "../../values/value";

/** Binds what an import names: of a library, of the language's own modules, of the project; or Unknown with the reason. */
export function executeImport(machine: Machine, statement: Import, scope: Scope): void {
  const location = machine.location(statement.range);
  if (statement.names !== null) {
    for (const name of statement.names) importName(machine, statement, name, scope, location);
    return;
  }
  // `import a.b` binds a, but loads a.b.
  const [first = statement.module] = statement.module.split(".");
  const whole = resolveModule(machine, statement.module, statement.level);
  const value = statement.alias === null && !isMissing(whole) ? resolveModule(machine, first, statement.level) : whole;
  const further = isMissing(whole)
    ? furtherModule(machine, statement.alias === null ? first : statement.module, statement.level)
    : undefined;
  const module = further ?? found(machine, value, statement.module, location);
  machine.setName(scope, statement.alias ?? first, wholeExport(module) ?? module);
}

/** What a module of JavaScript gives in place of itself: `module.exports = f`. */
function wholeExport(module: Value): Value | undefined {
  return module.kind === "module" ? module.scope.own("module.exports") : undefined;
}

/** Runs a module's top level. A statement that raises ends the program; what follows is still of use to the reader. */
export function runTopLevel(machine: Machine, statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) {
    const mark = machine.pending.length;
    settle(machine, mark, ["return", "break", "continue", "raise"], execute(machine, statement, scope));
  }
  machine.runLater();
  for (const [name, value] of machine.host.library.injected ?? [])
    if (scope.own(name)?.kind === "none") scope.set(name, value);
}

/** A name of a module, as `module.name` and `from module import name` see it. */
export function moduleMember(machine: Machine, scope: Scope, name: string): Value | undefined {
  const value = findMember(machine, scope, name);
  if (value !== undefined) machine.grounds.readMember(scope, name, value);
  return value;
}

function findMember(machine: Machine, scope: Scope, name: string): Value | undefined {
  const module = machine.packages.leavesToModules(scope, name) ? scope.own(name) : undefined;
  if (module !== undefined) return module;
  machine.packages.runFor(scope, name);
  const own = scope.own(name);
  if (own !== undefined) return own;
  // What the package's own file brings in may bring in the module of this name.
  machine.packages.run(scope);
  return scope.own(name) ?? (name === "default" ? scope.own("module.exports") : starImported(machine, scope, name));
}

/** What `from module import *` of libraries brought under this name. */
export function starImported(machine: Machine, scope: Scope, name: string): Value | undefined {
  for (const module of [...scope.starImports].reverse()) {
    const path = `${module}.${name}`;
    const value = machine.host.library.resolve(path) ?? machine.language.module(path);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Why there is no such module; null where nothing more can be said. */
interface Missing {
  readonly missing: string | null;
}

function isMissing(value: Value | Missing): value is Missing {
  return "missing" in value;
}

function importName(
  machine: Machine,
  statement: Import,
  imported: ImportedName,
  scope: Scope,
  location: Location,
): void {
  if (imported.name === "*") {
    importEverything(machine, statement, scope, location);
    return;
  }
  const value = resolveName(machine, statement.module, statement.level, imported.name, location);
  const path = joined(statement.module, imported.name);
  const further = isMissing(value) ? furtherModule(machine, path, statement.level) : undefined;
  machine.setName(
    scope,
    imported.alias ?? imported.name,
    further ?? found(machine, value, path, machine.location(imported.range)),
  );
}

function importEverything(machine: Machine, statement: Import, scope: Scope, location: Location): void {
  const { starImports } = scope.module;
  const remember = (module: string): void => {
    if (!starImports.includes(module)) starImports.push(module);
  };
  const module = resolveModule(machine, statement.module, statement.level);
  if (isMissing(module) && furtherModule(machine, statement.module, statement.level) !== undefined) {
    scope.module.missingStars.push(unknown(`what the module ${statement.module} holds`, location));
    return;
  }
  if (isMissing(module) && module.missing !== null) {
    const why = found(machine, module, statement.module, location);
    if (why.kind === "unknown") scope.module.missingStars.push(why);
    return;
  }
  if (isMissing(module) || module.kind !== "module") {
    remember(statement.module);
    return;
  }
  machine.packages.run(module.scope);
  scope.module.missingStars.push(...module.scope.missingStars);
  module.scope.starImports.forEach(remember);
  const offered = publicNames(module.scope);
  // What a file of JavaScript exports by default is its own alone.
  for (const [name, value] of module.scope.entries())
    if (offered(name) && !(isPath(statement.module) && name === "default")) {
      machine.setName(scope, name, value);
      machine.grounds.handedOn(module.scope, scope, name);
    }
}

/** The names of `__all__`; without it, or where it is not known, all that start with no underscore. */
function publicNames(scope: Scope): (name: string) => boolean {
  const all = scope.own("__all__");
  const items = (all?.kind === "list" && all.poison === undefined) || all?.kind === "tuple" ? all.items : null;
  if (items === null || items.some((item) => item.kind !== "string")) return (name) => !name.startsWith("_");
  const names = new Set(items.map((item) => (item.kind === "string" ? item.value : "")));
  return (name) => names.has(name);
}

function resolveName(
  machine: Machine,
  module: string,
  level: number,
  name: string,
  location: Location,
): Value | Missing {
  if (level === 0) {
    const path = joined(module, name);
    const value = machine.host.library.resolve(path) ?? machine.language.module(path);
    if (value !== undefined) return value;
    // A name that a known module lacks is not looked for in the project.
    const owner = machine.language.module(module);
    if (owner !== undefined) return machine.getAttribute(owner, name, location);
  }
  const owner = loadProjectModule(machine, module, level);
  if (isMissing(owner)) return owner;
  const fromModules = machine.packages.leavesToModules(owner.scope, name)
    ? loadProjectModule(machine, joined(module, name), level)
    : null;
  if (fromModules !== null && !isMissing(fromModules)) return fromModules;
  const member = moduleMember(machine, owner.scope, name);
  if (member !== undefined) return member;
  const submodule = fromModules ?? loadSubmodule(machine, module, name, level);
  return isMissing(submodule) ? lacks(machine, owner, name) : submodule;
}

/** A file of JavaScript holds no other one. */
function loadSubmodule(machine: Machine, module: string, name: string, level: number): ModuleValue | Missing {
  return isPath(module) ? { missing: null } : loadProjectModule(machine, joined(module, name), level);
}

/** As JavaScript names files: "./layers", "../models/resnet.js". */
function isPath(module: string): boolean {
  return /^\.{0,2}\//.test(module) || module === "." || module === "..";
}

function lacks(machine: Machine, owner: ModuleValue, name: string): Missing {
  const half = machine.running.has(owner.scope) ? " yet: the two files import each other" : "";
  return { missing: `the module ${owner.name} has no '${name}'${half}` };
}

function resolveModule(machine: Machine, module: string, level: number): Value | Missing {
  if (level > 0) return loadProjectModule(machine, module, level);
  return (
    machine.host.library.resolve(module) ?? machine.language.module(module) ?? loadProjectModule(machine, module, level)
  );
}

/** What `importlib.import_module(name)` gives; Unknown with the reason where there is no such module. */
export function importByName(machine: Machine, name: string, location: Location): Value {
  const value = resolveModule(machine, name, 0);
  return (isMissing(value) ? furtherModule(machine, name, 0) : undefined) ?? found(machine, value, name, location);
}

/** `a.b.c` is loaded as Python does it: a, then a.b, then a.b.c; a package's own file as far as it is needed. */
function loadProjectModule(machine: Machine, module: string, level: number): ModuleValue | Missing {
  if (isPath(module)) return loadOne(machine, module, level);
  const names = module.split(".");
  let loaded: ModuleValue | Missing = { missing: null };
  for (let count = 1; count <= names.length; count += 1) {
    loaded = loadOne(machine, names.slice(0, count).join("."), level);
    if (isMissing(loaded)) return loaded;
  }
  return loaded;
}

/** Runs a module of the project once; a module that is still running is seen as far as it got, as in Python. */
function loadOne(machine: Machine, module: string, level: number): ModuleValue | Missing {
  const request = { module, level, from: machine.activation.uri };
  const { shownAt } = machine.activation;
  if (shownAt !== null) {
    const bundled = machine.host.library.bundled?.(request);
    return bundled === undefined ? { missing: null } : loadModule(machine, bundled, module, shownAt);
  }
  const source = machine.host.readModule?.(request);
  if (source === undefined) return { missing: null };
  if ("missing" in source) return source;
  const { modules } = machine.host.limits;
  // The document itself is none of them.
  if (machine.scopes.size - machine.packages.size > modules && !machine.scopes.has(source.uri))
    return tooMany(machine, module, modules);
  return loadModule(machine, source, module, null);
}

function tooMany(machine: Machine, module: string, most: number): Missing {
  const missing = `the module ${module} is not read: a document brings in ${most} at most`;
  machine.moduleLeftOut ??= missing;
  return { missing };
}

/** Runs a module once. One of a library's own is `shownAt` the user's call that needs it. */
export function loadModule(
  machine: Machine,
  source: ModuleSource,
  module: string,
  shownAt: Location | null,
): ModuleValue {
  const name = module === "" ? "." : module;
  const scopes = shownAt === null ? machine.scopes : machine.bundledScopes;
  const known = scopes.get(source.uri);
  if (known !== undefined) return { kind: "module", name, scope: known };
  const scope = new Scope(null, "module", shownAt === null ? null : source.uri);
  scopes.set(source.uri, scope);
  if (shownAt === null) {
    machine.countModule(source.uri);
    machine.host.library.reads?.(source.uri, source.program);
  }
  scope.set("__name__", string(module));
  const value: ModuleValue = { kind: "module", name, scope };
  const start = (statements: readonly Statement[]): void => {
    run(machine, source.uri, statements, scope, shownAt);
  };
  if (source.isPackage !== true || !machine.packages.add(scope, source, start)) start(source.program.body);
  const holder = source.package === undefined ? undefined : machine.scopes.get(source.package);
  if (holder !== undefined && holder !== scope)
    machine.heap.apart(false, () => {
      machine.setName(holder, module.slice(module.lastIndexOf(".") + 1), value);
    });
  return value;
}

/** A module runs once for all paths: what it does at its top level is not joined with them, and no `try` outside catches it. */
function run(
  machine: Machine,
  uri: string,
  statements: readonly Statement[],
  scope: Scope,
  shownAt: Location | null,
): void {
  const { activation, handlers, place } = machine;
  const ground = machine.grounds.current;
  machine.grounds.startModule();
  machine.budget.checkCallDepth(activation.depth + 1);
  machine.activation = { ...topLevel(uri, shownAt), depth: activation.depth + 1 };
  machine.handlers = 0;
  machine.running.add(scope);
  machine.importedFrom.push(place);
  // Modules of a library's own change nothing but themselves.
  machine.heap.apart(shownAt !== null, () => {
    runTopLevel(machine, statements, scope);
  });
  machine.importedFrom.pop();
  machine.running.delete(scope);
  machine.handlers = handlers;
  machine.activation = activation;
  machine.place = place;
  machine.grounds.current = ground;
}

/** A module of the language's own library that stands behind those of the project. */
function furtherModule(machine: Machine, path: string, level: number): Value | undefined {
  return level === 0 ? machine.language.furtherModule(path) : undefined;
}

/** What an import binds: the value, or Unknown with the reason why there is none. */
function found(machine: Machine, value: Value | Missing, path: string, location: Location): Value {
  if (!isMissing(value)) return value;
  const why = value.missing ?? `the module ${path} is not known`;
  // Within `try`, an import that fails is what the handler is for.
  if (machine.handlers > 0) return machine.fail("ModuleNotFoundError", why, location);
  machine.missingImports.push(location);
  return unknown(why, location);
}

function joined(module: string, name: string): string {
  return module === "" ? name : `${module}.${name}`;
}
