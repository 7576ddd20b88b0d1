import assert from "node:assert/strict";
import type { Report } from "../../protocol/report";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse, analyseCall } from "../../server/src/analysis/analysis";
import type { RefusedCall } from "../../server/src/analysis/call";
import { analyseInTime } from "../../server/src/analysis/in-time";
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

  const analysed = async (call: string | null): Promise<Report | RefusedCall> => {
    let time = 0;
    const limits = { ...LIMITS, milliseconds: 1_000_000, allMilliseconds: 25_000 };
    // Each look at the clock is ten seconds later: the evaluation of so short a file takes none.
    const now = (): number => (time += 10_000);
    const environment = { parsers: await loadTestParsers(), devices: [], limits, now };
    const input = { uri: "file:///model.py", version: null, inputShape: null, cancelled: () => false };
    return call === null
      ? analyse(environment, { ...input, text: SOURCE })
      : analyseCall(environment, { ...input, text: `${SOURCE}def all(): return [first, second, third]\n` }, call);
  };

  for (const [what, call] of [
    ["of a file", null],
    ["of a call", "all()"],
  ] as const)
    it(`${what} take no more than its limit, and one problem stands at the first that is left out`, async () => {
      const report = await analysed(call);
      assert.ok(!("kind" in report));
      const { models, problems } = report;
      assert.ok(models.length > 0 && models.length < 3, `${models.length} models`);
      const left = problems.filter(({ message }) => message.startsWith("Not shown: "));
      assert.deepEqual(
        left.map(({ code }) => code),
        ["limit"],
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
