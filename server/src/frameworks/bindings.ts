/** Which variables the top level of a module binds, and where. */
import type { Range } from "../../../protocol/source";
import type { Assignment, ClassDeclaration, FunctionDeclaration, Program, Statement } from "../syntax/program";

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

/** The definition whose name stands at the place; null where it is no function of the module itself. */
export function topLevelFunction(program: Program, name: Range): FunctionDeclaration | null {
  for (const statement of topLevelStatements(program.body)) {
    if (statement.kind === "function" && isSameStart(statement.nameRange, name)) return statement;
  }
  return null;
}

/** The class whose name stands at the place; null where it is none of the module itself. */
export function topLevelClass(program: Program, name: Range): ClassDeclaration | null {
  for (const statement of topLevelStatements(program.body)) {
    if (statement.kind === "class" && isSameStart(statement.nameRange, name)) return statement;
  }
  return null;
}

function isSameStart(left: Range, right: Range): boolean {
  return left.start.line === right.start.line && left.start.character === right.start.character;
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
