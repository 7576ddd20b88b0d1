/** Canonical class name → the reader of its arguments, family by family. */
import { ARRANGEMENT_READERS } from "./arrangement";
import { ATTENTION_READERS } from "./attention";
import { DATA_READERS } from "./data";
import { MERGE_READERS } from "./merge";
import { PLAIN_READERS } from "./plain";
import { PREPROCESSING_READERS } from "./preprocessing";
import type { Readers } from "../shared-arguments";
import { TENSOR_READERS } from "./tensor";

export const READERS: Readers = [
  ...PLAIN_READERS,
  ...ARRANGEMENT_READERS,
  ...MERGE_READERS,
  ...PREPROCESSING_READERS,
  ...ATTENTION_READERS,
  ...DATA_READERS,
  ...TENSOR_READERS,
];
