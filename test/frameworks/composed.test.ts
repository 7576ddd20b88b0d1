/** A file may use several frameworks: each answers for its own names, layers and models. */
import assert from "node:assert/strict";
import { Heap } from "../../server/src/values/heap";
import { LIMITS } from "../../server/src/eval/limits";
import { startEvaluation } from "../../server/src/languages/start";
import type { Evaluation } from "../../server/src/eval/evaluate";
import { composed } from "../../server/src/frameworks/composed";
import { KERAS } from "../../server/src/frameworks/keras/framework";
import { Networks } from "../../server/src/frameworks/roots/networks";
import { rootsOf } from "../../server/src/frameworks/roots/roots";
import { inferGraph } from "../../server/src/graph/infer";
import { KnownLayers } from "../../server/src/layers/known-layers";
import { createZoo, parseDocument } from "../../server/src/project/language";
import type { Parsers } from "../../server/src/syntax/parser";
import { DOCUMENT, totalParameters } from "../support/networks";
import { loadTestParsers } from "../support/parsers";
import { TOY } from "../support/toy-framework";

const SOURCE = `
import toy
from tensorflow import keras

def of_toy():
    return toy.chain([toy.entry((8,)), toy.full(4), toy.rectify()])

def of_keras():
    image = keras.Input((8,))
    return keras.Model(image, keras.layers.Dense(4)(image))

def of_both():
    image = keras.Input((8,))
    x = toy.full(4)(image)
    return keras.Model(image, keras.layers.Dense(2)(x))

def one_in_the_other():
    image = keras.Input((8,))
    return keras.Model(image, of_toy()(image))

operated = toy.full(4)(keras.Input((8,))) * 2.0
depth = of_toy().depth
layers = len(of_keras().layers)
`;

describe("a file that uses two frameworks", () => {
  let parsers: Parsers;
  let evaluation: Evaluation;
  let networks: ReadonlyMap<string, number | null>;

  before(async () => {
    parsers = await loadTestParsers();
    const program = parseDocument(parsers, SOURCE, "python");
    const layers = new KnownLayers(KERAS.vocabulary);
    const shared = { heap: new Heap(), layers, assumed: new Map(), bundled: createZoo(parsers) };
    const library = composed([KERAS, TOY], shared);
    evaluation = startEvaluation(DOCUMENT, program, {
      library,
      limits: LIMITS,
      inputShape: null,
      now: () => 0,
      cancelled: () => false,
    });
    const roots = rootsOf(evaluation, {
      program,
      uri: DOCUMENT,
      inputShape: null,
      networks: new Networks(library, layers),
    });
    networks = new Map(
      roots.models.map(({ name, network }) => [name, totalParameters(inferGraph(network.graph, layers))]),
    );
  });

  it("has the models of both, and those of layers of both", () => {
    // 8 × 4 + 4 weights, and 4 × 2 + 2 behind them.
    assert.deepEqual(
      [...networks],
      [
        ["of_toy", 36],
        ["of_keras", 36],
        ["of_both", 46],
        ["one_in_the_other", 36],
      ],
    );
  });

  it("asks each model in the words of its framework", () => {
    assert.deepEqual(evaluation.scope.lookUp("depth"), { kind: "integer", value: 2 });
    assert.deepEqual(evaluation.scope.lookUp("layers"), { kind: "integer", value: 2 });
  });

  it("borrows no operator for tensors of a framework that has none", () => {
    assert.equal(evaluation.scope.lookUp("operated")?.kind, "unknown");
  });

  it("has no problems", () => {
    assert.deepEqual(evaluation.problems, []);
  });

  it("matters by its import", () => {
    assert.ok(TOY.mayHoldNetwork("", new Set(["toy"])));
    assert.ok(!TOY.mayHoldNetwork("", new Set(["keras"])));
  });
});
