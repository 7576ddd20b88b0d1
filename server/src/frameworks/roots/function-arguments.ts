/** Which values a function's parameters get from the author, before it is run as a root. */
import { asIntegerList, findUnknown } from "../../values/ask";
import type { FunctionValue, Value } from "../../values/value";
import type { Argument, Directive, Language, Parameter } from "../../syntax/program";
import { plainValue } from "./literals";
import { directiveInputs, givenInputs, isInputShape, takesInputShape } from "./input-parameters";
import type { InputSettings, PlainArguments, RootOptions } from "./root-model";
import { NO_SETTINGS } from "./root-model";

/** Arguments that the author wrote: for the command line, in a directive, in the settings; each wins over the next. */
export interface WrittenArguments {
  readonly given: ReadonlyMap<string, Value>;
  /** Of the directive, unevaluated. */
  readonly written: readonly Argument[];
  /** What takes the place of image sizes that the source leaves open. */
  readonly inputShape: readonly number[] | null;
}

export function writtenArguments(
  target: FunctionValue,
  directive: Directive | null,
  options: RootOptions,
): WrittenArguments {
  const asked = givenInputs(target, options.inputShape);
  const { written, inputShape } = directiveInputs(target, directive, asked, options.inputShape);
  const settings = options.settings ?? NO_SETTINGS;
  const { language } = options.program;
  const given = new Map<string, Value>();
  const parameters = namesOf(target);
  const named = settings.named.get(target.name) ?? {};
  for (const [name, value] of plainEntries(named, language))
    if (parameters.has(name) || takesAny(target)) given.set(name, value);
  for (const [name, value] of plainEntries(settings.general, language))
    if (missing(target).includes(name) && !given.has(name)) given.set(name, value);
  for (const { name } of written) if (name !== null) given.delete(name);
  for (const [name, value] of asked) given.set(name, value);
  return { given, written, inputShape: inputShape ?? settingsInputShape(target, named, settings, language) };
}

/** Names of a setting for one function that it has no parameter for. */
export function unknownSettings(target: FunctionValue, settings: InputSettings): readonly string[] {
  if (takesAny(target)) return [];
  const parameters = namesOf(target);
  return Object.keys(settings.named.get(target.name) ?? {}).filter(
    (name) => !parameters.has(name) && !isInputShape(name),
  );
}

/** Height, width and channels that the settings give to images whose size the source leaves open. */
export function settingsInputShape(
  target: FunctionValue | null,
  named: PlainArguments,
  { general }: InputSettings,
  language: Language,
): readonly number[] | null {
  for (const settings of [named, general]) {
    for (const [name, value] of plainEntries(settings, language)) {
      if (!isInputShape(name) || (settings === named && target !== null && takesInputShape(target))) continue;
      const sides = asIntegerList(value);
      if (sides?.length === 3) return sides;
    }
  }
  return null;
}

/** Required parameters. */
export function missing(target: FunctionValue): readonly string[] {
  return required(target).map(({ name }) => name);
}

export function missingParameters(
  target: FunctionValue,
  { given, written }: Pick<WrittenArguments, "given" | "written">,
): readonly string[] {
  return missing(target).filter((name) => !given.has(name) && !written.some((argument) => argument.name === name));
}

/** Required parameters that are plain names; a pattern goes by an empty one. */
function required(target: FunctionValue): readonly { readonly name: string; readonly parameter: Parameter }[] {
  return target.parameters
    .filter(({ form, default: value }) => form !== "rest" && form !== "keyword-rest" && value === null)
    .map((parameter) => ({ name: parameter.target.kind === "name" ? parameter.target.name : "", parameter }));
}

export function isKnown(value: Value | undefined): boolean {
  return value !== undefined && findUnknown(value) === null;
}

function plainEntries(plain: PlainArguments, language: Language): readonly (readonly [string, Value])[] {
  return Object.entries(plain).flatMap(([name, item]) => {
    const value = plainValue(item, language);
    return value === null ? [] : [[name, value] as const];
  });
}

function namesOf(target: FunctionValue): ReadonlySet<string> {
  return new Set(target.parameters.flatMap(({ target: name }) => (name.kind === "name" ? [name.name] : [])));
}

function takesAny(target: FunctionValue): boolean {
  return target.parameters.some((parameter) => parameter.form === "keyword-rest");
}
