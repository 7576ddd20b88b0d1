/** Operation → the rules of its family. */
import { assertNever } from "../assert-never";
import { laidOut } from "./layout";
import type { Operation } from "./operations";
import {
  croppingRules,
  filterRules,
  flattenRules,
  identityRules,
  permuteRules,
  randomSideRules,
  repeatVectorRules,
  reshapeRules,
  resizeRules,
  upSamplingRules,
  zeroPaddingRules,
} from "./arrange";
import { dotRules } from "./dot";
import { embeddingRules } from "./embedding";
import { inputRules } from "./input";
import { attentionRules, multiHeadAttentionRules } from "./attention";
import { einsumDenseRules } from "./einsum-dense";
import { encodingRules } from "./encoding";
import { OWN_WEIGHTS } from "./own-weights";
import { concatenateRules, mergeRules } from "./merge";
import type { Rules } from "./rules";
import { tensorRules } from "./tensor/tensor-rules";

type KnownOperation = Exclude<Operation, { type: "unknown" }>;

export function rulesOf(operation: KnownOperation): Rules {
  const rules = channelsLastRules(operation);
  // Flattening depends on the layout in its cost alone.
  const isTurned = "channelsFirst" in operation && operation.channelsFirst && operation.type !== "flatten";
  return laidOut(isTurned, rules);
}

function channelsLastRules(operation: KnownOperation): Rules {
  switch (operation.type) {
    case "input":
      return inputRules(operation.shape);
    case "embedding":
      return embeddingRules(operation);
    case "flatten":
      return flattenRules(operation);
    case "reshape":
      return reshapeRules(operation);
    case "permute":
      return permuteRules(operation);
    case "repeat_vector":
      return repeatVectorRules(operation);
    case "zero_padding":
      return zeroPaddingRules(operation);
    case "cropping":
      return croppingRules(operation);
    case "up_sampling":
      return upSamplingRules(operation);
    case "filter":
      return filterRules(operation);
    case "resize":
      return resizeRules(operation);
    case "random_side":
      return randomSideRules(operation);
    case "identity":
      return identityRules(operation);
    case "merge":
      return mergeRules(operation);
    case "concatenate":
      return concatenateRules(operation);
    case "dot":
      return dotRules(operation);
    case "multi_head_attention":
      return multiHeadAttentionRules(operation);
    case "attention":
      return attentionRules(operation);
    case "einsum_dense":
      return einsumDenseRules(operation);
    case "encoding":
      return encodingRules(operation);
    case "own_weights":
      return OWN_WEIGHTS;
    case "tensor":
    case "constant":
      return tensorRules(operation);
    default:
      return assertNever(operation);
  }
}
