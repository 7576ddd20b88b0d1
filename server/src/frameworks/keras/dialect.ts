/**
 * Keras 1 or Keras 2: `Conv2D(24, 5, 5)` has sides of 5×5 in the words of the one and strides of 5 in those of the other.
 *
 * Keras 2.0 to 2.3 took both, so a file with a word of Keras 1 is read as they read it; Keras in TensorFlow never knew Keras 1.
 */
import type { CallContext } from "../../values/value";
import type { Program } from "../../syntax/program";
import { constructorOf } from "./constructors";

export type Dialect = "keras 1" | "keras 2";

/** What the keywords of one call of a convolution say; null where they say nothing. */
export function dialectOfConvolution(keywords: Iterable<string>): Dialect | null {
  let found: Dialect | null = null;
  for (const keyword of keywords) {
    if (isOfKeras1(keyword)) return "keras 1";
    if (isOfKeras2(keyword) || CONVOLUTION_OF_KERAS_2.has(keyword)) found = "keras 2";
  }
  return found;
}

/** What files say as a whole; each is looked through once, when a call asks. */
export class Dialects {
  private readonly programs = new Map<string, Program>();
  private readonly found = new Map<string, FileDialect>();

  add(uri: string, program: Program): void {
    this.programs.set(uri, program);
  }

  of({ location }: CallContext): FileDialect {
    const known = this.found.get(location.uri);
    if (known !== undefined) return known;
    const program = this.programs.get(location.uri);
    const dialect = program === undefined ? NOTHING : dialectOfProgram(program);
    this.found.set(location.uri, dialect);
    return dialect;
  }
}

export interface FileDialect {
  readonly dialect: Dialect | null;
  /** True for Keras within TensorFlow, which leaves nothing open. */
  readonly isCertain: boolean;
}

const NOTHING: FileDialect = { dialect: null, isCertain: false };

function dialectOfProgram(program: Program): FileDialect {
  let dialect: Dialect | null = null;
  const waiting: unknown[] = [program.body];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (isOfTensorFlow(next)) return { dialect: "keras 2", isCertain: true };
    const spoken = dialectOfCall(next);
    if (dialect !== "keras 1" && spoken !== null) dialect = spoken;
    for (const part of Object.values(next)) if (typeof part === "object") waiting.push(part);
  }
  return { dialect, isCertain: false };
}

/** `from tensorflow.keras import …`, `tf.keras.…` */
function isOfTensorFlow(node: object): boolean {
  if (!("kind" in node)) return false;
  if (node.kind === "import")
    return (
      "module" in node && typeof node.module === "string" && /^(tensorflow(\.\w+)*\.keras|tf_keras)\b/.test(node.module)
    );
  return node.kind === "attribute" && "name" in node && node.name === "keras";
}

function dialectOfCall(node: object): Dialect | null {
  if (!("kind" in node) || node.kind !== "call" || !("callee" in node) || !("arguments" in node)) return null;
  const name = nameOf(node.callee);
  if (name === null || !Array.isArray(node.arguments)) return null;
  const keywords = node.arguments.flatMap((argument: unknown) => keywordOf(argument) ?? []);
  if (name === "Model") return keywords.some((one) => one === "input" || one === "output") ? "keras 1" : null;
  const constructor = constructorOf(name);
  if (constructor === undefined || name === "Embedding") return null;
  if (constructor.parameters.includes("kernel_size")) return dialectOfConvolution(keywords);
  if (keywords.some(isOfKeras1)) return "keras 1";
  return keywords.some(isOfKeras2) ? "keras 2" : null;
}

function nameOf(callee: unknown): string | null {
  if (typeof callee !== "object" || callee === null || !("name" in callee)) return null;
  return typeof callee.name === "string" ? callee.name : null;
}

function keywordOf(argument: unknown): string | null {
  if (typeof argument !== "object" || argument === null || !("name" in argument)) return null;
  return typeof argument.name === "string" ? argument.name : null;
}

function isOfKeras1(keyword: string): boolean {
  return KERAS_1.has(keyword) || /^[WbU]_(regularizer|constraint)$/.test(keyword);
}

function isOfKeras2(keyword: string): boolean {
  return KERAS_2.has(keyword) || /^(?!activity_)[a-z]{2,}_(initializer|regularizer|constraint)$/.test(keyword);
}

/** Keywords that Keras 2 renamed; `output_dim` of a Dense too, which Embedding keeps. */
const KERAS_1: ReadonlySet<string> = new Set([
  "nb_filter",
  "nb_row",
  "nb_col",
  "kernel_dim1",
  "kernel_dim2",
  "kernel_dim3",
  "filter_length",
  "subsample",
  "subsample_length",
  "border_mode",
  "dim_ordering",
  "init",
  "inner_init",
  "gamma_init",
  "beta_init",
  "bias",
  "atrous_rate",
  "output_dim",
  "p",
  "pool_length",
]);

/** Their new names, and what came with Keras 2. `activity_regularizer` is in both. */
const KERAS_2: ReadonlySet<string> = new Set([
  "filters",
  "kernel_size",
  "data_format",
  "use_bias",
  "dilation_rate",
  "groups",
  "units",
  "rate",
]);

/** New in convolutions alone: pooling and zero padding have had such arguments from the start. */
const CONVOLUTION_OF_KERAS_2: ReadonlySet<string> = new Set(["strides", "padding"]);
