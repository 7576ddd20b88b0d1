/**
 * The numbers of a source that may decide what a network costs: those that give the model's function its arguments, the
 * sizes of inputs, and the module's constants. Whether one of them really moves a model is for an evaluation to say.
 */
import { comparePositions, containsRange } from "../../../protocol/source";
import type { Location, Position, Range } from "../../../protocol/source";
import { topLevelStatements } from "../frameworks/roots/bindings";
import { inputForm } from "../frameworks/roots/input-parameters";
import { directiveFor } from "../syntax/directives";
import type { Argument, Call, Expression, Literal, Parameter, Program, Statement } from "../syntax/program";
import { callsOf, isSame, textAt } from "./source-search";
import type { TextEdit } from "./source-search";

/** A number as it stands in the text. */
export interface NumberPlace {
  readonly range: Range;
  readonly value: number;
  readonly text: string;
}

/** One number to its author: a parameter, a constant, or the edges of an input, which move together. */
export interface SourceNumber {
  readonly name: string;
  /** The first one says the value. */
  readonly places: readonly [NumberPlace, ...NumberPlace[]];
}

export interface ModelPlace {
  /** Of the name that the model goes by. */
  readonly location: Location;
  /** The call that gives its function the arguments. */
  readonly calledAt: Location | null;
}

/** In the order in which an author thinks of them; of several that give one parameter its value, the one that counts. */
export function sourceNumbers(
  program: Program,
  text: string,
  { location, calledAt }: ModelPlace,
): readonly SourceNumber[] {
  const statement = statementAt(program, location.range.start);
  const directive = statement === null ? null : directiveFor(program, statement.range);
  const calls = callsOf(program);
  const called = calledAt?.uri === location.uri ? calls.filter(({ range }) => isSame(range, calledAt.range)) : [];
  const own =
    statement?.kind === "assignment" ? calls.filter((call) => containsRange(statement.range, call.range)) : [];
  const bound = own.filter((call) => definitionsOf(program, call).length > 0);
  const givenByCalls = [...called, ...bound].flatMap((call) => callArguments(program, call));
  const definitions = [
    ...(statement === null ? [] : [statement]),
    ...bound.flatMap((call) => definitionsOf(program, call)),
  ];
  const written: Written[] = [
    ...firstOfEach([
      ...(directive?.arguments ?? []).flatMap(({ name, value }) => (name === null ? [] : [{ name, value }])),
      ...givenByCalls,
      ...definitions.flatMap(defaultsOf),
    ]),
    ...calls.flatMap(inputSizes),
    ...constantsOf(program),
  ];
  return named(written.flatMap((one) => numberOf(one, text)));
}

interface Written {
  readonly name: string;
  readonly value: Expression;
}

/** What stands further left in the list wins, as it does where the model is evaluated. */
function firstOfEach(written: readonly Written[]): readonly Written[] {
  const seen = new Set<string>();
  return written.filter(({ name }) => !seen.has(name) && seen.add(name));
}

// ---------------------------------------------------------------- definitions

/** The innermost definition or assignment at the position. */
function statementAt(program: Program, position: Position): Statement | null {
  const statements = topLevelStatements(program.body).flatMap((one) =>
    one.kind === "class" ? [one, ...one.body] : [one],
  );
  return (
    statements.findLast(
      ({ range: { start, end } }) => comparePositions(start, position) <= 0 && comparePositions(position, end) <= 0,
    ) ?? null
  );
}

/** The document's own function or class that is called. */
function definitionsOf(program: Program, { callee }: Call): readonly Statement[] {
  if (callee.kind !== "name") return [];
  const { name } = callee;
  return topLevelStatements(program.body).filter(
    (one) => (one.kind === "function" || one.kind === "class") && one.name === name,
  );
}

const CONSTRUCTORS = new Set(["__init__", "constructor"]);

function parametersOf(statement: Statement): readonly Parameter[] {
  if (statement.kind === "function") return statement.parameters;
  if (statement.kind !== "class") return [];
  const constructor = statement.body.find((member) => member.kind === "function" && CONSTRUCTORS.has(member.name));
  return constructor?.kind === "function" ? constructor.parameters : [];
}

function defaultsOf(statement: Statement): readonly Written[] {
  return parametersOf(statement).flatMap(({ target, default: value }) => {
    if (target.kind === "name") return value === null ? [] : [{ name: target.name, value }];
    if (target.kind !== "object-target") return [];
    return target.entries.flatMap((entry) =>
      entry.default === null ? [] : [{ name: entry.key, value: entry.default }],
    );
  });
}

/** Names and tuples that the module gives a value once. */
function constantsOf(program: Program): readonly Written[] {
  const found = topLevelStatements(program.body).flatMap((statement): readonly Written[] => {
    if (statement.kind !== "assignment" || statement.value === null || statement.targets.length !== 1) return [];
    const [target] = statement.targets;
    return target?.kind === "name" ? [{ name: target.name, value: statement.value }] : [];
  });
  return found.filter(({ name }) => found.filter((other) => other.name === name).length === 1);
}

// ---------------------------------------------------------------- calls

/** What a call gives, by the names of the parameters. */
function callArguments(program: Program, call: Call): readonly Written[] {
  const [definition] = definitionsOf(program, call);
  const parameters = definition === undefined ? [] : parametersOf(definition);
  const skipped = definition?.kind === "class" && program.language === "python" ? 1 : 0;
  return call.arguments.flatMap((argument, index) => {
    const parameter = parameters[index + skipped]?.target;
    const name = argument.name ?? (parameter?.kind === "name" ? parameter.name : null);
    return [...entriesOf(argument), ...(name === null ? [] : [{ name, value: argument.value }])];
  });
}

/** `{depth: 3}` gives arguments by name in JavaScript. */
function entriesOf({ value }: Argument): readonly Written[] {
  if (value.kind !== "dictionary") return [];
  return value.entries.flatMap(({ key, value: entry }) =>
    key?.kind === "literal" && typeof key.value === "string" ? [{ name: key.value, value: entry }] : [],
  );
}

const SIZES = /^(shape|(batch_?)?(input_?)?shape)$/i;
const INPUTS = /^(Input|InputLayer|input)$/;

/** `Input(shape=(32, 32, 3))`, `Input((32, 32, 3))`, `Conv2D(…, input_shape=…)`, `tf.input({shape: …})`. */
function inputSizes({ callee, arguments: given }: Call): readonly Written[] {
  const name = callee.kind === "name" || callee.kind === "attribute" ? callee.name : "";
  const isInput = INPUTS.test(name);
  return given.flatMap((argument, index) => {
    const named: readonly Written[] = [
      ...entriesOf(argument),
      ...(argument.name === null ? [] : [{ name: argument.name, value: argument.value }]),
    ];
    const sizes = named.filter((one) => SIZES.test(one.name) && (isInput || !/^shape$/i.test(one.name)));
    const first = isInput && index === 0 && argument.name === null ? [argument.value] : [];
    return [...sizes.map(({ value }) => value), ...first].map((value) => ({ name: INPUT_SIZE, value }));
  });
}

const INPUT_SIZE = "input size";

// ---------------------------------------------------------------- numbers

function numberOf({ name, value }: Written, text: string): readonly SourceNumber[] {
  const places = literalsIn(name, value).flatMap((literal) => placeOf(literal, text));
  const [first, ...others] = places;
  return first === undefined ? [] : [{ name, places: [first, ...others] }];
}

/** A number, or the edges of a shape. */
function literalsIn(name: string, value: Expression): readonly Expression[] {
  if (value.kind === "literal") return [value];
  if (value.kind !== "sequence" || value.type === "set") return [];
  const isShape = name === INPUT_SIZE || SIZES.test(name) || inputForm(name) === "shape" || /(shape|size)$/i.test(name);
  if (!isShape) return [];
  const { items } = value;
  const [first, second, third] = items;
  const isBatched = first?.kind === "literal" && (first.type === "none" || (items.length === 4 && first.value === 1));
  if (isBatched) return edges(items.slice(1));
  // Two numbers are an image's where the name says size, a sequence's steps and channels where it says shape.
  if (items.length === 2) return /(size|dims)$/i.test(name) ? items : items.slice(0, 1);
  if (items.length === 3 && isSmall(first) && !isSmall(second) && !isSmall(third)) return items.slice(1);
  return edges(items);
}

/** All but the channels, which stand last. */
function edges(items: readonly Expression[]): readonly Expression[] {
  return items.length > 1 ? items.slice(0, -1) : items;
}

/** So few are channels rather than pixels. */
const FEW = 4;

function isSmall(item: Expression | undefined): boolean {
  return item?.kind === "literal" && typeof item.value === "number" && item.value <= FEW;
}

/** A positive number that the text holds in just these digits. */
function placeOf(literal: Expression, text: string): readonly NumberPlace[] {
  if (literal.kind !== "literal" || typeof literal.value !== "number" || literal.value <= 0) return [];
  const { range, value } = literal;
  const digits = textAt(text, range);
  return /^\d+(\.\d*)?$|^\.\d+$/.test(digits) && Number(digits) === value ? [{ range, value, text: digits }] : [];
}

/** Each place once, under a name of its own. */
function named(numbers: readonly SourceNumber[]): readonly SourceNumber[] {
  const found: SourceNumber[] = [];
  for (const number of numbers) {
    const [{ range }] = number.places;
    if (found.some(({ places }) => places.some((place) => isSame(place.range, range)))) continue;
    const isTaken = found.some(({ name }) => name === number.name);
    found.push(isTaken ? { ...number, name: `${number.name} (line ${range.start.line + 1})` } : number);
  }
  return found;
}

/** The edits that give the number another value; further edges keep their ratio to the first. */
export function numberEdits({ places }: SourceNumber, value: number): readonly TextEdit[] {
  const [{ value: old }] = places;
  return places.map((place) => ({ range: place.range, text: written(place, (place.value * value) / old) }));
}

/** An integer stays one, and so does a number with a decimal point. */
function written({ text }: NumberPlace, value: number): string {
  if (!text.includes(".")) return String(Math.max(1, Math.round(value)));
  const digits = String(Number(value.toFixed(DECIMALS)));
  return digits.includes(".") ? digits : `${digits}.0`;
}

const DECIMALS = 6;

/** The Program of the text after edits of its numbers: what parsing the edited text gives, but for the columns of what follows. */
export function withNumbers(program: Program, edits: readonly TextEdit[]): Program {
  return replaced(program, (literal) => {
    const edit = edits.find(({ range }) => isSame(range, literal.range));
    if (edit === undefined) return literal;
    const value = Number(edit.text);
    const isFloat = program.language === "python" ? edit.text.includes(".") : !Number.isSafeInteger(value);
    return { ...literal, type: isFloat ? "float" : "integer", value };
  });
}

/** Each number in its place. What holds none that changes is shared with the Program it came from. */
function replaced<T>(data: T, change: (literal: Literal) => Literal): T;
function replaced(data: unknown, change: (literal: Literal) => Literal): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (isNumber(data)) return change(data);
  const changed = Object.entries(data).flatMap(([key, part]: [string, unknown]) => {
    const next = isPlace(key) ? part : replaced(part, change);
    return next === part ? [] : [[key, next] as const];
  });
  if (changed.length === 0) return data;
  return Object.assign(
    Array.isArray(data) ? [...(data as readonly unknown[])] : { ...data },
    Object.fromEntries(changed),
  );
}

function isPlace(key: string): boolean {
  return key === "range" || key === "nameRange";
}

function isNumber(node: object): node is Literal {
  return "kind" in node && node.kind === "literal" && "value" in node && typeof node.value === "number";
}
