/** TensorFlow.js itself: what its layers give and what they refuse. */
/* eslint-disable @typescript-eslint/no-require-imports, no-new-func, @typescript-eslint/no-implied-eval --
   only `require` keeps what these modules do when they are loaded, and the programs of the tests are to be run */
import core = require("@tensorflow/tfjs-core");
import layers = require("@tensorflow/tfjs-layers");

require("@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops");
require("@tensorflow/tfjs-backend-cpu");
core.env().set("IS_TEST", true);

const tf: object = { ...core, ...layers };

/** The names of `tf.layers` that make layers. */
export const FACTORIES: readonly string[] = Object.keys(layers.layers).filter((name) => /^[a-z]/.test(name));

/** Sides without the batch; null for one that is open, NaN for what TF.js makes of a value that it does not check. */
type Sides = readonly (number | null)[];

export type TfjsAnswer =
  | {
      readonly kind: "built";
      /** What the symbolic tensors say. */
      readonly outputs: readonly Sides[];
      /** What comes out for zeros; null where that fails. */
      readonly computed: readonly Sides[] | null;
      readonly parameters: number;
      readonly trainable: number;
      /** What `model.json` holds of it, beside the weights. */
      readonly topology: unknown;
    }
  | { readonly kind: "refused"; readonly message: string };

/** Runs the body of a function of `tf` that returns a model, and the model. */
export function buildWithTfjs(body: string): TfjsAnswer {
  core.engine().startScope();
  try {
    const build = new Function("tf", body) as (library: object) => layers.LayersModel;
    const model = build(tf);
    return {
      kind: "built",
      outputs: model.outputs.map(({ shape }) => shape.slice(1)),
      computed: NEVER_ENDING.test(body) ? null : compute(model),
      parameters: count(model.weights),
      trainable: count(model.trainableWeights),
      topology: model.toJSON(null, false),
    };
  } catch (error) {
    return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
  } finally {
    core.engine().endScope();
  }
}

/** The transposed convolution of TF.js goes round for ever. */
const NEVER_ENDING = /strides: (0|-1)\b/;

function compute(model: layers.LayersModel): readonly Sides[] | null {
  try {
    const inputs = model.inputs.map(({ shape }) => core.zeros(shape.map((side, axis) => side ?? (axis === 0 ? 1 : 4))));
    const outputs = model.predict(inputs);
    return (Array.isArray(outputs) ? outputs : [outputs]).map(({ shape }) => shape.slice(1));
  } catch {
    return null;
  }
}

function count(weights: readonly { readonly shape: Sides }[]): number {
  let total = 0;
  for (const { shape } of weights) total += shape.reduce<number>((product, side) => product * (side ?? 1), 1);
  return total;
}
