/** The statements within statements. */
import type { Statement } from "./program";

/** Blocks of a compound statement; null for a simple one. */
export function blocksOf(statement: Statement): readonly (readonly Statement[])[] | null {
  switch (statement.kind) {
    case "function":
    case "class":
    case "with":
      return [statement.body];
    case "if":
      return [statement.then, statement.otherwise];
    case "for-each":
    case "while":
      return [statement.body, statement.otherwise];
    case "try":
      return [
        statement.body,
        ...statement.handlers.map((handler) => handler.body),
        statement.otherwise,
        statement.finally,
      ];
    case "match":
      return statement.cases.map((one) => one.body);
    default:
      return null;
  }
}
