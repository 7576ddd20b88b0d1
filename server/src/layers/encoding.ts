/** Layers that turn text, numbers and categories into indexes or vectors. None was measured, and none runs on the GPU. */
import { sequenceItems } from "./arguments";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { NO_COST, NO_PARAMETERS, shape, shapeError, unmeasured } from "./arithmetic";
import type { Rules } from "./rules";

/**
 * "same": an index for each element; "each": a vector of `size` for each; "joined": one vector of `size` for the last side;
 * "sequence": so many indexes. A size that depends on data that is read when the program runs is null.
 */
interface Result {
  readonly form: "same" | "each" | "joined" | "sequence";
  readonly size: number | null;
}

export const ENCODINGS: Family = [
  ["StringLookup", (reader) => readLookup(reader, "StringLookup", 1)],
  ["IntegerLookup", (reader) => readLookup(reader, "IntegerLookup", 1)],
  ["TextVectorization", readTextVectorization],
  ["CategoryEncoding", readCategoryEncoding],
  ["Discretization", readDiscretization],
  ["Hashing", (reader) => readBins(reader, "Hashing")],
  ["HashedCrossing", (reader) => readBins(reader, "HashedCrossing")],
];

const MODES = ["int", "one_hot", "multi_hot", "count", "tf_idf", "tf-idf", "binary"] as const;

/** Indexes keep the shape; vectors have `size` elements, one for each category. */
function resultOf(mode: (typeof MODES)[number], size: () => number | null): Result {
  if (mode === "int") return { form: "same", size: null };
  return { form: mode === "one_hot" ? "each" : "joined", size: size() };
}

function modeOf(reader: ArgumentReader, fallback: (typeof MODES)[number]): (typeof MODES)[number] {
  return reader.choice("output_mode", MODES, fallback);
}

function readBins(reader: ArgumentReader, layer: string): Rules {
  const bins = reader.integer("num_bins", { minimum: 1 });
  const mode = modeOf(reader, "int");
  return encodingRules(
    layer,
    resultOf(mode, () => bins),
  );
}

function readCategoryEncoding(reader: ArgumentReader): Rules {
  const tokens = reader.has("num_tokens") ? reader.integer("num_tokens", { minimum: 1 }) : null;
  return encodingRules(
    "CategoryEncoding",
    resultOf(modeOf(reader, "multi_hot"), () => tokens),
  );
}

/** One bin more than there are boundaries. */
function readDiscretization(reader: ArgumentReader): Rules {
  const boundaries = reader.has("bin_boundaries") ? lengthOf(reader, "bin_boundaries") : null;
  const bins = boundaries === null ? optional(reader, "num_bins") : boundaries + 1;
  return encodingRules(
    "Discretization",
    resultOf(modeOf(reader, "int"), () => bins),
  );
}

/** The vocabulary with its unknown words; as large as `max_tokens` where it is filled up, else known only with the words. */
function readLookup(reader: ArgumentReader, layer: string, unknownWords: number): Rules {
  return encodingRules(
    layer,
    resultOf(modeOf(reader, "int"), () => {
      if (reader.flag("pad_to_max_tokens", false)) return optional(reader, "max_tokens");
      const words = reader.has("vocabulary") ? lengthOf(reader, "vocabulary") : null;
      return words === null ? null : words + reader.integer("num_oov_indices", { minimum: 0, fallback: unknownWords });
    }),
  );
}

function readTextVectorization(reader: ArgumentReader): Rules {
  const layer = "TextVectorization";
  const mode = modeOf(reader, "int");
  if (mode === "int")
    return encodingRules(layer, { form: "sequence", size: optional(reader, "output_sequence_length") });
  if (reader.flag("pad_to_max_tokens", false))
    return encodingRules(layer, { form: "joined", size: optional(reader, "max_tokens") });
  const words = reader.has("vocabulary") ? lengthOf(reader, "vocabulary") : null;
  return encodingRules(layer, { form: "joined", size: words === null ? null : words + 1 });
}

function optional(reader: ArgumentReader, name: string): number | null {
  return reader.has(name) ? reader.integer(name, { minimum: 1 }) : null;
}

/** Items of a list; null for a file or anything else that is not read. */
function lengthOf(reader: ArgumentReader, name: string): number | null {
  if (reader.whyUnknown(name) !== null) return null;
  const value = reader.value(name);
  return value === undefined ? null : (sequenceItems(value)?.length ?? null);
}

function encodingRules(layer: string, result: Result): Rules {
  return {
    output: ([input]) => {
      if (input === undefined) return shapeError(`${layer} needs an input.`);
      switch (result.form) {
        case "same":
          return shape(input);
        case "sequence":
          return shape([...input.slice(0, -1), result.size]);
        case "joined":
          return shape([...input.slice(0, -1), result.size]);
        case "each":
          // A last side of one element is that element.
          return shape([...(input.at(-1) === 1 ? input.slice(0, -1) : input), result.size]);
      }
    },
    parameters: () => NO_PARAMETERS,
    cost: () => NO_COST,
    unmeasured: unmeasured(layer),
  };
}
