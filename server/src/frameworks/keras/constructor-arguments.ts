/** Arguments of a constructor call → arguments by canonical name, with problems for what cannot be meant. */
import { changeTo, closest } from "../../closest";
import { asInteger, asString, findUnknown } from "../../values/ask";
import { NONE, string, tuple } from "../../values/make";
import type { ArgumentPlace, ArgumentPlaces, CallContext, Value } from "../../values/value";
import { argumentPlace, LazyPlaces } from "../../values/written";
import { asArgument, isHarmlessParameter } from "../tracing/arguments";
import { COMMON_KEYWORDS } from "./constructors";
import type { Constructor } from "./define";
import { dialectOfConvolution } from "./dialect";
import type { FileDialect } from "./dialect";

export interface BoundArguments {
  /** Arguments that matter, by canonical name. */
  readonly arguments: ReadonlyMap<string, Value>;
  /** Where they stand, by the same names. */
  readonly places: ArgumentPlaces | null;
  /** The `name=` given, where it is known. */
  readonly name: string | null;
}

/**
 * Binds a call of `constructor`, spelled `spelling` in the source; reports misspelt and surplus arguments. `dialectOf` says in
 * which Keras the file of a call is written.
 */
export function bindArguments(
  constructor: Constructor,
  spelling: string,
  call: CallContext,
  dialectOf: (call: CallContext) => FileDialect,
): BoundArguments {
  const keywords = call.keywords.size === 0 ? null : keywordArguments(constructor, spelling, call);
  const order = call.positional.length === 0 ? NO_ORDER : positionalOrder(constructor, spelling, call, dialectOf);
  const given =
    keywords !== null && call.positional.length === 0
      ? keywords
      : positionalArguments(order, spelling, call, keywords ?? NO_KEYWORDS);
  if (keywords !== null && given !== keywords) for (const [keyword, value] of keywords) given.set(keyword, value);
  for (const parameter of constructor.none) if (!given.has(parameter)) given.set(parameter, NONE);
  joinKernelSides(given);
  const name = given.get("name");
  keepMeaningful(given, call);
  const { written, positional, keywords: named } = call;
  const places =
    written === undefined
      ? null
      : new LazyPlaces(() => placesOf(constructor, { written, positional, keywords: named }, order));
  return { arguments: given, places, name: asString(name) };
}

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

function keywordArguments(constructor: Constructor, spelling: string, call: CallContext): Map<string, Value> {
  const bound = new Map<string, Value>();
  for (const [keyword, value] of call.keywords) {
    const canonical = constructor.renamed.get(keyword) ?? keyword;
    if (isKnown(constructor, canonical)) bound.set(canonical, canonicalValue(canonical, value));
    else reportUnknownKeyword(constructor, spelling, keyword, call);
  }
  return bound;
}

function isKnown(constructor: Constructor, keyword: string): boolean {
  return (
    constructor.parameters.includes(keyword) ||
    constructor.keywords.includes(keyword) ||
    COMMON_KEYWORDS.includes(keyword) ||
    (KERNEL_SIDES.includes(keyword) && constructor.parameters.includes("kernel_size"))
  );
}

function reportUnknownKeyword(constructor: Constructor, spelling: string, keyword: string, call: CallContext): void {
  const candidates = [...constructor.parameters, ...constructor.keywords, ...COMMON_KEYWORDS];
  const meant = closest(keyword, candidates);
  const place = argumentPlace(call, keyword)?.name ?? null;
  call.interpreter.report({
    severity: meant === null ? "warning" : "error",
    code: "argument",
    message:
      meant === null
        ? `${spelling} has no argument '${keyword}' that is known here; it is left out.`
        : `${spelling} has no argument '${keyword}'. Did you mean '${meant}'?`,
    location: place ?? call.location,
    ...(place !== null && meant !== null && { fix: { title: changeTo(meant), location: place, text: meant } }),
  });
}

/** Places of the arguments by canonical name; those of the two sides of a kernel of Keras 1 stand at the first. */
function placesOf(
  constructor: Constructor,
  call: Pick<CallContext, "written" | "positional" | "keywords">,
  { parameters: names, sidesOfKernel }: Positional,
): ReadonlyMap<string, ArgumentPlace> {
  const places = new Map<string, ArgumentPlace>();
  for (const [index] of call.positional.entries()) {
    const name = names[Math.max(Math.min(index, 1), index - sidesOfKernel + 1)];
    const place = name === undefined || places.has(name) ? null : argumentPlace(call, index);
    if (name !== undefined && place !== null) places.set(name, place);
  }
  for (const keyword of call.keywords.keys()) {
    const place = argumentPlace(call, keyword);
    if (place !== null) places.set(constructor.renamed.get(keyword) ?? keyword, place);
  }
  return places;
}

function positionalArguments(
  { values, parameters, sidesOfKernel }: Positional,
  spelling: string,
  call: CallContext,
  keywords: ReadonlyMap<string, Value>,
): Map<string, Value> {
  if (values.length > parameters.length) {
    call.interpreter.report({
      severity: "error",
      code: "argument",
      message: `${spelling} takes at most ${plural(parameters.length, "positional argument")}, ${values.length} are given.`,
      location: argumentPlace(call, parameters.length + sidesOfKernel - 1)?.location ?? call.location,
    });
  }
  const bound = new Map<string, Value>();
  for (const [index, value] of values.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined) break;
    bound.set(parameter, canonicalValue(parameter, value));
    if (keywords.has(parameter)) {
      call.interpreter.report({
        severity: "error",
        code: "argument",
        message: `${spelling} gets its argument '${parameter}' twice, by position and by name.`,
        location: argumentPlace(call, parameter)?.name ?? call.location,
      });
    }
  }
  return bound;
}

const KERNEL_SIDES = ["nb_row", "nb_col", "kernel_dim1", "kernel_dim2", "kernel_dim3"];

/** What Keras 1 took by position behind the sides of the kernel. */
const KERAS1_ORDER = [
  "filters",
  "kernel_size",
  "kernel_initializer",
  "activation",
  "weights",
  "padding",
  "strides",
  "data_format",
];

interface Positional {
  readonly values: readonly Value[];
  /** Names of the values. */
  readonly parameters: readonly string[];
  /** Arguments that the second value is made of. */
  readonly sidesOfKernel: number;
}

const NO_ORDER: Positional = { values: [], parameters: [], sidesOfKernel: 1 };

function positionalOrder(
  constructor: Constructor,
  spelling: string,
  call: CallContext,
  dialectOf: (call: CallContext) => FileDialect,
): Positional {
  const { parameters, swapped } = constructor;
  const values = call.positional;
  if (hasKernelSides(constructor, spelling, call, dialectOf)) {
    const [filters, ...others] = values;
    const sides = kernelRank(constructor);
    const kernel = tuple(others.slice(0, sides));
    return {
      values: filters === undefined ? [] : [filters, kernel, ...others.slice(sides)],
      parameters: KERAS1_ORDER,
      sidesOfKernel: sides,
    };
  }
  const asWritten = { values, parameters, sidesOfKernel: 1 };
  if (swapped === null) return asWritten;
  const place = parameters.indexOf(swapped[0]);
  const isSwapped = values[place]?.kind === "string" || (values[place + 1]?.kind ?? "string") !== "string";
  if (!isSwapped) return asWritten;
  return {
    ...asWritten,
    parameters: [...parameters.slice(0, place), swapped[1], swapped[0], ...parameters.slice(place + 2)],
  };
}

/** These names are in Keras 2 and 3 as well, where the third number is the stride. */
const NAMES_OF_BOTH = ["Convolution2D", "Convolution3D", "SeparableConvolution2D", "LocallyConnected2D"];

/**
 * `Convolution2D(64, 3, 3)` of Keras 1, where rows and columns are apart. The call's own keywords decide, then those of the other
 * calls of the file, then the name.
 */
function hasKernelSides(
  constructor: Constructor,
  spelling: string,
  call: CallContext,
  dialectOf: (call: CallContext) => FileDialect,
): boolean {
  const rank = kernelRank(constructor);
  const sides = call.positional.slice(1, 1 + rank);
  if (rank < 2 || sides.length !== rank || sides.some((side) => side.kind !== "integer")) return false;
  const next = call.positional[1 + rank];
  if (rank === 2 && next?.kind === "string" && PADDINGS.includes(next.value)) return false;
  const own = dialectOfConvolution(call.keywords.keys());
  if (own !== null) return own === "keras 1";
  if (rank > 2 || (constructor.keras1 && !NAMES_OF_BOTH.includes(spelling))) return true;
  const { dialect, isCertain } = dialectOf(call);
  const answer = dialect === null ? constructor.keras1 : dialect === "keras 1";
  if (dialect !== "keras 1" && !isCertain) assumeReading(spelling, sides, answer, call);
  return answer;
}

const PADDINGS: readonly string[] = ["same", "valid", "SAME", "VALID"];

/** Keras 2.0 to 2.3 took two numbers as the sides, Keras 2.4 and later take the second one as the stride. */
function assumeReading(spelling: string, sides: readonly Value[], areSides: boolean, call: CallContext): void {
  const [first, second] = sides.map(asInteger);
  // A stride as long as the kernel is rare, and sides that differ are rarer.
  if (!areSides && (first !== second || first === 1)) return;
  call.interpreter.assume({
    message: areSides
      ? `${spelling} with numbers behind its filters is read as Keras 1 does: they are the sides of the kernel.`
      : `${spelling} with two numbers behind its filters is read as Keras 2.4 and later do: the second is the stride.`,
    short: `Keras ${areSides ? "1" : "2.4"} (${spelling})`,
    location: call.location,
  });
}

/** Spatial axes of a convolution by its name; 0 for a layer without a kernel. */
function kernelRank(constructor: Constructor): number {
  if (!constructor.parameters.includes("kernel_size")) return 0;
  return Number(/(\d)D/.exec(constructor.class)?.[1] ?? 0);
}

/** `nb_row=3, nb_col=3` → `kernel_size=(3, 3)`; so do the three sides of a volume's. */
function joinKernelSides(given: Map<string, Value>): void {
  if (!KERNEL_SIDES.some((side) => given.has(side))) return;
  const sides = KERNEL_SIDES.flatMap((side) => given.get(side) ?? []);
  const [only] = sides;
  if (only !== undefined) given.set("kernel_size", sides.length === 1 ? only : tuple(sides));
  KERNEL_SIDES.forEach((side) => given.delete(side));
}

/** Keras' own case and Keras 1's names of the data formats. */
function canonicalValue(parameter: string, value: Value): Value {
  if (value.kind !== "string") return value;
  if (parameter === "padding") return string(value.value.toLowerCase());
  if (parameter === "data_format") return string(DATA_FORMATS.get(value.value) ?? value.value);
  return value;
}

const DATA_FORMATS: ReadonlyMap<string, string> = new Map([
  ["tf", "channels_last"],
  ["th", "channels_first"],
  ["default", "channels_last"],
]);

/** Leaves out what is not known and changes nothing; what remains unknown is the layer's reason, which `graph` words. */
function keepMeaningful(given: Map<string, Value>, call: CallContext): void {
  for (const [parameter, value] of given) {
    if (isHarmlessParameter(parameter)) {
      if (findUnknown(value) !== null) given.delete(parameter);
    } else if (parameter !== "activation" && parameter !== "function") {
      const argument = asArgument(value, call);
      if (argument !== value) given.set(parameter, argument);
    }
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
