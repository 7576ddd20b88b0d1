/**
 * What a parameter most probably takes, by its name, where nothing else says it: the size of an image and the number of classes,
 * which networks of all kinds share, and values that hardly matter. Numbers of anything else (outputs, anchors, layers, units)
 * differ from network to network, and are never guessed.
 */
import type { Assumption } from "../../../../protocol/report";
import { asShape } from "../../values/ask";
import { FALSE, NONE, TRUE, float, integer, list, string, tuple } from "../../values/make";
import type { ClassValue, Value } from "../../values/value";
import type { Language } from "../../syntax/program";
import { inputForm } from "./input-parameters";
import type { InputForm } from "./input-parameters";
import { literalText } from "./literals";

/** The size of nearly every network of the benchmark: ImageNet's. */
export const ASSUMED_INPUT_SHAPE = [224, 224, 3] as const;

const ASSUMED_CLASSES = 1000;

const CLASSES =
  /^((n|nb|num|number_?of|no_?of|out|output)?_?(classes|class)|(n|nb|num|number_?of|no_?of)_?(labels|categories))(_?(num|count|number))?$/i;

const OWN_NAME = /^(name|model_?name|scope)$/i;

export interface Likely {
  readonly value: Value;
  /** True where another value has the same shapes, weights and times. */
  readonly isHarmless: boolean;
}

const OTHERS: readonly (Likely & { readonly names: RegExp })[] = [
  { names: /^(include|with|use)_?top$/i, value: TRUE, isHarmless: false },
  { names: /^pooling$/i, value: NONE, isHarmless: false },
  { names: /^(is_?)?training$/i, value: FALSE, isHarmless: false },
  { names: /^(act|activation|activation_?(fn|function|name))$/i, value: string("relu"), isHarmless: false },
  {
    names: /^(classifier|final|last|out(put)?|top)_?(act|activation)(_?(fn|function))?$/i,
    value: string("softmax"),
    isHarmless: false,
  },
  {
    names: /^(weights|pretrained(_?weights)?|weights_?path|classifier_?weights)$/i,
    value: NONE,
    isHarmless: true,
  },
  { names: /^(drop(out)?_?(rate|prob|probability|p)?|keep_?prob)$/i, value: float(0.5), isHarmless: true },
  { names: /^(data_?format|image_?data_?format)$/i, value: string("channels_last"), isHarmless: true },
  { names: OWN_NAME, value: string("model"), isHarmless: true },
  { names: /^trainable$/i, value: TRUE, isHarmless: true },
  {
    names:
      /^(lr|learning_?rate|init_?lr|initial_?lr|momentum|decay|weight_?decay|l1|l2|reg|regulari[sz]ation|l2_?reg)$/i,
    value: float(0.001),
    isHarmless: true,
  },
  { names: /^(kernel_?)?initiali[sz]er$/i, value: string("glorot_uniform"), isHarmless: true },
];

/** `names` are all parameters of the function. Null for one whose name says nothing, or that takes a part of the network. */
export function likelyValue(name: string, names: readonly string[], language: Language): Likely | null {
  const form = imageForm(name, names);
  if (form !== null) return { value: ofForm(form, language), isHarmless: false };
  if (isClasses(name)) return { value: integer(ASSUMED_CLASSES), isHarmless: false };
  return OTHERS.find((likely) => likely.names.test(name)) ?? null;
}

/** The likely size of an image; null for a parameter that takes something else. */
export function likelySize(name: string, names: readonly string[], language: Language): Value | null {
  const form = imageForm(name, names);
  return form === null ? null : ofForm(form, language);
}

/** The name of a layer or a model, which no figure rests on unless the function looks something up by it. */
export function isOwnName(name: string): boolean {
  return OWN_NAME.test(name);
}

export function isClasses(name: string): boolean {
  return CLASSES.test(name);
}

/** Height, width and channels are those of an image only together: `h` may be a hidden size, `channels` a layer's. */
function imageForm(name: string, names: readonly string[]): InputForm | null {
  const form = inputForm(name);
  const has = (other: InputForm): boolean => names.some((one) => inputForm(one) === other);
  switch (form) {
    case null:
      return null;
    case "shape":
      // A size is mostly the one side of a square image.
      return /size$/i.test(name) ? "height" : "shape";
    case "height":
      return has("width") ? form : null;
    case "width":
      return has("height") ? form : null;
    case "channels":
      return /^(input|image|img)/i.test(name) || has("shape") || (has("height") && has("width")) ? form : null;
  }
}

/** Behind "assumed": `224×224×3`, `1,000 classes`, `pooling=None`. */
export function assumedText(name: string, value: Value, language: Language): string {
  const sides = inputForm(name) === "shape" ? asShape(value) : null;
  if (sides !== null) return sidesText(sides[0] === null ? sides.slice(1) : sides);
  if (value.kind === "integer" && isClasses(name)) return `${value.value.toLocaleString("en")} classes`;
  return `${name}=${literalText(value, language) ?? "…"}`;
}

/** Of a model that nobody calls, and that says no whole size. */
export function calledWith({ name, location }: ClassValue, shape: readonly number[]): Assumption {
  const short = sidesText(shape);
  return { message: `${name} is called with an image of ${short}`, short, location, code: "input-size" };
}

/** `224×224×3` */
function sidesText(sides: readonly (number | null)[]): string {
  return sides.map((side) => side ?? "None").join("×");
}

function ofForm(form: InputForm, language: Language): Value {
  const [height, width, channels] = ASSUMED_INPUT_SHAPE;
  switch (form) {
    case "shape": {
      const sides = ASSUMED_INPUT_SHAPE.map((side) => integer(side));
      return language === "python" ? tuple(sides) : list(sides);
    }
    case "height":
      return integer(height);
    case "width":
      return integer(width);
    case "channels":
      return integer(channels);
  }
}

/** Parameters that take a tensor, which a comment can write as an input of the network. */
const TENSORS =
  /^_?(x|y|z|inputs?|inp|images?|img|input_?(tensors?|layer|img|image)|(img|image)_?(input|tensor)|tensors?|features?|feature_?maps?|\w*_(layer|tensor))$/i;

export function isTensor(name: string): boolean {
  return TENSORS.test(name);
}

/** How such a comment writes it; `shape` as the language has it. */
export function inputText(shape: string, language: Language): string {
  return language === "python" ? `Input(${shape})` : `tf.input({shape: ${shape}})`;
}

export function likelyInput(language: Language): string {
  return inputText(literalText(ofForm("shape", language), language) ?? "", language);
}

/** Parameters that take a part of a network, which no comment can write. */
const STRUCTURAL =
  /^_?(block\w*|\w*_?block|backbone\w*|base_?(model|net\w*)|model|net|layers?|cfg|conf(ig\w*)?|args|opts?|options|flags|hparams|params|encoder|decoder|\w*_(fn|func)|stack\w*)$/i;

export function isStructural(name: string): boolean {
  return STRUCTURAL.test(name);
}
