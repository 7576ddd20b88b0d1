/** What every family of layers answers. Shapes leave out the batch dimension. */
import type { Shape } from "../../../protocol/report";
import type { ModelValue } from "../values/value";
import { NO_COST } from "./arithmetic";
import type { Failure, LayerCost, LayerParameters, OutputShape, Tensors } from "./arithmetic";
import type { TensorOutput, TensorShape } from "./tensor/shapes";

export interface Rules {
  output(inputs: readonly Shape[]): OutputShape;
  /** Null where they depend on a side that is not known. */
  parameters(inputs: readonly Shape[]): LayerParameters | null;
  cost(tensors: Tensors): LayerCost;
  /** Shapes of the outputs behind the first, of a layer that has several. */
  furtherOutputs?(inputs: readonly Shape[]): readonly Shape[];
  /** How many tensors stand at each place of the list of its outputs; absent for one output. */
  readonly outputGroups?: readonly number[];
  /** What a call gives to a layer that takes more than one tensor or a list of them. */
  readonly called?: "with states" | "with query and value" | "with a list of query and value" | "with a list";
  /** Where its channels stand: behind, where this is absent. */
  readonly channels?: Channels;
  /** What its input is, for a layer that works on nothing else. */
  readonly takes?: "images" | "vectors" | undefined;
  /** As what the paper's features count it. */
  readonly countedAs?: "convolution" | "transposed convolution" | "dense" | "batch normalization" | undefined;
  /** Elements of its window, for these features. */
  readonly area?: number;
  /** Last side of its kernel, of a layer that has one; null where that is not known. */
  readonly lastKernelSide?: (inputs: readonly Shape[]) => number | null;
  /** Why no cost is given although all shapes are known: nothing like it was measured. A whole sentence. */
  readonly unmeasured?: string | undefined;
  /** Whole sentence: what its time is taken from, for a layer that no measured network has. */
  readonly approximate?: string;
  /** Why the cost of its activation, which is then left out, is not known. */
  readonly activationUnknown?: string | undefined;
  /** Present in an input: the same with `size` for sides that the source leaves open. */
  readonly withSize?: (size: readonly number[]) => Rules;
  /** Present in what sees all sides of tensors, the batch's included; the rules above then say the same of ordinary tensors. */
  readonly tensors?: TensorRules;
  /** Present in a function of the user's that was followed: what it computes is a network of its own, which gives its cost. */
  readonly body?: ModelValue;
  /** Present in a layer that cannot be read: its output, whatever the inputs are. */
  readonly failure?: Failure;
}

/**
 * "first": in front. "inherited": where they stand in its first input, of a layer that treats every element alike. A function of the
 * number of sides says whether they are in front.
 */
export type Channels = "first" | "inherited" | ((rank: number) => boolean);

export interface TensorRules {
  output(inputs: readonly TensorShape[]): TensorOutput;
  /** At batch 1; null where the sides of one sample are not known. */
  cost(inputs: readonly TensorShape[], output: TensorShape): LayerCost | null;
}

/** The rules of a layer that cannot be read. What is not understood may work on images. */
export function failing(failure: Failure): Rules {
  return { failure, takes: "images", output: () => failure, parameters: () => null, cost: () => NO_COST };
}

/** The rules of a layer that is not followed. */
export function notFollowed(message: string): Rules {
  return failing({ kind: "unknown", code: "unknown-layer", message });
}

export function isInput({ withSize }: Rules): boolean {
  return withSize !== undefined;
}

/** What the paper counts as a convolution, and what a batch normalization may stand behind. */
export function isConvolution({ countedAs }: Rules): boolean {
  return countedAs === "convolution" || countedAs === "transposed convolution";
}
