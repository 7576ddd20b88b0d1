/** Construction of layers from an options object. */
import { changeTo, closest } from "../../closest";
import { asString, findUnknown } from "../../values/ask";
import { FALSE, integer, list, string, TRUE, unknown } from "../../values/make";
import type { ArgumentPlace, CallContext, LayerValue, UnknownValue, Value } from "../../values/value";
import { LazyPlaces, optionPlace } from "../../values/written";
import { asArgument, isHarmlessParameter } from "../tracing/arguments";
import { constructInput } from "../tracing/inputs";
import { makeLayer, misspelt, unknownInput, unknownLayer } from "../tracing/layers";
import { snakeCase as snakeCaseOfClass } from "../tracing/snake-case";
import { FACTORY_NAMES, factoryOf, snakeCase } from "./constructors";
import type { Factory } from "./constructors";
import { inputRefusal, refusalOf } from "./checks";

/** `tf.layers.NAME(options)`. */
export function constructLayer(spelling: string, call: CallContext): LayerValue {
  if (spelling === "inputLayer") return constructInputLayer("tf.layers.inputLayer", call);
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
  const refusal = refusalOf(factory, spelling, options, call);
  if (refusal !== null) return unknownLayer(factory.class, refusal, call, name);
  const why = NEVER_RUNS.get(factory.class);
  if (why !== undefined) return unknownLayer(factory.class, unknown(why, call.location), call, name);
  const layer = makeLayer(factory.class, bindOptions(factory, spelling, options, call), call, name);
  const { written } = call;
  return written === undefined ? layer : { ...layer, places: new LazyPlaces(() => placesOf(options, { written })) };
}

/** Faults of TF.js 4.22 itself: such a layer has a wrong output shape in a model, and fails where the model runs. */
const NEVER_RUNS: ReadonlyMap<string, string> = new Map(
  ["RandomWidth", "Resizing"].map((className) => [
    className,
    `${className} does not run within a model of TF.js 4.22, which gives it a list in place of an image`,
  ]),
);

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
export function constructInputLayer(spelling: string, call: CallContext): LayerValue {
  const options = optionsIn(call);
  const refusal = "kind" in options ? null : inputRefusal(spelling, shapeOptionsOf(spelling), options, call);
  if (refusal !== null) return unknownInput(refusal, call, nameIn(options));
  const given = new Map<string, Value>();
  if ("kind" in options) given.set("shape", options);
  else for (const [name, value] of options) given.set(snakeCase(name), value);
  if (asString(given.get("name")) === null)
    given.set("name", string(`input${call.interpreter.nextIndex("input") + 1}`));
  return constructInput({ ...call, positional: [], keywords: given });
}

/** How it calls a shape without and with the batch. */
function shapeOptionsOf(spelling: string): readonly [string, string] {
  return spelling === "tf.layers.inputLayer" ? ["inputShape", "batchInputShape"] : ["shape", "batchShape"];
}

/** The entries of the options object: those that are null or undefined count as absent, as TF.js has it. */
export function optionsIn(call: CallContext): ReadonlyMap<string, Value> | UnknownValue {
  const [given] = call.positional;
  if (given === undefined || given.kind === "none") return new Map();
  if (given.kind === "unknown") return given;
  if (given.kind !== "dictionary") return unknown("the options are no object", call.location);
  const entries = [...given.entries.values()].flatMap(({ key, value }): [string, Value][] =>
    key.kind === "string" && (value.kind !== "none" || isMeaningfulNull(key.value, value)) ? [[key.value, value]] : [],
  );
  return new Map(entries);
}

/** `mergeMode: null` gives both outputs of a Bidirectional. */
function isMeaningfulNull(option: string, value: Value): boolean {
  return option === "mergeMode" && value.kind === "none" && value.undefined !== true;
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
    // Wrappers of TF.js train what is within them, whatever they are told themselves.
    if (parameter === "trainable" && WRAPPERS.has(factory.class)) continue;
    bound.set(parameter, canonicalValue(factory, parameter, value, call));
  }
  for (const [argument, value] of OWN_DEFAULTS.get(factory.class) ?? [])
    if (!bound.has(argument)) bound.set(argument, value);
  return bound;
}

const WRAPPERS: ReadonlySet<string> = new Set(["Bidirectional", "TimeDistributed"]);

/** What TF.js does otherwise than Keras, in arguments of the class: sizes of which it reads the items, one set of biases in a GRU. */
const OWN_DEFAULTS: ReadonlyMap<string, readonly (readonly [string, Value])[]> = new Map([
  ["Activation", [["activation", string("linear")]]],
  ["Concatenate", [["least_inputs", integer(2)]]],
  ["Embedding", [["checks_length", TRUE]]],
  ["Flatten", [["least_sides", integer(2)]]],
  ["GRU", [["reset_after", FALSE]]],
  ["GRUCell", [["reset_after", FALSE]]],
  [
    "Softmax",
    [
      ["axis", integer(1)],
      ["last_axis_only", TRUE],
    ],
  ],
  ["UpSampling2D", [["arrays_only", TRUE]]],
]);

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

const SLIDING = /Pooling|^DepthwiseConv2D$/;

/** TF.js' words as layers know them. */
function canonicalValue(factory: Factory, parameter: string, value: Value, call: CallContext): Value {
  if (parameter === "data_format" && factory.class === "SeparableConv2D" && asString(value) === "channelsFirst")
    return unknown("TF.js does not run a separable convolution with its channels in front", call.location);
  if (value.kind === "string" && parameter === "data_format") return string(snakeCase(value.value));
  if (parameter === "activation") return value;
  if (parameter === "padding" && asString(value) === "causal") {
    // Where only windows slide it is taken for 'valid'.
    if (SLIDING.test(factory.class)) return string("valid");
    return unknown("TF.js does not compute causal padding", call.location);
  }
  if (parameter === "output_mode" && value.kind === "string") return string(snakeCase(value.value));
  const plain = asArgument(value, call);
  if (parameter !== "target_shape" || plain.kind !== "list") return plain;
  // Null stands for the side that is left, as -1 does.
  return list(plain.items.map((item) => (item.kind === "none" ? integer(-1) : item)));
}
