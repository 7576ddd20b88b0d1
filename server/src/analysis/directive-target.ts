/** The definition that a `latency:` comment speaks of, read from the source alone: it need not be evaluated for that. */
import type { Position, Range } from "../../../protocol/source";
import { topLevelStatements } from "../frameworks/roots/bindings";
import type { Expression, Language, Parameter, Program, Statement } from "../syntax/program";

export interface DirectiveTarget {
  readonly kind: "function" | "class" | "variable" | "import";
  readonly name: string;
  /** Of the statement, decorators left out. */
  readonly range: Range;
  /** What the definition takes, the receiver of a method left out. */
  readonly parameters: readonly TargetParameter[];
  /** True where it takes any name. */
  readonly takesAny: boolean;
}

export interface TargetParameter {
  readonly name: string;
  readonly default: Expression | null;
}

/** Null for a statement that no such comment can speak of. */
export function targetOf(program: Program, statement: Statement): DirectiveTarget | null {
  for (const one of topLevelStatements(program.body)) {
    if (one === statement) return describe(one, program.language);
    if (one.kind !== "class") continue;
    const method = one.body.find((member) => member === statement);
    if (method?.kind === "function") return ofFunction(method, isBound(method, program.language) ? 1 : 0);
  }
  return null;
}

/** The definition whose name stands at the position; null where there is none. */
export function targetAt(program: Program, position: Position): DirectiveTarget | null {
  const statements = topLevelStatements(program.body).flatMap((one) =>
    one.kind === "class" ? [one, ...one.body] : [one],
  );
  // The innermost one stands last.
  const around = statements.filter(({ range }) => isWithin(range, position));
  const found = around.map((statement) => targetOf(program, statement)).filter((target) => target !== null);
  return found.at(-1) ?? null;
}

function describe(statement: Statement, language: Language): DirectiveTarget | null {
  switch (statement.kind) {
    case "function":
      return ofFunction(statement, 0);
    case "class": {
      const name = language === "python" ? "__init__" : "constructor";
      const constructor = statement.body.find((member) => member.kind === "function" && member.name === name);
      const own =
        constructor?.kind === "function"
          ? ofFunction(constructor, language === "python" ? 1 : 0)
          : { parameters: [], takesAny: statement.bases.length > 0 };
      return { ...own, kind: "class", name: statement.name, range: statement.range };
    }
    case "assignment": {
      const [target] = statement.targets;
      const first = target?.kind === "sequence-target" ? target.items[0] : target;
      if (first?.kind !== "name") return null;
      return { kind: "variable", name: first.name, range: statement.range, parameters: [], takesAny: false };
    }
    case "import":
      return { kind: "import", name: "an import", range: statement.range, parameters: [], takesAny: true };
    default:
      return null;
  }
}

type FunctionStatement = Extract<Statement, { kind: "function" }>;

function ofFunction(statement: FunctionStatement, skipped: number): DirectiveTarget {
  const parameters = statement.parameters.slice(skipped);
  return {
    kind: "function",
    name: statement.name,
    range: statement.range,
    parameters: parameters.flatMap(named),
    takesAny: parameters.some(({ form }) => form === "keyword-rest"),
  };
}

function named(parameter: Parameter): readonly TargetParameter[] {
  const { form, target } = parameter;
  if (form === "rest" || form === "keyword-rest" || target.kind !== "name") return [];
  return [{ name: target.name, default: parameter.default }];
}

function isBound({ decorators }: FunctionStatement, language: Language): boolean {
  const isStatic = decorators.some((one) => one.kind === "name" && one.name === "staticmethod");
  return language === "python" && !isStatic;
}

function isWithin({ start, end }: Range, { line, character }: Position): boolean {
  const isAfter = start.line < line || (start.line === line && start.character <= character);
  return isAfter && (line < end.line || (line === end.line && character <= end.character));
}
