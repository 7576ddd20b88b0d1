/** The order of every constructor's parameters beside that of real Keras; `test/oracle/layers/signatures.py` wrote it down. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { COMMON_KEYWORDS, constructorOf, CONSTRUCTOR_NAMES } from "../../server/src/frameworks/keras/constructors";
import type { Constructor } from "../../server/src/frameworks/keras/define";
import { ROOT } from "../support/paths";

interface Given {
  readonly positional: readonly string[];
  readonly byName: readonly string[];
}

function layersOf(file: string): ReadonlyMap<string, Given> {
  const text = fs.readFileSync(path.join(ROOT, "test/oracle/layers/goldens", file), "utf8");
  return new Map(Object.entries((JSON.parse(text) as { readonly layers: Readonly<Record<string, Given>> }).layers));
}

const KERAS_2 = layersOf("signatures2.json");
const KERAS_3 = layersOf("signatures3.json");

/** Names of Keras 1, layers of packages beside Keras, and a class that takes the options of every layer alone. */
const WITHOUT_SIGNATURE = [
  "Identity",
  "StochasticDepth",
  "AtrousConvolution1D",
  "AtrousConvolution2D",
  "Deconvolution2D",
  "Deconv2D",
  "Deconvolution3D",
  "Deconv3D",
  "DepthwiseConvolution2D",
  "SyncBatchNormalization",
  "InstanceNormalization",
  "ContribInstanceNormalization",
  "FilterResponseNormalization",
  "WeightNormalization",
  "GroupedQueryAttention",
];

/** By our names: a parameter that this Keras spells otherwise is the one renamed to ours. */
function canonical({ renamed }: Constructor, names: readonly string[]): readonly string[] {
  return names.map((name) => renamed.get(name) ?? name);
}

describe("orders of parameters", () => {
  const compared = CONSTRUCTOR_NAMES.flatMap((name) => {
    const constructor = constructorOf(name);
    const real = KERAS_2.get(name) ?? KERAS_3.get(name);
    const isOwn = real?.positional.some((parameter) => !COMMON_KEYWORDS.includes(parameter)) ?? false;
    return constructor === undefined || real === undefined || (!isOwn && real.positional.length > 0)
      ? []
      : [{ name, constructor, real }];
  });

  it("are compared for every constructor that a Keras has", () => {
    const names = new Set(compared.map(({ name }) => name));
    assert.deepEqual(
      CONSTRUCTOR_NAMES.filter((name) => !names.has(name)),
      WITHOUT_SIGNATURE,
    );
  });

  for (const { name, constructor, real } of compared)
    it(`of ${name}`, () => {
      const positional = canonical(constructor, real.positional);
      assert.deepEqual(constructor.parameters.slice(0, positional.length), positional);
      const known = [...constructor.parameters, ...constructor.keywords, ...COMMON_KEYWORDS];
      assert.deepEqual(
        [KERAS_2.get(name), KERAS_3.get(name)]
          .flatMap((version) => canonical(constructor, [...(version?.positional ?? []), ...(version?.byName ?? [])]))
          .filter((parameter) => !known.includes(parameter)),
        [],
        "parameters that are not known",
      );
    });
});
