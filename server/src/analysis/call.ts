/**
 * One call written on the command line: parsed by the language's own parser, held to a few forms, and evaluated in the scope
 * of the document. Literals, `Input(shape=…)`, construction (`Name(…)`, `new Name(…)`), parentheses, and then any chain of
 * `.attribute`, `.method(…)` and `[index]`.
 */
import type { Range } from "../../../protocol/source";
import { closest } from "../closest";
import type { Evaluation } from "../eval/evaluate";
import { describe } from "../values/describe";
import type { FunctionValue, Value } from "../values/value";
import type { Networks } from "../frameworks/roots/networks";
import { answersOf, reachedLimit } from "../frameworks/roots/root-model";
import type { RootModel } from "../frameworks/roots/root-model";
import { withNamedInputs } from "../syntax/input-calls";
import type { Parsers } from "../syntax/parser";
import type { Argument, Expression, Language, Name } from "../syntax/program";
import { parseDocument } from "../project/language";
import type { DocumentLanguage } from "../project/language";

/** What places in the text of the call go by. */
const CALL_URI = "--call";

/** A call that cannot be used: why, and where in its text, where that is known. */
export interface RefusedCall {
  readonly kind: "refused";
  readonly why: string;
  /** Zero-based. */
  readonly column: number | null;
}

export interface ParsedCall {
  readonly kind: "call";
  readonly text: string;
  readonly expression: Expression;
}

// ---------------------------------------------------------------- reading

export function parseCall(parsers: Parsers, text: string, language: DocumentLanguage): ParsedCall | RefusedCall {
  const example = language === "python" ? "resnet(depth=29, input_shape=(32, 32, 3))" : "resnet({depth: 29})";
  if (text.trim() === "") return refused(`write a call, for example ${example}`, null);
  // An object literal at the start would be a block.
  const program = parseDocument(parsers, text, language === "python" ? "python" : "typescript");
  const [error] = program.errors;
  if (error !== undefined) return refused(error.message, error.range);
  const [statement, ...others] = program.body;
  const second = others[0];
  if (second !== undefined) return refused("only one call can be given", second.range);
  if (statement?.kind !== "expression-statement")
    return refused(`this is no call; write one, for example ${example}`, statement?.range ?? null);
  const expression = language === "python" ? statement.expression : withNamedInputs(statement.expression);
  const wrong = firstWrong(expression, program.language);
  if (wrong !== null) return wrong;
  if (!isChain(expression)) return refused(`this is no call; write one, for example ${example}`, expression.range);
  return { kind: "call", text: text.trim().replace(/;$/, ""), expression };
}

function isChain(expression: Expression): boolean {
  return ["call", "attribute", "subscript"].includes(expression.kind);
}

/** The first place that is none of the forms allowed; null where all are. */
function firstWrong(expression: Expression, language: Language): RefusedCall | null {
  switch (expression.kind) {
    case "literal":
      return expression.type === "ellipsis" ? refused(`"…" is no value`, expression.range) : null;
    case "unary":
      return expression.operator === "-" || expression.operator === "+"
        ? firstWrong(expression.operand, language)
        : refused("only literals, Input(…) and constructions can be arguments", expression.range);
    case "sequence":
      return firstOf(expression.items.map((item) => firstWrong(item, language)));
    case "dictionary":
      return firstOf(
        expression.entries.map(({ key, value }) =>
          key === null
            ? refused("a spread is not allowed here", value.range)
            : (firstWrong(key, language) ?? firstWrong(value, language)),
        ),
      );
    case "call":
      return firstOf([
        headOf(expression.callee, language),
        ...expression.arguments.map((one) => wrongArgument(one, language)),
      ]);
    case "attribute":
    case "subscript":
      return headOf(expression, language);
    case "name":
      return refused(
        `the name ${expression.name} alone is no literal: write a literal, Input(…) or a construction like ${expression.name}(…)`,
        expression.range,
      );
    default:
      return refused(
        "only literals, Input(…), constructions and chains of .name, .method(…) and [index] are allowed",
        expression.range,
      );
  }
}

/** What is called, or what an attribute or an item is taken of: a name is allowed here. */
function headOf(expression: Expression, language: Language): RefusedCall | null {
  if (expression.kind === "name") return null;
  if (expression.kind === "attribute") return headOf(expression.object, language);
  if (expression.kind !== "subscript") return firstWrong(expression, language);
  const { index } = expression;
  const wrong =
    index.kind === "slice"
      ? firstOf(
          [index.start, index.stop, index.step].map((part) => (part === null ? null : firstWrong(part, language))),
        )
      : firstWrong(index, language);
  return headOf(expression.object, language) ?? wrong;
}

function wrongArgument({ form, value, range }: Argument, language: Language): RefusedCall | null {
  if (form === "spread" || form === "keyword-spread") return refused("a spread is not allowed here", range);
  if (value.kind === "assignment-expression")
    return refused("JavaScript has no named arguments: give them in order, or as an object literal", range);
  return firstWrong(value, language);
}

function firstOf(found: readonly (RefusedCall | null)[]): RefusedCall | null {
  return found.find((one) => one !== null) ?? null;
}

// ---------------------------------------------------------------- evaluating

/** The model that the call gives in the module's scope, or each of those that it gives. */
export function rootsOfCall(
  evaluation: Evaluation,
  { expression, text }: ParsedCall,
  { inputShape, networks }: { readonly inputShape: readonly number[] | null; readonly networks: Networks },
): readonly RootModel[] | RefusedCall {
  const own = new Map(evaluation.scope.entries());
  const names = new Map<string, Value>();
  for (const [name, value] of networks.library.inputNames ?? []) if (!own.has(name)) names.set(name, value);
  const missing = namesIn(expression).find(({ name }) => !isThere(evaluation, name) && !names.has(name));
  if (missing !== undefined) return refused(unknownName(missing.name, own.keys()), missing.range);
  const target = calledFunction(expression, evaluation);
  const location = definitionOf(expression, evaluation) ?? { uri: CALL_URI, range: expression.range };
  return evaluation.run({ kind: "expression", expression, uri: CALL_URI, names, inputShape }, (finished) => {
    const { value, problems, assumptions } = finished;
    const answers = answersOf(finished, { name: text, target, networks, inputShape });
    if (answers.length === 0 || isPlainlyUnknown(value)) return refused(notAModel(text, value), null);
    return answers.map(({ name, network, whole }) => ({
      id: name,
      name,
      location,
      network,
      partial: !whole || reachedLimit(finished),
      problems,
      assumptions,
      calledAt: null,
      otherwise: null,
      unlessImage: null,
    }));
  });
}

/** The function, or the method of a class of the file, of which the call is one. */
function calledFunction(expression: Expression, { scope }: Evaluation): FunctionValue | null {
  if (expression.kind !== "call") return null;
  const { callee } = expression;
  if (callee.kind === "name") return functionIn(scope.lookUp(callee.name));
  if (callee.kind !== "attribute") return null;
  const owner = callee.object.kind === "call" ? callee.object.callee : callee.object;
  const value = owner.kind === "name" ? scope.lookUp(owner.name) : undefined;
  return value?.kind === "class" ? functionIn(value.members.get(callee.name)) : null;
}

function functionIn(value: Value | undefined): FunctionValue | null {
  if (value?.kind === "descriptor") return functionIn(value.function);
  return value?.kind === "function" ? value : null;
}

/** An error of the call itself says more than a network of nothing but an unknown layer. */
function isPlainlyUnknown(value: Value): boolean {
  return value.kind === "unknown" && (value.tensors ?? []).length === 0;
}

function isThere({ scope }: Evaluation, name: string): boolean {
  // A star import may have brought any name.
  return (
    scope.lookUp(name) !== undefined || scope.starImports.length > 0 || scope.missingStars.length > 0 || name === "tf"
  );
}

function unknownName(name: string, names: Iterable<string>): string {
  const all = [...names].filter((one) => !one.startsWith("__"));
  const near = closest(name, all);
  return `there is no ${name} in this file${near === null ? "" : `; did you mean ${near}?`}`;
}

function notAModel(text: string, value: Value): string {
  if (value.kind === "unknown") return `${text} gives no model: ${value.why}`;
  if (value.kind === "model") return `${text} gives a model without layers`;
  return `${text} gives no model but ${describe(value)}`;
}

/** The names that calls and chains begin with. */
function namesIn(expression: Expression): readonly Name[] {
  switch (expression.kind) {
    case "name":
      return [expression];
    case "attribute":
      return namesIn(expression.object);
    case "subscript":
      return [...namesIn(expression.object), ...namesIn(expression.index)];
    case "call":
      return [...namesIn(expression.callee), ...expression.arguments.flatMap(({ value }) => namesIn(value))];
    case "sequence":
      return expression.items.flatMap(namesIn);
    case "dictionary":
      return expression.entries.flatMap(({ value }) => namesIn(value));
    default:
      return [];
  }
}

/** The function or class that the call begins with. */
function definitionOf(expression: Expression, { scope }: Evaluation): RootModel["location"] | null {
  const [first] = namesIn(expression);
  const value = first === undefined ? undefined : scope.lookUp(first.name);
  return value?.kind === "function" || value?.kind === "class" ? value.location : null;
}

function refused(why: string, range: Range | null): RefusedCall {
  return { kind: "refused", why, column: range === null ? null : range.start.character };
}
