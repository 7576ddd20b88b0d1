import type { Import, ImportedName } from "../syntax/program";
import type { Location } from "../../../protocol/source";
import { topLevel } from "./machine";
import type { Machine } from "./machine";
import { unknown } from "./read";
import { Scope } from "./scope";
import { executeBlock } from "./statements";
import type { Value } from "./values";

/** Binds what an import names: of a library, of the language's own modules, of the project; or Unknown with the reason. */
export function executeImport(machine: Machine, statement: Import, scope: Scope): void {
  const location = machine.location(statement.range);
  if (statement.names !== null) {
    for (const name of statement.names) importName(machine, statement, name, scope, location);
    return;
  }
  const [first = statement.module] = statement.module.split(".");
  const isWhole = statement.alias !== null;
  const value = resolveModule(machine, isWhole ? statement.module : first, statement.level);
  const name = statement.alias ?? first;
  machine.setName(scope, name, value ?? notFound(machine, statement.module, location));
}

function importName(
  machine: Machine,
  statement: Import,
  imported: ImportedName,
  scope: Scope,
  location: Location,
): void {
  if (imported.name === "*") {
    importEverything(machine, statement, scope);
    return;
  }
  const value = resolveName(machine, statement.module, statement.level, imported.name, location);
  machine.setName(
    scope,
    imported.alias ?? imported.name,
    value ?? notFound(machine, joined(statement.module, imported.name), machine.location(imported.range)),
  );
}

function importEverything(machine: Machine, statement: Import, scope: Scope): void {
  const module = resolveModule(machine, statement.module, statement.level);
  if (module?.kind === "module") {
    for (const [name, value] of module.scope.entries()) if (!name.startsWith("_")) machine.setName(scope, name, value);
    return;
  }
  const { starImports } = scope.module;
  if (!starImports.includes(statement.module)) starImports.push(statement.module);
}

function resolveName(
  machine: Machine,
  module: string,
  level: number,
  name: string,
  location: Location,
): Value | undefined {
  if (level === 0) {
    const path = joined(module, name);
    const found = machine.host.library.resolve(path) ?? machine.language.module(path);
    if (found !== undefined) return found;
    // A name that a known module lacks is not looked for in the project.
    const owner = machine.language.module(module);
    if (owner !== undefined) return machine.getAttribute(owner, name, location);
  }
  const owner = loadProjectModule(machine, module, level);
  if (owner?.kind === "module") {
    const found = owner.scope.own(name);
    if (found !== undefined) return found;
  }
  return loadProjectModule(machine, joined(module, name), level);
}

function resolveModule(machine: Machine, module: string, level: number): Value | undefined {
  if (level > 0) return loadProjectModule(machine, module, level);
  return (
    machine.host.library.resolve(module) ?? machine.language.module(module) ?? loadProjectModule(machine, module, level)
  );
}

/** Runs a module of the project once; a module that is still running is seen as far as it got, as in Python. */
function loadProjectModule(machine: Machine, module: string, level: number): Value | undefined {
  const source = machine.host.readModule?.({ module, level, from: machine.activation.uri });
  if (source === undefined) return undefined;
  const known = machine.scopes.get(source.uri);
  if (known !== undefined) return { kind: "module", name: module, scope: known };
  const scope = new Scope(null, "module");
  machine.scopes.set(source.uri, scope);
  scope.set("__name__", { kind: "string", value: module });
  const { activation, place } = machine;
  machine.budget.checkCallDepth(activation.depth + 1);
  machine.activation = { ...topLevel(source.uri), depth: activation.depth + 1 };
  executeBlock(machine, source.program.body, scope);
  machine.activation = activation;
  machine.place = place;
  return { kind: "module", name: module, scope };
}

function notFound(machine: Machine, path: string, location: Location): Value {
  // Within `try`, an import that fails is what the handler is for.
  if (machine.handlers > 0) return machine.fail("ModuleNotFoundError", `the module ${path} is not known`, location);
  return unknown(`the module ${path} is not known`, location);
}

function joined(module: string, name: string): string {
  return module === "" ? name : `${module}.${name}`;
}
