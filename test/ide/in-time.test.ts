import assert from "node:assert/strict";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/ide/analysis";
import { analyseInTime } from "../../server/src/ide/in-time";
import { networksIn } from "../support/networks";
import { loadTestParsers } from "../support/parsers";

const SOURCE = `from keras import Input, Sequential, layers
first = Sequential([Input((4,)), layers.Dense(1)])
second = Sequential([Input((4,)), layers.Dense(2)])
third = Sequential([Input((4,)), layers.Dense(3)])
`;

describe("models in time", () => {
  for (const [what, until, names, message] of [
    ["all that there is time for", 20, ["first", "second", "third"], null],
    ["no further one once the time is over", 5, ["first"], "2 models, from second on, are"],
    ["one that is left out by its name", 15, ["first", "second"], "the model third is"],
    ["the first one in any case", -1, ["first"], "2 models, from second on, are"],
  ] as const) {
    it(what, async () => {
      const { networks } = await networksIn(SOURCE);
      const roots = networks.map(({ root }) => root);
      let time = 0;
      const analyseOne = (root: { readonly name: string }): string => {
        time += 10;
        return root.name;
      };
      const found = analyseInTime(roots, analyseOne, { isOver: () => time > until, cancelled: () => false });
      assert.deepEqual(found.analysed, names);
      assert.deepEqual(
        found.problems.map((problem) => problem.message),
        message === null
          ? []
          : [
              `Not shown: ${message} left out, because the models of this file take too long together. Split the file to see them all.`,
            ],
      );
    });
  }

  it("of a file take no more than its limit and a third, and one problem stands at the first that is left out", async () => {
    let time = 0;
    const limits = { ...LIMITS, milliseconds: 1_000_000, allMilliseconds: 30_000 };
    // Each look at the clock is ten seconds later: the evaluation of so short a file takes none.
    const now = (): number => (time += 10_000);
    const environment = { parsers: await loadTestParsers(), devices: [], limits, now };
    const { models, problems } = analyse(environment, {
      uri: "file:///model.py",
      version: null,
      text: SOURCE,
      inputShape: null,
      cancelled: () => false,
    });
    assert.ok(models.length > 0 && models.length < 3, `${models.length} models`);
    assert.deepEqual(
      problems.map(({ code, location }) => [code, location.range.start.line]),
      [["limit", 1 + models.length]],
    );
  });

  it("of an answer that is no longer wanted are none", async () => {
    const { networks } = await networksIn(SOURCE);
    const roots = networks.map(({ root }) => root);
    const patience = { isOver: () => false, cancelled: () => true };
    assert.deepEqual(
      analyseInTime(roots, () => 1, patience),
      { analysed: [], problems: [] },
    );
  });
});
