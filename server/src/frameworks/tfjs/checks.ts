/** What TF.js 4.22 refuses in the options of a layer, by its own rules; where Keras is more lenient, `layers` is, too. */
import { changeTo, closest } from "../../closest";
import { asBoolean, asNumber, asString } from "../../values/ask";
import { unknown } from "../../values/make";
import type { CallContext, UnknownValue, Value } from "../../values/value";
import { optionPlace, plainText } from "../../values/written";
import type { Factory } from "./constructors";

type Options = ReadonlyMap<string, Value>;

/** A mistake in an option. `meant` is the word that takes the place of the one that is written, in a quick fix. */
interface Mistake {
  readonly option: string | null;
  readonly message: string;
  readonly meant?: { readonly written: string; readonly word: string };
}

/** The first mistake that TF.js would throw for; null where it makes the layer. */
export function refusalOf(
  factory: Factory,
  spelling: string,
  options: Options,
  call: CallContext,
): UnknownValue | null {
  const mistake = firstMistake(factory, spelling, options, call);
  if (mistake === null) return null;
  const { option, message, meant } = mistake;
  const place = option === null ? null : optionPlace(call, option);
  const word = meant === undefined || place === null ? null : plainText(place, meant.written);
  const fix =
    meant === undefined || word === null ? null : { title: changeTo(meant.word), location: word, text: meant.word };
  return { ...unknown(message, place?.location ?? call.location), mistake: { fix } };
}

function firstMistake(factory: Factory, spelling: string, options: Options, call: CallContext): Mistake | null {
  if (factory.needsOptions && isEmptyCall(call)) {
    return { option: null, message: `tf.layers.${spelling} needs an object of options, if only an empty one.` };
  }
  const needed = REQUIRED.get(factory.class);
  if (needed !== undefined && !options.has(needed))
    return { option: null, message: `${factory.class}: ${needed} is missing.` };
  for (const [option, value] of options) {
    if (!factory.options.includes(option) && option !== "dilationRate") continue;
    if (isOpen(value)) continue;
    const mistake = mistakeIn(factory, option, value);
    if (mistake !== null) return { option, ...mistake, message: `${factory.class}: ${mistake.message}.` };
  }
  return null;
}

/** What has a value only when the program runs may be right. What makes an initializer or a regularizer has one: it is no number. */
function isOpen(value: Value): boolean {
  return value.kind === "unknown" || (value.kind === "library" && !value.path.startsWith("tf."));
}

/** Options without which TF.js fails where it makes or runs the layer; others are asked for by `layers`. */
const REQUIRED: ReadonlyMap<string, string> = new Map([
  ["CategoryEncoding", "numTokens"],
  ["Cropping2D", "cropping"],
  ["RNN", "cell"],
  ["Rescaling", "scale"],
]);

function isEmptyCall({ positional: [first] }: CallContext): boolean {
  return first === undefined || first.kind === "none";
}

type Found = Omit<Mistake, "option"> | null;

function mistakeIn(factory: Factory, option: string, value: Value): Found {
  if (option === "activityRegularizer")
    return { message: "TF.js does not apply a layer with an activityRegularizer yet: leave it out" };
  const own = ownMistake(factory.class, option, value);
  if (own !== null) return own;
  if (option !== "pointwiseInitializer" && NAMED.has(suffixOf(option)) && value.kind === "string")
    return nameMistake(suffixOf(option), value.value);
  if (option === "padding" && !FREE_PADDING.has(factory.class))
    return wordMistake(
      option,
      value,
      NEVER_CAUSAL.has(factory.class) ? ["valid", "same"] : ["valid", "same", "causal"],
    );
  if (option === "dataFormat" && !ANY_DATA_FORMAT.has(factory.class))
    return wordMistake(option, value, ["channelsFirst", "channelsLast"]);
  if (option === "interpolation") return wordMistake(option, value, ["nearest", "bilinear"]);
  if (WHOLE.has(option)) return fractionMistake(option, value);
  return null;
}

/** Rules of single classes. */
function ownMistake(className: string, option: string, value: Value): Found {
  switch (`${className} ${option}`) {
    case "Concatenate axis":
      return isNumber(value, 0) ? { message: "axis 0 is the batch, along which TF.js does not join" } : null;
    case "ConvLSTM2D unroll":
      return asBoolean(value) === true ? { message: "TF.js cannot unroll a convolutional recurrent layer" } : null;
    case "Conv2DTranspose dilationRate":
    case "Conv3DTranspose dilationRate":
      return rateMistake(Number(className[4]), value);
    case "ELU alpha":
      return isNumber(value, 1) ? null : { message: "TF.js knows no alpha but 1 here" };
    case "GRU resetAfter":
    case "GRUCell resetAfter":
      return asBoolean(value) === true
        ? { message: "TF.js has no GRU that resets after the product: leave out resetAfter" }
        : null;
    case "RNN cell":
      return cellMistake(value);
    case "RandomWidth factor":
      return (asNumber(value) ?? 0) < 0 ? { message: "factor must not be negative" } : null;
    case "SeparableConv2D kernelInitializer":
    case "SeparableConv2D kernelRegularizer":
    case "SeparableConv2D kernelConstraint": {
      const [depthwise, pointwise] = ["depthwise", "pointwise"].map((kernel) => option.replace("kernel", kernel));
      return { message: `${option} is not allowed: write ${depthwise ?? ""} and ${pointwise ?? ""}` };
    }
    case "ZeroPadding2D padding":
      return pairMistake(value);
    default:
      return null;
  }
}

function pairMistake(value: Value): Found {
  const items = value.kind === "list" ? value.items : [];
  const isMixed = items.some(({ kind }) => kind === "list") && items.some(({ kind }) => kind === "integer");
  return isMixed ? { message: "padding must be a number, two numbers, or two arrays of two" } : null;
}

/** A transposed convolution checks its rate, and then leaves it out. */
function rateMistake(rank: number, value: Value): Found {
  const isFine = value.kind === "list" ? value.items.length === rank : value.kind !== "string";
  return isFine ? null : { message: `dilationRate must be a number or an array of ${rank}` };
}

function cellMistake(value: Value): Found {
  if (value.kind !== "layer" || value.custom !== undefined || value.unknown !== null) return null;
  if (value.class === "ConvLSTM2DCell")
    return { message: "a convolutional cell has a layer of its own: write tf.layers.convLstm2d" };
  return /Cells?$/.test(value.class)
    ? null
    : { message: `cell must be a cell of a recurrent layer, not a ${value.class}` };
}

/** A boolean is no number here. */
function isNumber(value: Value, wanted: number): boolean {
  return (value.kind === "integer" || value.kind === "float") && value.value === wanted;
}

// ---------------------------------------------------------------- inputs

/** What `tf.input` or `tf.layers.inputLayer` misses; null where TF.js takes the options. `shapes`: the option, and the one with the batch. */
export function inputRefusal(
  spelling: string,
  [shape, batchShape]: readonly [string, string],
  options: Options,
  call: CallContext,
): UnknownValue | null {
  const given = [shape, batchShape].filter((option) => options.has(option));
  if (given.length === 1) return null;
  const misplaced = ["shape", "inputShape"].find((option) => option !== shape && options.has(option));
  const place = misplaced === undefined ? null : (optionPlace(call, misplaced)?.name ?? null);
  const message =
    given.length === 2
      ? `${spelling} takes ${shape} or ${batchShape}, not both.`
      : misplaced === undefined
        ? `${spelling} needs ${shape} or ${batchShape}.`
        : `${spelling} does not read ${misplaced}: write ${shape}.`;
  const fix = place === null ? null : { title: changeTo(shape), location: place, text: shape };
  return { ...unknown(message, place ?? call.location), mistake: { fix } };
}

// ---------------------------------------------------------------- names

/** Kinds of objects that an option may name, by the end of the option's name. Class names count as well. */
const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "Initializer",
    (
      "constant glorotNormal glorotUniform heNormal heUniform identity leCunNormal leCunUniform ones orthogonal randomNormal " +
      "randomUniform truncatedNormal varianceScaling zeros"
    ).split(" "),
  ],
  ["Regularizer", ["l1l2"]],
  ["Constraint", ["maxNorm", "minMaxNorm", "nonNeg", "unitNorm"]],
]);

function suffixOf(option: string): string {
  return /[A-Z][a-z]+$/.exec(option)?.[0] ?? "";
}

function nameMistake(suffix: string, written: string): Found {
  const names = NAMED.get(suffix) ?? [];
  const known = (name: string): boolean => name === written || capital(name) === written;
  if (names.some(known) || (suffix === "Regularizer" && written === "L1L2")) return null;
  return withMeant(`there is no ${suffix.toLowerCase()} '${written}' in TF.js`, written, names);
}

function capital(name: string): string {
  return name.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

function withMeant(message: string, written: string, words: readonly string[]): Found {
  const meant = words.find((word) => word.toLowerCase() === written.toLowerCase()) ?? closest(written, words);
  return meant === null ? { message } : { message: `${message}: write '${meant}'`, meant: { written, word: meant } };
}

// ---------------------------------------------------------------- words and numbers

/** Layers that take padding as numbers. */
const FREE_PADDING: ReadonlySet<string> = new Set(["ZeroPadding2D"]);
const NEVER_CAUSAL: ReadonlySet<string> = new Set(["Conv2DTranspose", "Conv3DTranspose", "SeparableConv2D"]);
/** Layers that keep whatever they are told. */
const ANY_DATA_FORMAT: ReadonlySet<string> = new Set(["Cropping2D", "Flatten"]);

function wordMistake(option: string, value: Value, words: readonly string[]): Found {
  const written = asString(value);
  if (written === null || words.includes(written)) return null;
  return withMeant(`${option} must be ${listed(words)}, not '${written}'`, written, words);
}

function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  return quoted.length === 2 ? quoted.join(" or ") : `one of ${quoted.join(", ")}`;
}

/** Options that hold whole numbers, which TF.js does not cut. */
const WHOLE: ReadonlySet<string> = new Set([
  "axis",
  "depthMultiplier",
  "dilationRate",
  "filters",
  "inputDim",
  "kernelSize",
  "n",
  "outputDim",
  "poolSize",
  "size",
  "strides",
  "targetShape",
  "units",
]);

function fractionMistake(option: string, value: Value): Found {
  const items = value.kind === "list" ? value.items : [value];
  const wrong = items.find((item) => item.kind === "float" && !Number.isInteger(item.value));
  return wrong?.kind === "float" ? { message: `${option} must be a whole number, not ${wrong.value}` } : null;
}
