/**
 * What a layer computes, freed of framework spelling: every default filled in, one number for each spatial axis.
 * `operationOf` reads it from arguments by their Keras 2 names, whether they come from source text or from a saved topology.
 */
import type { TensorRule, TensorShape } from "./tensor/shapes";
import { rulesOf } from "./operation-rules";
import { failing } from "./rules";
import type { Failure } from "./arithmetic";
import { READERS } from "./readers/readers";
import type { Family } from "./family";

import type { Pair, SidePairs, Sides } from "./arithmetic";
/** A layer with spatial axes. `channelsFirst` is how its tensors are laid out, without a meaning for weights and FLOPs. */
interface Spatial {
  readonly channelsFirst: boolean;
}

export type Operation =
  | { readonly type: "input"; readonly shape: readonly (number | null)[] | null }
  | ({ readonly type: "flatten" } & Spatial)
  | { readonly type: "reshape"; readonly target: readonly number[] }
  | { readonly type: "permute"; readonly dimensions: readonly number[] }
  | { readonly type: "repeat_vector"; readonly count: number }
  | ({ readonly type: "zero_padding"; readonly padding: SidePairs } & Spatial)
  | ({ readonly type: "cropping"; readonly cropping: SidePairs } & Spatial)
  | ({ readonly type: "up_sampling"; readonly size: Sides } & Spatial)
  /** A preprocessing of images that keeps their shape and works whenever the network is used. */
  | { readonly type: "filter"; readonly layer: string }
  /** An image of a given size, resampled or cut out of the input. */
  | ({
      readonly type: "resize";
      readonly layer: string;
      readonly size: Pair;
      readonly mode: "resample" | "cut";
    } & Spatial)
  /** RandomHeight, RandomWidth: an axis (-3 or -2) has a size that is not known before the network runs. */
  | { readonly type: "random_side"; readonly layer: string; readonly axis: number }
  /** Nothing at inference: dropout, noise. Some take inputs of one number of axes alone. */
  | { readonly type: "identity"; readonly layer?: string; readonly rank?: number }
  | {
      readonly type: "merge";
      readonly mode: "add" | "subtract" | "multiply" | "average" | "maximum" | "minimum";
    }
  | { readonly type: "concatenate"; readonly axis: number }
  /** Axes that are summed over, of each input, counting the batch. */
  | { readonly type: "dot"; readonly axes: Pair; readonly normalize: boolean }
  /** A row of a table for each number of the input. */
  | { readonly type: "embedding"; readonly rows: number; readonly columns: number }
  /**
   * A function of `tf`, `keras.backend` or `keras.ops`, or an operator on tensors. `operands` in order, null for the next input of
   * the layer; empty where all are inputs.
   */
  | {
      readonly type: "tensor";
      readonly rule: TensorRule;
      readonly operands: readonly (TensorShape | null)[];
      readonly takes: "images" | "vectors" | null;
    }
  /** A tensor that the source gives, all its sides; `weights` where it is one of the network's. */
  | {
      readonly type: "constant";
      readonly sides: readonly (number | null)[];
      readonly weights: "trainable" | "fixed" | null;
    }
  /** Inputs: query, value, and key where it is not the value. `axes` count the batch; null are all between it and the last. */
  | {
      readonly type: "multi_head_attention";
      readonly layer: string;
      readonly heads: number;
      /** Heads that keys and values have; fewer where several queries share one. */
      readonly keyHeads: number;
      readonly keyDimension: number;
      readonly valueDimension: number;
      readonly useBias: boolean;
      readonly useGate: boolean;
      readonly outputShape: readonly number[] | null;
      readonly axes: readonly number[] | null;
    }
  /** Attention without projections: scores are products, or sums under a tanh. */
  | {
      readonly type: "attention";
      readonly layer: string;
      readonly score: "dot" | "concat" | "additive";
      readonly useScale: boolean;
    }
  /** A product of the input and a kernel by Einstein's notation; the sides that the output adds are given. */
  | {
      readonly type: "einsum_dense";
      readonly equation: string;
      readonly outputShape: readonly (number | null)[];
      readonly biasAxes: string;
      readonly activation: string;
    }
  /** Text, numbers and categories → indexes or vectors of them. */
  | { readonly type: "encoding"; readonly layer: string; readonly result: EncodingResult }
  /** A layer of the user's own where it has weights that what it computes leaves out: they follow the first input. */
  | { readonly type: "own_weights" }
  | UnknownOperation;

/**
 * "same": an index for each element; "each": a vector of `size` for each; "joined": one vector of `size` for the last side;
 * "sequence": so many indexes. A size that depends on data that is read when the program runs is null.
 */
export interface EncodingResult {
  readonly form: "same" | "each" | "joined" | "sequence";
  readonly size: number | null;
}

export interface UnknownOperation {
  readonly type: "unknown";
  readonly failure: Failure;
}

export const OLD: Family = READERS.map(
  ([name, read]) =>
    [
      name,
      (reader) => {
        const operation = read(reader);
        return operation.type === "unknown" ? failing(operation.failure) : rulesOf(operation);
      },
    ] as const,
);

export function notFollowed(message: string): UnknownOperation {
  return { type: "unknown", failure: { kind: "unknown", code: "unknown-layer", message } };
}
