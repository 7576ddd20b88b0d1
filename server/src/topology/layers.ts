/** A layer of the source → the same in a saved topology: its class, and those arguments that say what runs. */
import { canonicalActivation } from "../layers/activation-functions";
import { ACTIVATION_COST, knownActivation } from "../layers/activation-arguments";
import type { LayerValue, Value } from "../values/value";
import { NotWritable } from "./saved";
import type { Json, SavedLayer, SavedNetwork, Tensor } from "./saved";

export interface SavedWithActivation {
  readonly saved: SavedLayer;
  /** What follows it, for an activation that older versions of Keras do not take by its name; null for all others. */
  readonly activation: ActivationLayers | null;
}

/** One layer, or the product of the tensor itself with a function of it. */
type ActivationLayers = SavedLayer | Gated;
type Gated = "swish" | "hard_swish";

const WINDOW = "kernel_size strides padding data_format dilation_rate use_bias activation";
const POOL = "pool_size strides padding data_format";
const RECURRENT = "units activation use_bias return_sequences go_backwards unroll";

/** What is not in here (initial values, rates of dropouts, regularizers, names) changes nothing of an inference. */
const ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      ["Conv1D Conv2D Conv3D", `filters groups ${WINDOW}`],
      ["Conv1DTranspose Conv2DTranspose Conv3DTranspose", `filters output_padding ${WINDOW}`],
      ["SeparableConv1D SeparableConv2D", `filters depth_multiplier ${WINDOW}`],
      ["DepthwiseConv1D DepthwiseConv2D", `depth_multiplier ${WINDOW}`],
      [
        "LocallyConnected1D LocallyConnected2D",
        "filters kernel_size strides padding data_format use_bias activation implementation",
      ],
      ["Dense", "units activation use_bias"],
      ["Embedding", "input_dim output_dim mask_zero input_length"],
      ["Activation", "activation"],
      ["ReLU", "max_value negative_slope threshold"],
      ["LeakyReLU ELU", "alpha"],
      ["ThresholdedReLU", "theta"],
      ["PReLU", "shared_axes"],
      ["Softmax Concatenate UnitNormalization", "axis"],
      ["Flatten", "data_format"],
      ["Reshape", "target_shape"],
      ["Permute", "dims"],
      ["RepeatVector", "n"],
      ["ZeroPadding1D", "padding"],
      ["ZeroPadding2D ZeroPadding3D", "padding data_format"],
      ["Cropping1D", "cropping"],
      ["Cropping2D Cropping3D", "cropping data_format"],
      ["UpSampling1D", "size"],
      ["UpSampling2D", "size data_format interpolation"],
      ["UpSampling3D", "size data_format"],
      ["Add Subtract Multiply Average Maximum Minimum", ""],
      ["Dot", "axes normalize"],
      ["MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D", POOL],
      [
        "GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D",
        "data_format keepdims",
      ],
      ["BatchNormalization LayerNormalization", "axis epsilon center scale"],
      ["GroupNormalization", "groups axis epsilon center scale"],
      ["Rescaling", "scale offset"],
      ["Resizing", "height width interpolation"],
      ["SimpleRNN", RECURRENT],
      ["LSTM", `recurrent_activation ${RECURRENT}`],
      ["GRU", `recurrent_activation reset_after ${RECURRENT}`],
      ["Masking", "mask_value"],
      ["Bidirectional", "layer merge_mode"],
      ["TimeDistributed", "layer"],
    ] as const
  ).flatMap(([classes, names]) => classes.split(" ").map((name) => [name, names.split(" ")] as const)),
);

/** Nothing happens in them when a network only answers. */
const PASSING_ON = new Set([
  "ActivityRegularization",
  "AlphaDropout",
  "Dropout",
  "GaussianDropout",
  "GaussianNoise",
  "Identity",
  "SpatialDropout1D",
  "SpatialDropout2D",
  "SpatialDropout3D",
]);

/** Arguments that older versions of Keras do not have: they are written only where they say something. */
const NEWER_ARGUMENTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["groups", 1],
  ["keepdims", false],
  ["dilation_rate", 1],
]);

/** What Keras 2 takes as the name of an activation since its first version in TensorFlow. */
const ACTIVATIONS = new Set(
  "elu exponential hard_sigmoid linear relu selu sigmoid softmax softplus softsign tanh gelu mish".split(" "),
);

export function savedLayer(layer: LayerValue): SavedWithActivation {
  const className = layer.operation ?? layer.class;
  if (PASSING_ON.has(className)) return { saved: linear(), activation: null };
  const names = ARGUMENTS.get(className);
  if (names === undefined) {
    const why = `A ${className} (${layer.name}) is no layer that every version of Keras has: write the network without it to measure it.`;
    throw new NotWritable(why);
  }
  const config: Record<string, Json> = {};
  let activation: ActivationLayers | null = null;
  for (const name of names) {
    const value = layer.arguments.get(name);
    if (value === undefined || value.kind === "none") continue;
    if (name === "activation" || name === "recurrent_activation") {
      const meant = activationOf(layer, value);
      if (meant.kind === "name") config[name] = meant.name;
      else if (name === "activation") activation = meant.layers;
      else throw new NotWritable(`The recurrent activation of ${layer.name} is no name that Keras knows.`);
      continue;
    }
    const json = argumentOf(layer, name, value);
    if (!NEWER_ARGUMENTS.has(name) || !isEverywhere(json, NEWER_ARGUMENTS.get(name) ?? null)) config[name] = json;
  }
  if (activation !== null && className === "Activation") return { saved: linear(), activation };
  return { saved: { class: className, config }, activation };
}

/** A tensor as it is. */
function linear(): SavedLayer {
  return { class: "Activation", config: { activation: "linear" } };
}

/** The layers of an activation by Keras' name for it; null where there are none. */
export function activationLayers(name: string): ActivationLayers | null {
  if (ACTIVATIONS.has(name)) return { class: "Activation", config: { activation: name } };
  switch (name) {
    case "relu6":
    case "_relu6":
      return RELU6;
    case "leaky_relu":
      return { class: "LeakyReLU", config: {} };
    case "swish":
      return "swish";
    case "hard_swish":
    case "_hard_swish":
      return "hard_swish";
    default:
      return null;
  }
}

const RELU6: SavedLayer = { class: "ReLU", config: { max_value: 6 } };

export function applyActivation(saved: SavedNetwork, activation: ActivationLayers, input: Tensor): Tensor {
  const { shape } = input;
  if (typeof activation !== "string") return saved.apply(activation, [input], shape);
  if (activation === "swish") {
    const gate = saved.apply({ class: "Activation", config: { activation: "sigmoid" } }, [input], shape);
    return saved.apply({ class: "Multiply", config: {} }, [input, gate], shape);
  }
  // x · relu6(x + 3) / 6, as every zoo of networks writes it.
  const shifted = saved.apply(arithmetic("add", 3), [input], shape);
  const gate = saved.apply(RELU6, [shifted], shape);
  const product = saved.apply({ class: "Multiply", config: {} }, [input, gate], shape);
  return saved.apply(arithmetic("multiply", 1 / 6), [product], shape);
}

/** One operation with a number, or with none: Keras has no layer for it, and our runner on the board has this one. */
export function arithmetic(name: string, number: number | null, isNumberFirst = false): SavedLayer {
  return { class: "LatencyLensArithmetic", config: { function: name, number, number_first: isNumberFirst } };
}

type Activation =
  { readonly kind: "name"; readonly name: string } | { readonly kind: "layers"; readonly layers: ActivationLayers };

function activationOf(layer: LayerValue, value: Value): Activation {
  if (value.kind === "layer" && value.class !== "Activation") {
    const { saved, activation } = savedLayer(value);
    if (activation === null) return { kind: "layers", layers: saved };
  }
  const name = layer.arguments.has(ACTIVATION_COST) ? null : knownActivation(value);
  const canonical = name === null ? null : canonicalActivation(name);
  if (canonical !== null && ACTIVATIONS.has(canonical)) return { kind: "name", name: canonical };
  const layers = canonical === null ? null : activationLayers(canonical);
  if (layers !== null) return { kind: "layers", layers };
  const what = name ?? "a function of its own";
  throw new NotWritable(`The activation of ${layer.name} is ${what}, which not every version of Keras has.`);
}

function argumentOf(layer: LayerValue, name: string, value: Value): Json {
  if (name === "layer") {
    if (value.kind !== "layer") throw new NotWritable(`What ${layer.name} runs at every step is no layer.`);
    const { saved, activation } = savedLayer(value);
    if (activation !== null)
      throw new NotWritable(
        `The activation of the layer within ${layer.name} is one that not every version of Keras has.`,
      );
    return { class_name: saved.class, config: saved.config };
  }
  const json = jsonOf(value);
  if (json === undefined) throw new NotWritable(`The argument ${name} of ${layer.name} cannot be written.`);
  return json;
}

export function jsonOf(value: Value): Json | undefined {
  switch (value.kind) {
    case "none":
      return null;
    case "integer":
    case "float":
      return Number.isFinite(value.value) ? value.value : undefined;
    case "boolean":
    case "string":
      return value.value;
    case "list":
    case "tuple": {
      const items = value.items.map(jsonOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    default:
      return undefined;
  }
}

/** 1, [1, 1] and the like. */
function isEverywhere(json: Json, usual: Json): boolean {
  return Array.isArray(json) ? json.every((item) => item === usual) : json === usual;
}
