/** Canonical class name → the reader of its arguments, family by family. */
import { ACTIVATION_READERS } from "./activation";
import { ARRANGEMENT_READERS } from "./arrangement";
import { ATTENTION_READERS } from "./attention";
import { CONVOLUTION_READERS } from "./convolution";
import { DATA_READERS } from "./data";
import { MERGE_READERS } from "./merge";
import { NORMALIZATION_READERS } from "./normalization";
import { PLAIN_READERS } from "./plain";
import { POOLING_READERS } from "./pooling";
import { PREPROCESSING_READERS } from "./preprocessing";
import { RECURRENT_READERS } from "./recurrent";
import type { Read } from "../shared-arguments";
import { TENSOR_READERS } from "./tensor";

export function readerOf(className: string): Read | undefined {
  return READERS.get(className);
}

/** Every class that is understood. */
export function readClasses(): readonly string[] {
  return [...READERS.keys()];
}

const READERS: ReadonlyMap<string, Read> = new Map([
  ...PLAIN_READERS,
  ...CONVOLUTION_READERS,
  ...POOLING_READERS,
  ...NORMALIZATION_READERS,
  ...ACTIVATION_READERS,
  ...ARRANGEMENT_READERS,
  ...MERGE_READERS,
  ...PREPROCESSING_READERS,
  ...RECURRENT_READERS,
  ...ATTENTION_READERS,
  ...DATA_READERS,
  ...TENSOR_READERS,
]);
