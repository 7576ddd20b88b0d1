/** Every factory of `tf.layers`, made and run in TensorFlow.js and read by us: outputs and weights, or a refusal. */
import assert from "node:assert/strict";
import { buildWithTfjs, FACTORIES } from "../../support/tfjs";
import { answersOf, difference } from "./answers";
import { bodiesOf, FACTORY_CASES } from "./factory-cases";

/** Where we say otherwise than TF.js, and why. */
const OTHERWISE: readonly (readonly [body: RegExp, why: string])[] = [
  [/: 1\.5[,}]|size: \[1\.5/, "TF.js slides by parts of a pixel; an error is more help"],
  [/(kernelSize|dilationRate|depthMultiplier|n): (0|-1)[,}]/, "TF.js computes something without a meaning"],
  [/poolSize: (9|\[2\])[,}]|convLstm2d.*channelsFirst/, "TF.js gives a tensor without elements"],
  [/poolSize: \[2, 2, 2/, "TF.js leaves out what is too much"],
  [/upSampling2d\(\{size: (2|\[2\])[,}]/, "TF.js gives a side that is NaN"],
  [/rate: (1\.5|-1)[,}]/, "TF.js fails when it trains"],
  [/bidirectional.*tf\.layers\.dense/, "TF.js runs a layer that has no order in both directions"],
  [/activation: 'Softmax'/, "TF.js runs the layer of that name after vectors alone; its word is 'softmax'"],
  [/outputMode: 'bogus'/, "TF.js takes any word"],
  // What follows are gaps of ours: the shape is right or open, and no time is given for any of them.
  [/stateful: true/, "whether the batch is known is not looked at"],
  [/categoryEncoding/, "which modes take which inputs is not looked at"],
  [/\[null, 3\].*concatenate/, "an open side may be the one that fits"],
  [/stackedRNNCells\(\{cells: \[\]/, "no cell at all"],
];

describe("factories of tf.layers", () => {
  it("each has its cases", () => {
    const without = FACTORIES.filter((name) => FACTORY_CASES[name] === undefined);
    const unknown = Object.keys(FACTORY_CASES).filter((name) => !FACTORIES.includes(name));
    assert.deepEqual([...without, ...unknown], []);
  });

  let made = 0;
  const excused = new Map<string, number>();
  for (const [factory, cases] of Object.entries(FACTORY_CASES)) {
    it(factory, async () => {
      const bodies = bodiesOf(factory, cases);
      const ours = await answersOf(bodies);
      const differences = bodies.flatMap((body, index) => {
        const answer = ours[index];
        assert.ok(answer);
        const what = difference(buildWithTfjs(body), answer);
        if (what === null) return [];
        const [, why] = OTHERWISE.find(([pattern]) => pattern.test(body)) ?? [];
        if (why === undefined) return [`${body}\n    ${what}`];
        excused.set(why, (excused.get(why) ?? 0) + 1);
        return [];
      });
      made += bodies.length;
      assert.equal(differences.join("\n"), "", `${differences.length} of ${bodies.length} differ`);
    });
  }

  it("each exception is needed, and they are few", () => {
    const unneeded = OTHERWISE.filter(([, why]) => !excused.has(why)).map(([pattern]) => String(pattern));
    assert.deepEqual(unneeded, []);
    const count = [...excused.values()].reduce((sum, number) => sum + number, 0);
    assert.ok(made > 2500 && count < made / 25, `${count} of ${made}`);
  });
});
