/** Input, dense, embedding, Lambda, and layers that pass their input on at inference. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { RANKS } from "../shared-arguments";
import type { Readers } from "../shared-arguments";

/** Classes that pass their input on at inference. */
const IDENTITIES = [
  "ActivityRegularization",
  "AlphaDropout",
  "Dropout",
  "FixedDropout",
  "GaussianDropout",
  "GaussianNoise",
  "Identity",
];

export const PLAIN_READERS: Readers = [
  ["InputLayer", readInput],
  ["Embedding", readEmbedding],
  ["OwnWeights", () => ({ type: "own_weights" })],
  ...RANKS.map(
    (rank) => [`SpatialDropout${rank}D`, (reader: ArgumentReader) => withRate(reader, spatialDropout(rank))] as const,
  ),
  ...IDENTITIES.map((name) => [name, (reader: ArgumentReader) => withRate(reader, { type: "identity" })] as const),
];

/** The share that is dropped changes nothing here, but only one from 0 to 1 is a share. */
function withRate(reader: ArgumentReader, operation: Operation): Operation {
  const rate = reader.number("rate") ?? 0;
  if (reader.isNone("rate") || !(rate >= 0 && rate <= 1)) reader.fail("rate must be a number from 0 to 1");
  if (reader.isNone("stddev")) reader.fail(`stddev must be a number, not ${reader.vocabulary.words.nothing}`);
  return operation;
}

function readInput(reader: ArgumentReader): Operation {
  for (const name of ["batch_input_shape", "batch_shape"]) {
    const withBatch = reader.numbers(name);
    if (withBatch !== undefined) return { type: "input", shape: checkedSides(reader, name, withBatch.slice(1)) };
  }
  for (const name of ["shape", "input_shape"]) {
    const shape = reader.numbers(name);
    if (shape !== undefined) return { type: "input", shape: checkedSides(reader, name, shape) };
  }
  const dimension = reader.has("input_dim") ? [reader.integer("input_dim", { minimum: 1 })] : null;
  const tensor = reader.value("tensor") ?? reader.value("input_tensor");
  return { type: "input", shape: tensor?.kind === "tensor" ? tensor.shape : dimension };
}

function checkedSides(reader: ArgumentReader, name: string, shape: readonly (number | null)[]): typeof shape {
  const wrong = shape.find((side) => side !== null && side < 1);
  if (wrong !== undefined) reader.fail(`${name} must hold positive sizes, not ${String(wrong)}`);
  return shape;
}

function readEmbedding(reader: ArgumentReader): Operation {
  return {
    type: "embedding",
    rows: reader.integer("input_dim", { minimum: 1 }),
    columns: reader.integer("output_dim", { minimum: 1 }),
  };
}

function spatialDropout(rank: number): Operation {
  return { type: "identity", layer: `SpatialDropout${rank}D`, rank };
}
