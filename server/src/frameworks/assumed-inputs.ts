/** What a parameter most probably takes, by its name: for functions that nobody calls with values that are known. */
import { asIntegerList, FALSE, NONE, TRUE, float, integer, list, string, tuple } from "../eval/read";
import type { Value } from "../eval/values";
import type { Language } from "../syntax/program";
import { inputForm } from "./input-parameters";
import { literalText } from "./literals";

/** The size of nearly every network of the benchmark: ImageNet's. */
export const ASSUMED_INPUT_SHAPE = [224, 224, 3] as const;

/** How likely values are told apart: those that set the size of a network, and those that hardly touch it. */
interface Likely {
  readonly names: RegExp;
  readonly value: Value;
}

const CLASSES = /^(n|nb|num|number_?of|no_?of)?_?(classes|class|labels|categories)(_?(num|count|number))?$/i;

const LIKELY: readonly Likely[] = [
  { names: CLASSES, value: integer(1000) },
  { names: /^n_?out(puts?)?$|^(num_?|output_?)(outputs?|units|classes|dim)$/i, value: integer(1000) },
  { names: /^(include|with|use)_?top$/i, value: TRUE },
  { names: /^(pooling|weights|pretrained(_?weights)?|weights_?path|input_?tensor|classifier_?weights)$/i, value: NONE },
  { names: /^(alpha|width_?mult(iplier)?|depth_?mult(iplier)?|multiplier)$/i, value: float(1) },
  { names: /^(drop(out)?_?(rate|prob|probability|p)?|keep_?prob)$/i, value: float(0.5) },
  { names: /^(data_?format|image_?data_?format)$/i, value: string("channels_last") },
  { names: /^(act|activation|activation_?(fn|function|name))$/i, value: string("relu") },
  { names: /^(classifier|final|last|out(put)?|top)_?(act|activation)(_?(fn|function))?$/i, value: string("softmax") },
  { names: /^(name|model_?name|scope)$/i, value: string("model") },
  { names: /^(is_?)?training$/i, value: FALSE },
  { names: /^trainable$/i, value: TRUE },
  {
    names:
      /^(lr|learning_?rate|init_?lr|initial_?lr|momentum|decay|weight_?decay|l1|l2|reg|regulari[sz]ation|l2_?reg)$/i,
    value: float(0.001),
  },
  { names: /^(kernel_?)?initiali[sz]er$/i, value: string("glorot_uniform") },
];

/** Null for a parameter whose name says nothing, or that takes a part of the network. */
export function assumedValue(name: string, language: Language): Value | null {
  const shaped = inputForm(name);
  // A size is mostly the one side of a square image.
  if (shaped !== null) return ofForm(shaped === "shape" && /size$/i.test(name) ? "height" : shaped, language);
  return LIKELY.find(({ names }) => names.test(name))?.value ?? null;
}

/** Behind "assumed": `224×224×3`, `1,000 classes`, `alpha=1.0`. */
export function assumedText(name: string, value: Value, language: Language): string {
  const sides = asIntegerList(value);
  if (sides !== null && inputForm(name) === "shape") return sidesText(sides);
  if (value.kind === "integer" && CLASSES.test(name)) return `${value.value.toLocaleString("en")} classes`;
  return `${name}=${literalText(value, language) ?? "…"}`;
}

/** `224×224×3` */
export function sidesText(sides: readonly number[]): string {
  return sides.join("×");
}

function ofForm(form: "shape" | "height" | "width" | "channels", language: Language): Value {
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

/** Parameters that take a tensor or a part of a network, which no literal can be. */
const STRUCTURAL =
  /^_?(x|y|z|inputs?|inp|input_?(tensors?|layer|img|image)|img_?input|tensors?|features?|feature_?maps?|block\w*|\w*_?block|backbone\w*|base_?(model|net\w*)|model|net|layers?|cfg|conf(ig\w*)?|args|opts?|options|flags|hparams|params|encoder|decoder|\w*_(fn|func|layer|tensor)|stack\w*)$/i;

export function isStructural(name: string): boolean {
  return STRUCTURAL.test(name);
}
