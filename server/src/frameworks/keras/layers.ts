/** Construction of layers by the names and arguments that Keras gives them. */
import { closest } from "../../closest";
import { NONE, unknown } from "../../values/make";
import type { CallContext, LayerValue, UnknownValue, Value } from "../../values/value";
import { constructInput } from "../tracing/inputs";
import { givenName, makeLayer, misspelt, unknownLayer } from "../tracing/layers";
import { withOwnActivation } from "../tracing/own-activations";
import type { Tracer } from "../tracing/tracer";
import { bindArguments } from "./constructor-arguments";
import { CONSTRUCTOR_NAMES, constructorOf } from "./constructors";
import type { DataFormat } from "./data-format";
import type { Constructor } from "./define";
import { NOT_FOLLOWED } from "./not-followed";
import type { Settings } from "./settings";

/** `keras.layers.NAME(…)`, with what an activation of the user's computes. */
export function constructLayer(spelling: string, call: CallContext, tracer: Tracer, settings: Settings): LayerValue {
  const layer = constructPlainLayer(spelling, call, settings);
  const activation = layer.arguments.get("activation");
  if (activation === undefined) return layer;
  return withOwnActivation(layer, settings.customObjects.meant(activation, call), call, tracer);
}

function constructPlainLayer(
  spelling: string,
  call: CallContext,
  { dataFormat, dialects, precision }: Settings,
): LayerValue {
  if (spelling === "InputLayer") return constructInput(call, dataFormat.isChannelsFirst);
  const constructor = constructorOf(spelling);
  if (constructor === undefined) {
    const layer = unknownLayer(spelling, whyUnknown(spelling, call), call, givenName(call));
    return { ...layer, arguments: inputArguments(call) };
  }
  const bound = precision.complete(bindArguments(constructor, spelling, call, (asking) => dialects.of(asking)));
  const given = withDataFormat(constructor, bound.arguments, dataFormat, call);
  const layer = makeLayer(constructor.class, given, call, bound.name, constructor.automaticName);
  return bound.places === null ? layer : { ...layer, places: bound.places };
}

/** Layers that are not told take the format that is set when they are made. */
function withDataFormat(
  constructor: Constructor,
  given: ReadonlyMap<string, Value>,
  dataFormat: DataFormat,
  call: CallContext,
): ReadonlyMap<string, Value> {
  const { current } = dataFormat;
  const isTold = (given.get("data_format") ?? NONE).kind !== "none";
  if (isTold || constructor.followsDataFormat === "never") return given;
  if (current.kind === "string" && current.value === "channels_last") return given;
  const isCertain = constructor.followsDataFormat === "always";
  return new Map([...given, ["data_format", isCertain ? current : unknown(VERSIONS_DIFFER, call.location)]]);
}

const VERSIONS_DIFFER = "Keras 2 has channels last here, Keras 3 what is set for all layers";

function whyUnknown(spelling: string, call: CallContext): UnknownValue {
  const reason = NOT_FOLLOWED.get(spelling);
  if (reason !== undefined) return unknown(`the layer ${spelling} is not known: ${reason}`, call.location);
  const meant = closest(spelling, CONSTRUCTOR_NAMES);
  if (meant === null) return unknown(`the layer ${spelling} is not known yet`, call.location);
  return misspelt(`Keras has no layer ${spelling}. Did you mean '${meant}'?`, meant, call);
}

/** The input size that a layer asks for as the first one of a Sequential. */
function inputArguments(call: CallContext): ReadonlyMap<string, Value> {
  return new Map([...call.keywords].filter(([name]) => INPUT_ARGUMENTS.includes(name)));
}

const INPUT_ARGUMENTS = ["input_shape", "batch_input_shape", "batch_shape", "input_dim"];
