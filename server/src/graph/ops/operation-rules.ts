/** Operation → the rules of its family. */
import { assertNever } from "../../assert-never";
import type { Operation } from "../operations";
import { activationRules, preluRules } from "./activation";
import {
  cropping2dRules,
  flattenRules,
  identityRules,
  permuteRules,
  reshapeRules,
  upSampling2dRules,
  zeroPadding2dRules,
} from "./arrange";
import { conv2dRules, conv2dTransposeRules, depthwiseConv2dRules, separableConv2dRules } from "./convolution";
import { denseRules } from "./dense";
import { inputRules } from "./input";
import { lambdaRules } from "./lambda";
import { concatenateRules, mergeRules } from "./merge";
import { batchNormalizationRules } from "./normalization";
import { globalPool2dRules, pool2dRules } from "./pooling";
import type { Rules } from "./rules";

export function rulesOf(operation: Exclude<Operation, { type: "unknown" }>): Rules {
  switch (operation.type) {
    case "input":
      return inputRules(operation);
    case "conv2d":
      return conv2dRules(operation);
    case "separable_conv2d":
      return separableConv2dRules(operation);
    case "depthwise_conv2d":
      return depthwiseConv2dRules(operation);
    case "conv2d_transpose":
      return conv2dTransposeRules(operation);
    case "dense":
      return denseRules(operation);
    case "batch_normalization":
      return batchNormalizationRules(operation);
    case "activation":
      return activationRules(operation);
    case "prelu":
      return preluRules(operation);
    case "pool2d":
      return pool2dRules(operation);
    case "global_pool2d":
      return globalPool2dRules(operation);
    case "flatten":
      return flattenRules();
    case "reshape":
      return reshapeRules(operation);
    case "permute":
      return permuteRules(operation);
    case "zero_padding2d":
      return zeroPadding2dRules(operation);
    case "cropping2d":
      return cropping2dRules(operation);
    case "up_sampling2d":
      return upSampling2dRules(operation);
    case "identity":
      return identityRules();
    case "merge":
      return mergeRules(operation);
    case "concatenate":
      return concatenateRules(operation);
    case "lambda":
      return lambdaRules(operation);
    default:
      return assertNever(operation);
  }
}
