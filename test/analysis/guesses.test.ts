/** Models that rest on guesses. */
import assert from "node:assert/strict";
import type { Report } from "../../protocol/report";
import { analyse } from "../../server/src/analysis/analysis";
import { LIMITS } from "../../server/src/eval/limits";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

describe("a network of a function whose arguments nobody gives", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  function reportOf(head: string): Report {
    const text = `from keras import Input, Sequential, layers
def net(num_classes, rate, ${head}):
    return Sequential([Input((8, 8, 3)), layers.Conv2D(filters, 1), layers.Dropout(rate), layers.Flatten(), layers.Dense(num_classes)])
`;
    const environment = { parsers, devices: [], limits: LIMITS, now: () => 0 };
    return analyse(environment, {
      uri: "file:///net.py",
      version: null,
      text,
      inputShape: null,
      cancelled: () => false,
    });
  }

  it("is shown where what nobody knows changes none of its figures", () => {
    // 2·3 + 2; 8·8·2·1000 + 1000
    assert.deepEqual(
      reportOf("filters=2").models.map(({ name, parameters }) => [name, parameters.total]),
      [["net", 8 + 129_000]],
    );
  });

  it("is none where it does, and the reason stands in its place", () => {
    const { models, candidates } = reportOf("filters");
    assert.deepEqual(models, []);
    assert.deepEqual(
      candidates?.map(({ name, missing }) => [name, missing]),
      [["net", ["num_classes", "rate", "filters"]]],
    );
  });
});
