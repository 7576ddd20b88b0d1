/**
 * Values for parameters that neither the author nor a call says: the parameter's own default, what the class that calls has by
 * default, a likely value by the name. Each that a figure rests on is an assumption.
 */
import type { Assumption } from "../../../../protocol/report";
import type { Location } from "../../../../protocol/source";
import { unknown } from "../../values/make";
import type { FunctionValue, Value } from "../../values/value";
import type { Language, Parameter } from "../../syntax/program";
import { assumedText, isClasses, isOwnName, likelyValue } from "./assumed-inputs";
import { choosesBy } from "./call-sites";
import { isKnown, missing } from "./function-arguments";
import { inputForm } from "./input-parameters";
import { literalText } from "./literals";
import type { ClassDefaults } from "./root-model";

export interface GuessedArguments {
  readonly values: ReadonlyMap<string, Value>;
  readonly assumptions: readonly Assumption[];
  /** Parameters whose names say nothing: their values are Unknown. */
  readonly open: readonly string[];
  /** Whether the size of an image is nothing but likely. */
  readonly isSizeGuessed: boolean;
}

export interface Said {
  /** By name; what is not known among them is guessed, too. */
  readonly given: ReadonlyMap<string, Value>;
  /** Names that the directive gives: those are left to it. */
  readonly written: ReadonlySet<string | null>;
  readonly classDefaults: ClassDefaults;
}

export function guess(target: FunctionValue, said: Said, language: Language): GuessedArguments {
  const { given, written } = said;
  const values = new Map(given);
  const assumptions: Assumption[] = [];
  const open: string[] = [];
  let isSizeGuessed = false;
  const unclear = [...missing(target), ...[...given.keys()].filter((name) => parameterOf(target, name) !== undefined)];
  for (const name of new Set(unclear)) {
    if (isKnown(given.get(name)) || written.has(name)) continue;
    const location = placeOf(target, name);
    const found = sourceOf(target, name, said, language);
    if (found === null) {
      open.push(name);
      values.set(name, unknown(`the parameter '${name}' of ${target.name}, which nothing gives a value`, location));
      continue;
    }
    if (found.value === null) values.delete(name);
    else values.set(name, found.value);
    const isSize = inputForm(name) !== null;
    isSizeGuessed ||= isSize && found.isByName;
    if (!found.isHarmless)
      assumptions.push({ ...found.assumption, location, ...(isSize ? { code: "input-size" } : {}) });
  }
  return { values, assumptions, open, isSizeGuessed };
}

function parameterOf(target: FunctionValue, name: string): Parameter | undefined {
  return target.parameters.find(({ target: one }) => one.kind === "name" && one.name === name);
}

function placeOf(target: FunctionValue, name: string): Location {
  return { uri: target.location.uri, range: parameterOf(target, name)?.range ?? target.location.range };
}

interface Found {
  /** Null leaves the parameter to its default. */
  readonly value: Value | null;
  readonly assumption: Pick<Assumption, "message" | "short">;
  /** Where no figure rests on it. */
  readonly isHarmless: boolean;
  readonly isByName: boolean;
}

function sourceOf(target: FunctionValue, name: string, { classDefaults }: Said, language: Language): Found | null {
  const likely = likelyValue(name, namesOf(target), language);
  const isHarmless = likely?.isHarmless === true;
  const assumption = (value: Value, why: string): Found["assumption"] => ({
    message: `${name} of ${target.name} is ${literalText(value, language) ?? "of some kind"}, ${why}`,
    short: assumedText(name, value, language),
  });
  const own = parameterOf(target, name);
  const written = own === undefined ? undefined : target.defaults.get(own);
  if (written !== undefined && isKnown(written) && saysSomething(name, written))
    return { value: null, assumption: assumption(written, OWN_DEFAULT), isHarmless, isByName: false };
  const inherited = classDefaults.get(name);
  if (inherited !== undefined) {
    const why = `as ${inherited.class} has it by default`;
    return { value: inherited.value, assumption: assumption(inherited.value, why), isHarmless, isByName: false };
  }
  if (likely === null || (isOwnName(name) && choosesBy(target.body, name))) return null;
  return {
    value: likely.value,
    assumption: assumption(likely.value, "because of its name"),
    isHarmless,
    isByName: true,
  };
}

const OWN_DEFAULT = "its default, since the call gives a value that is not known";

/** None is no size of an image and no number of classes. */
function saysSomething(name: string, value: Value): boolean {
  return value.kind !== "none" || (inputForm(name) === null && !isClasses(name));
}

function namesOf({ parameters }: FunctionValue): readonly string[] {
  return parameters.flatMap(({ target }) => (target.kind === "name" ? [target.name] : []));
}
