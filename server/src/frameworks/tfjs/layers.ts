/** Construction of layers from an options object. */
import { changeTo, closest } from "../../closest";
import { asString, findUnknown } from "../../values/ask";
import { integer, list, string, TRUE, unknown } from "../../values/make";
import type { ArgumentPlace, CallContext, LayerValue, UnknownValue, Value } from "../../values/value";
import { LazyPlaces, optionPlace } from "../../values/written";
import { asArgument, isHarmlessParameter } from "../tracing/arguments";
import { constructInput } from "../tracing/inputs";
import { makeLayer, misspelt, unknownLayer } from "../tracing/layers";
import { snakeCase as snakeCaseOfClass } from "../tracing/snake-case";
import { FACTORY_NAMES, factoryOf, snakeCase } from "./constructors";
import type { Factory } from "./constructors";

/** `tf.layers.NAME(options)`. */
export function constructLayer(spelling: string, call: CallContext): LayerValue {
  if (spelling === "inputLayer") return constructInputLayer(call);
  const factory = factoryOf(spelling);
  const options = optionsIn(call);
  if (factory === undefined) {
    const meant = closest(spelling, FACTORY_NAMES);
    const why =
      meant === null
        ? unknown(`the layer ${spelling} of TF.js is not known yet`, call.location)
        : misspelt(`TF.js has no tf.layers.${spelling}. Did you mean '${meant}'?`, meant, call);
    return unknownLayer(spelling, why, call, nameIn(options));
  }
  const name = nameIn(options) ?? automaticName(factory.class, call);
  if ("kind" in options) return unknownLayer(factory.class, options, call, name);
  const layer = makeLayer(factory.class, bindOptions(factory, spelling, options, call), call, name);
  const { written } = call;
  return written === undefined ? layer : { ...layer, places: new LazyPlaces(() => placesOf(options, { written })) };
}

function placesOf(
  options: ReadonlyMap<string, Value>,
  call: Pick<CallContext, "written">,
): ReadonlyMap<string, ArgumentPlace> {
  return new Map(
    [...options.keys()].flatMap((option) => {
      const place = optionPlace(call, option);
      return place === null ? [] : [[snakeCase(option), place] as const];
    }),
  );
}

/** `tf.input(options)` and `tf.layers.inputLayer(options)`. */
export function constructInputLayer(call: CallContext): LayerValue {
  const options = optionsIn(call);
  const given = new Map<string, Value>();
  if ("kind" in options) given.set("shape", options);
  else for (const [name, value] of options) given.set(snakeCase(name), value);
  if (asString(given.get("name")) === null)
    given.set("name", string(`input${call.interpreter.nextIndex("input") + 1}`));
  return constructInput({ ...call, positional: [], keywords: given });
}

/** The entries of the options object: those that are null or undefined count as absent, as TF.js has it. */
export function optionsIn(call: CallContext): ReadonlyMap<string, Value> | UnknownValue {
  const [given] = call.positional;
  if (given === undefined || given.kind === "none") return new Map();
  if (given.kind === "unknown") return given;
  if (given.kind !== "dictionary") return unknown("the options are no object", call.location);
  const entries = [...given.entries.values()].flatMap(({ key, value }): [string, Value][] =>
    key.kind === "string" && value.kind !== "none" ? [[key.value, value]] : [],
  );
  return new Map(entries);
}

export function nameIn(options: ReadonlyMap<string, Value> | UnknownValue): string | null {
  return "kind" in options ? null : asString(options.get("name"));
}

/** `conv2d_Conv2D1`: TF.js counts classes from one. */
function automaticName(className: string, call: CallContext): string {
  return `${snakeCaseOfClass(className)}_${className}${call.interpreter.nextIndex(className) + 1}`;
}

/** Options by the names that layers know them by; reports those that TF.js does not look at. */
function bindOptions(
  factory: Factory,
  spelling: string,
  options: ReadonlyMap<string, Value>,
  call: CallContext,
): ReadonlyMap<string, Value> {
  const bound = new Map<string, Value>();
  for (const [option, value] of options) {
    if (!factory.options.includes(option)) {
      reportIgnored(factory, spelling, option, call);
      continue;
    }
    const parameter = snakeCase(option);
    if (isHarmlessParameter(parameter) && findUnknown(value) !== null) continue;
    bound.set(parameter, canonicalValue(parameter, value, call));
  }
  if (ARRAYS_ONLY.has(factory.class)) bound.set("arrays_only", TRUE);
  return bound;
}

/** Layers that read the items of an option, where Keras takes one number for all sides: of a number they make NaN. */
const ARRAYS_ONLY: ReadonlySet<string> = new Set(["UpSampling2D"]);

function reportIgnored(factory: Factory, spelling: string, option: string, call: CallContext): void {
  const meant = closest(option, factory.options);
  const place = optionPlace(call, option)?.name ?? null;
  const message =
    meant === null
      ? `TF.js ignores the option '${option}' of tf.layers.${spelling}; so does the estimate.`
      : `tf.layers.${spelling} has no option '${option}'. Did you mean '${meant}'?`;
  call.interpreter.report({
    severity: "warning",
    code: "argument",
    message,
    location: place ?? call.location,
    ...(place !== null && meant !== null && { fix: { title: changeTo(meant), location: place, text: meant } }),
  });
}

/** TF.js' words as layers know them. */
function canonicalValue(parameter: string, value: Value, call: CallContext): Value {
  if (value.kind === "string" && parameter === "data_format") return string(snakeCase(value.value));
  if (parameter === "activation") return value;
  if (parameter === "padding" && asString(value) === "causal") {
    return unknown("TF.js does not compute causal padding", call.location);
  }
  const plain = asArgument(value, call);
  if (parameter !== "target_shape" || plain.kind !== "list") return plain;
  // Null stands for the side that is left, as -1 does.
  return list(plain.items.map((item) => (item.kind === "none" ? integer(-1) : item)));
}
