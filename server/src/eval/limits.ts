/** Bounds of one evaluation. A root that reaches one gives a partial result and a problem that names the limit. */
export interface Limits {
  /** Evaluated nodes. The largest real file of 341 measured needed 36,000. */
  readonly steps: number;
  /** Milliseconds of one root. An answer later than this is of no use to somebody who types. */
  readonly milliseconds: number;
  /** Milliseconds of all roots of a document together: many that are slow each come to an end too. */
  readonly allMilliseconds: number;
  /**
   * Milliseconds that each layer, tensor or model adds to both. What builds a large network is no program without end, and there
   * somebody waits for its answer.
   */
  readonly layerMilliseconds: number;
  /** Nested calls. Keras code nests helpers a handful deep; this bounds our own stack. */
  readonly callDepth: number;
  /** Nested statements, expressions and calls together; some 250 bytes of our own stack each, of about a megabyte. */
  readonly nesting: number;
  /** Iterations of one loop. */
  readonly iterations: number;
  /** Layers of one root. The largest measured network has 2,000. */
  readonly layers: number;
  /** Items of one list, range, tuple, dict or array. */
  readonly items: number;
  /** Characters of one text. */
  readonly characters: number;
  /** Modules of the project that one document brings in. Real files need a dozen; a loop over a folder of hundreds is not waited for. */
  readonly modules: number;
}

export const LIMITS: Limits = {
  steps: 400_000,
  milliseconds: 1_000,
  allMilliseconds: 4_000,
  layerMilliseconds: 0,
  callDepth: 64,
  nesting: 1_200,
  iterations: 20_000,
  layers: 20_000,
  items: 100_000,
  characters: 1_000_000,
  modules: 40,
};

/**
 * Where nobody types. Packages of networks import each other by the hundred, and blocks that compute tables of positions take more than an
 * editor waits for: the largest of 600 public networks needs some four million steps. The clock is that of the processor, so that a busy
 * machine does not change what a command prints; with it, no file without layers takes more than some two seconds.
 */
export const PATIENT_LIMITS: Limits = {
  ...LIMITS,
  steps: 5_000_000,
  items: 4_000_000,
  characters: 4_000_000,
  modules: 400,
  milliseconds: 1_500,
  allMilliseconds: 1_500,
  // Half of it is what a layer of the slowest files takes on a busy machine.
  layerMilliseconds: 0.5,
};
