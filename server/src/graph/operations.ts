/**
 * What a layer computes, freed of framework spelling: every default filled in, every pair a pair.
 * `operationOf` reads it from arguments by their Keras 2 names, whether they come from source text or from a saved topology.
 */
import type { Value } from "../eval/values";

export type Pair = readonly [number, number];
export type Padding = "same" | "valid";

export type Operation =
  | { readonly type: "input"; readonly shape: readonly (number | null)[] | null }
  | {
      readonly type: "conv2d";
      readonly filters: number;
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly groups: number;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | {
      readonly type: "separable_conv2d";
      readonly filters: number;
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly depthMultiplier: number;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | {
      readonly type: "depthwise_conv2d";
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly depthMultiplier: number;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | { readonly type: "dense"; readonly units: number; readonly useBias: boolean; readonly activation: string }
  | { readonly type: "batch_normalization"; readonly axis: number; readonly scale: boolean; readonly center: boolean }
  | { readonly type: "activation"; readonly function: string }
  | {
      readonly type: "pool2d";
      readonly mode: "max" | "average";
      readonly size: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
    }
  | { readonly type: "global_pool2d"; readonly mode: "max" | "average"; readonly keepDimensions: boolean }
  | { readonly type: "flatten" }
  | { readonly type: "reshape"; readonly target: readonly number[] }
  | { readonly type: "permute"; readonly dimensions: readonly number[] }
  | { readonly type: "zero_padding2d"; readonly padding: readonly [Pair, Pair] }
  | { readonly type: "cropping2d"; readonly cropping: readonly [Pair, Pair] }
  /** Nothing at inference: dropout, noise. */
  | { readonly type: "identity" }
  | {
      readonly type: "merge";
      readonly mode: "add" | "subtract" | "multiply" | "average" | "maximum" | "minimum";
    }
  | { readonly type: "concatenate"; readonly axis: number }
  /** Shape known from elsewhere, cost from how it changes the shape (saved Lambda layers). */
  | { readonly type: "lambda"; readonly outputShape: readonly (number | null)[] | null }
  | { readonly type: "unknown"; readonly why: string };

export declare function operationOf(className: string, given: ReadonlyMap<string, Value>): Operation;
