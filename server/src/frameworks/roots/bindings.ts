/** Which variables the top level of a module binds, and where. */
import type { Range } from "../../../../protocol/source";
import type { FunctionValue } from "../../values/value";
import type { Assignment, ClassDeclaration, FunctionDeclaration, Program, Statement } from "../../syntax/program";

export interface Binding {
  readonly name: string;
  /** Place of the name. */
  readonly range: Range;
  /** Place of the value. */
  readonly value: Range;
  /** Place of the whole assignment. */
  readonly statement: Range;
}

/** Assignments to one name, also inside `if`, loops, `with` and `try`, but not inside functions and classes. */
export function topLevelBindings(program: Program): readonly Binding[] {
  return topLevelStatements(program.body).flatMap((statement) =>
    statement.kind === "assignment" ? bindingsOf(statement) : [],
  );
}

/** The definitions of the module itself, by the places of their names: asked for each of a thousand functions, so the module is read once. */
export class TopLevelDefinitions {
  private readonly definitions = new Map<string, FunctionDeclaration | ClassDeclaration>();

  constructor(program: Program) {
    for (const statement of topLevelStatements(program.body))
      if (statement.kind === "function" || statement.kind === "class")
        this.definitions.set(keyOf(statement.nameRange), statement);
  }

  functionAt(name: Range): FunctionDeclaration | null {
    const found = this.definitions.get(keyOf(name));
    return found?.kind === "function" ? found : null;
  }

  classAt(name: Range): ClassDeclaration | null {
    const found = this.definitions.get(keyOf(name));
    return found?.kind === "class" ? found : null;
  }
}

function keyOf({ start }: Range): string {
  return `${start.line}:${start.character}`;
}

/** Simple statements and definitions that run with the module, those within compound statements included. */
export function topLevelStatements(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) => {
    switch (statement.kind) {
      case "if":
        return topLevelStatements([...statement.then, ...statement.otherwise]);
      case "for-each":
      case "while":
        return topLevelStatements([...statement.body, ...statement.otherwise]);
      case "with":
        return topLevelStatements(statement.body);
      case "try":
        return topLevelStatements([...statement.body, ...statement.otherwise, ...statement.finally]);
      case "match":
        return topLevelStatements(statement.cases.flatMap((one) => one.body));
      default:
        return [statement];
    }
  });
}

/** Of `model, base = build()` each name, in order. */
function bindingsOf({ targets, value, range: statement }: Assignment): readonly Binding[] {
  if (value === null) return [];
  return targets.flatMap((target) => {
    const names = target.kind === "sequence-target" ? target.items : [target];
    return names.flatMap((one) =>
      one.kind === "name" ? [{ name: one.name, range: one.range, value: value.range, statement }] : [],
    );
  });
}

export function isStatements(body: FunctionValue["body"]): body is readonly Statement[] {
  return Array.isArray(body);
}
