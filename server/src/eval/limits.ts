/** Bounds of one evaluation. A root that reaches one gives a partial result and a problem that names the limit. */
export interface Limits {
  /** Evaluated nodes. The largest real file of 341 measured needed 36,000. */
  readonly steps: number;
  /** Milliseconds of one root. An answer later than this is of no use to somebody who types. */
  readonly milliseconds: number;
  /** Milliseconds of a document altogether, from its text to its prices: many roots that are slow each come to an end too. */
  readonly allMilliseconds: number;
  /**
   * Milliseconds that each layer, tensor or model adds to both. What builds a large network is no program without end, and there
   * somebody waits for its answer.
   */
  readonly layerMilliseconds: number;
  /** Milliseconds that each module of the project adds to both, once: it has to be read before anything of it runs. */
  readonly moduleMilliseconds: number;
  /** Nested calls. Keras code nests helpers a handful deep; this bounds our own stack. */
  readonly callDepth: number;
  /** Nested statements, expressions and calls together; some 250 bytes of our own stack each, of about a megabyte. */
  readonly nesting: number;
  /** Iterations of one loop. */
  readonly iterations: number;
  /** Layers and tensors of one root. The largest measured network has 2,000 layers, the most of the paper's files takes 14,660 with its tensors. */
  readonly layers: number;
  /**
   * Layers and tensors of a document after which no further model is begun. The files of the paper's networks begin their last one after 6,081 at
   * most; a network comes to its end, however large.
   */
  readonly layersOfSeveral: number;
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
  moduleMilliseconds: 0,
  callDepth: 64,
  nesting: 1_200,
  iterations: 20_000,
  layers: 15_000,
  layersOfSeveral: 6_200,
  items: 100_000,
  characters: 1_000_000,
  modules: 40,
};

/**
 * Where nobody types. Packages of networks import each other by the hundred, and blocks that compute tables of positions take more than an
 * editor waits for: the largest of 600 public networks needs some four million steps. The clock is that of the processor, so that a busy
 * machine does not change what a command prints; with it, no file takes more than some two seconds, most of a second of them to start and to print,
 * unless it builds a network of ten thousand layers.
 */
export const PATIENT_LIMITS: Limits = {
  ...LIMITS,
  steps: 5_000_000,
  items: 4_000_000,
  characters: 4_000_000,
  modules: 400,
  milliseconds: 1_200,
  allMilliseconds: 1_200,
  // Half of it is what a layer of the slowest files takes on a busy machine.
  layerMilliseconds: 0.5,
  // A module of a thousand lines takes some 60 ms of a processor that does other things too.
  moduleMilliseconds: 60,
};
