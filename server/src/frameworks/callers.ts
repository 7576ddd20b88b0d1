/** Functions of a file that may call others, and the calls that they make although nobody gives them their own arguments. */
import type { Evaluation, WatchedCall } from "../eval/evaluate";
import { unknown } from "../eval/read";
import type { FunctionValue, Value } from "../eval/values";
import type { Statement } from "../syntax/program";
import { mentions } from "./call-sites";
import { missing } from "./function-arguments";
import { literalText } from "./literals";

/** Runs of functions that may call one that has no model yet. */
const CALLERS_TRIED = 24;

/** Functions of the module itself: not imported, not nested, not methods, not lambdas. */
export function ownFunctions(evaluation: Evaluation, uri: string): readonly FunctionValue[] {
  const own = new Set<FunctionValue>();
  for (const [, value] of evaluation.scope.entries()) if (isOwn(value, evaluation, uri)) own.add(value);
  return [...own];
}

function isOwn(value: Value, { scope }: Evaluation, uri: string): value is FunctionValue {
  if (value.kind !== "function" || value.isGenerator || !isStatements(value.body)) return false;
  return value.closure === scope && value.location.uri === uri;
}

export function ownMethods({ scope }: Evaluation, uri: string): readonly FunctionValue[] {
  const classes = [...scope.entries()].flatMap(([, value]) => (value.kind === "class" ? [value] : []));
  return classes
    .filter(({ location }) => location.uri === uri)
    .flatMap(({ members }) => [...members.values()])
    .flatMap((value) => (value.kind === "function" && isStatements(value.body) ? [value] : []));
}

export function isStatements(body: FunctionValue["body"]): body is readonly Statement[] {
  return Array.isArray(body);
}

/** Calls of watched functions that these make when their own arguments are not known. */
export function callsThrough(
  evaluation: Evaluation,
  callers: readonly FunctionValue[],
  names: ReadonlySet<string>,
): readonly WatchedCall[] {
  return callers
    .filter(({ body }) => isStatements(body) && mentions(body, names))
    .slice(0, CALLERS_TRIED)
    .flatMap((value) => {
      const given = new Map(missing(value).map((name) => [name, nobodys(value, name)] as const));
      const { calls } = evaluation.callFunction(value, given, [], null);
      return calls.filter(({ target }) => target !== value);
    });
}

function nobodys(value: FunctionValue, name: string): Value {
  return unknown(`the parameter '${name}' of ${value.name}, which nothing gives a value`, value.location);
}

/** Calls of watched functions in a whole file, of those with literals: another evaluation can use them. */
export function callsMade(evaluation: Evaluation, uri: string, names: readonly string[]): readonly WatchedCall[] {
  const callers = [...ownFunctions(evaluation, uri), ...ownMethods(evaluation, uri)];
  const calls = [...evaluation.calls, ...callsThrough(evaluation, callers, new Set(names))];
  return calls.flatMap((call) => {
    if (call.given === null) return [];
    const portable = [...call.given].map(([name, value]) => [name, portableValue(value, call)] as const);
    return [{ ...call, given: new Map(portable), result: null }];
  });
}

/** What belongs to the other evaluation is not known in this one. */
function portableValue(value: Value, { frames, target }: WatchedCall): Value {
  if (value.kind === "unknown" || literalText(value, "python") !== null) return value;
  return unknown("a value of another file that is no literal", frames[0]?.location ?? target.location);
}
