/** Which variables the top level of a module binds, and where. */
import type { Range } from "../../../protocol/source";
import type { Assignment, Program, Statement } from "../syntax/program";

export interface Binding {
  readonly name: string;
  /** Place of the name. */
  readonly range: Range;
  /** Place of the value. */
  readonly value: Range;
}

/** Assignments to one name, also inside `if`, loops, `with` and `try`, but not inside functions and classes. */
export function topLevelBindings(program: Program): readonly Binding[] {
  return program.body.flatMap(bindingsOf);
}

function bindingsOf(statement: Statement): readonly Binding[] {
  switch (statement.kind) {
    case "assignment":
      return bindingOfAssignment(statement);
    case "if":
      return [...statement.then, ...statement.otherwise].flatMap(bindingsOf);
    case "for-each":
    case "while":
      return [...statement.body, ...statement.otherwise].flatMap(bindingsOf);
    case "with":
      return statement.body.flatMap(bindingsOf);
    case "try":
      return [...statement.body, ...statement.otherwise, ...statement.finally].flatMap(bindingsOf);
    default:
      return [];
  }
}

/** Of `model, base = build()` the first name: a model stands first where several things are returned. */
function bindingOfAssignment({ targets, value }: Assignment): readonly Binding[] {
  if (value === null) return [];
  return targets.flatMap((target) => {
    const first = target.kind === "sequence-target" ? target.items[0] : target;
    return first?.kind === "name" ? [{ name: first.name, range: first.range, value: value.range }] : [];
  });
}
