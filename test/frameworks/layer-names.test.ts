/**
 * Every public name of `keras.layers`, in Keras 2.15 and 3.15 (`test/oracle/layers/names.py` printed them): understood, or named with the
 * reason why not.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { constructorOf, FUNCTIONAL_MERGES } from "../../server/src/frameworks/keras/constructors";
import { NOT_FOLLOWED } from "../../server/src/frameworks/keras/not-followed";
import { layerClasses } from "../../server/src/layers/registry";
import { networksIn } from "../support/networks";
import { ROOT } from "../support/paths";

/** `Input` makes a tensor, the others no layer at all: `experimental` is a module, whose names lead to the same layers. */
const NO_LAYERS: ReadonlySet<string> = new Set(["Input", "deserialize", "experimental", "serialize"]);

/** Read by the layer that runs them. */
const PARTS_OF_LAYERS: ReadonlySet<string> = new Set(["StackedRNNCells"]);

function isUnderstood(name: string): boolean {
  if (FUNCTIONAL_MERGES.has(name) || NO_LAYERS.has(name) || PARTS_OF_LAYERS.has(name)) return true;
  const constructor = constructorOf(name);
  return constructor !== undefined && layerClasses().includes(constructor.class);
}

describe("public names of keras.layers", () => {
  for (const file of ["names2.txt", "names3.txt"]) {
    it(`${file}: each is understood or has a reason`, () => {
      const names = fs
        .readFileSync(path.join(ROOT, "test/oracle/layers", file), "utf8")
        .trim()
        .split("\n");
      assert.ok(names.length > 140);
      assert.deepEqual(
        names.filter((name) => !isUnderstood(name) && !NOT_FOLLOWED.has(name)),
        [],
      );
    });
  }

  it("what is understood has no reason", () => {
    assert.deepEqual(
      [...NOT_FOLLOWED.keys()].filter((name) => isUnderstood(name)),
      [],
    );
  });

  it("the reason is shown where such a layer is used", async () => {
    const { networks } = await networksIn(
      [
        "from keras import layers, Input, Model",
        "i = Input((16000,))",
        "model = Model(i, layers.Dense(2)(layers.MelSpectrogram()(i)))",
      ].join("\n"),
    );
    const [problem] = networks[0]?.graph.problems ?? [];
    assert.match(problem?.message ?? "", /MelSpectrogram is not known: spectrograms are not followed yet/);
  });
});
