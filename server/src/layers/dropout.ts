/** Layers that pass their input on at inference: dropout, noise. They launch no kernel. */
import { describeShape, shape, shapeError } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { free } from "./moving";
import type { Rules } from "./rules";
import { RANKS } from "./shared-arguments";

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

export const DROPOUTS: Family = [
  ...RANKS.map(
    (rank) =>
      [
        `SpatialDropout${rank}D`,
        (reader: ArgumentReader) => dropout(reader, passingOn(`SpatialDropout${rank}D`, rank)),
      ] as const,
  ),
  ...IDENTITIES.map((name) => [name, (reader: ArgumentReader) => dropout(reader, passingOn())] as const),
];

/** The share that is dropped changes nothing here, but only one from 0 to 1 is a share. */
function dropout(reader: ArgumentReader, rules: Rules): Rules {
  const rate = reader.number("rate") ?? 0;
  if (reader.isNone("rate") || !(rate >= 0 && rate <= 1)) reader.fail("rate must be a number from 0 to 1");
  if (reader.isNone("stddev")) reader.fail(`stddev must be a number, not ${reader.vocabulary.words.nothing}`);
  return rules;
}

/** Some take inputs of one number of axes alone. */
export function passingOn(layer = "Dropout", rank?: number): Rules {
  const rules = free((input) => {
    if (rank === undefined || input.length === rank + 1) return shape(input);
    return shapeError(`${layer} needs an input of ${rank + 1} axes; its input is ${describeShape(input)}.`);
  }, layer);
  return { ...rules, channels: "inherited" };
}
