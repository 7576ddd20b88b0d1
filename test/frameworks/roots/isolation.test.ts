/** A root gives the same in its file as alone, and in any order: what another one does is given back. */
import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Evaluation } from "../../../server/src/eval/evaluate";
import { LIMITS } from "../../../server/src/eval/limits";
import { startEvaluation } from "../../../server/src/languages/start";
import type { FunctionValue } from "../../../server/src/values/value";
import { missing } from "../../../server/src/frameworks/roots/function-arguments";
import { modelsIn } from "../../../server/src/frameworks/roots/models-in";
import { Networks } from "../../../server/src/frameworks/roots/networks";
import { inferGraph } from "../../../server/src/graph/infer";
import { KnownLayers } from "../../../server/src/layers/known-layers";
import { createLibrary, createZoo, parseDocument, vocabularyOf } from "../../../server/src/project/language";
import { DOCUMENT } from "../../support/networks";
import { loadTestParsers } from "../../support/parsers";
import { ROOT } from "../../support/paths";

const FOLDERS = ["test/fixtures/idioms", "zoo/keras"];

interface File {
  readonly evaluation: Evaluation;
  readonly networks: Networks;
}

describe("a root", () => {
  let start: (source: string) => File;

  before(async () => {
    const parsers = await loadTestParsers();
    const zoo = createZoo(parsers);
    start = (source) => {
      const layers = new KnownLayers(vocabularyOf("python"));
      const library = createLibrary("python", zoo, layers);
      const evaluation = startEvaluation(DOCUMENT, parseDocument(parsers, source, "python"), {
        library,
        limits: LIMITS,
        inputShape: null,
        now: () => 0,
        cancelled: () => false,
      });
      return { evaluation, networks: new Networks(library, layers) };
    };
  });

  for (const folder of FOLDERS)
    for (const file of readdirSync(path.join(ROOT, folder)).filter((name) => name.endsWith(".py")))
      it(`of ${folder}/${file} is the same alone, behind all others and before them`, () => {
        const source = readFileSync(path.join(ROOT, folder, file), "utf8");
        check(start, source);
      });

  it("does not see what others do to the data format, to shared models and layers, to iterators and to generators", () => {
    check(
      start,
      `from tensorflow import keras
from tensorflow.keras import backend, layers
shared = layers.Dense(3)
base = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
widths = iter([5, 6, 7])
def counting():
    for i in range(8, 20):
        base.add(layers.Dense(i))
        yield i
counted = counting()
def turned():
    backend.set_image_data_format('channels_first')
    return keras.Sequential([layers.Conv2D(8, 3, input_shape=(3, 16, 16))])
def plain(): return keras.Sequential([layers.Conv2D(8, 3, input_shape=(16, 16, 3))])
def grown():
    base.add(layers.Dense(9))
    return keras.Sequential([base, layers.Dense(1)])
def applied():
    x = keras.Input((6,))
    return keras.Model(x, shared(x))
def asked(): return keras.Model(shared.input, shared.output)
def taken(): return keras.Sequential([keras.Input((2,)), layers.Dense(next(widths)), layers.Dense(next(widths))])
def generated(): return keras.Sequential([base, layers.Dense(next(counted) + next(counted))])
`,
    );
  });
});

function check(start: (source: string) => File, source: string): void {
  const names = rootsIn(start(source)).map(({ name }) => name);
  const together = networksOf(start(source), names);
  const backwards = networksOf(start(source), [...names].reverse());
  for (const name of names) {
    const [alone] = [...networksOf(start(source), [name]).values()];
    assert.deepEqual(together.get(name), alone, `${name} behind others`);
    assert.deepEqual(backwards.get(name), alone, `${name} before others`);
  }
}

/** Functions that can be called without arguments. */
function rootsIn({ evaluation }: File): readonly FunctionValue[] {
  return [...evaluation.scope.entries()].flatMap(([name, value]) =>
    value.kind === "function" && value.name === name && missing(value).length === 0 ? [value] : [],
  );
}

/** What each root gives, in words. */
function networksOf(file: File, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const roots = new Map(rootsIn(file).map((root) => [root.name, root] as const));
  return new Map(names.map((name) => [name, rowsOf(file, roots.get(name))] as const));
}

function rowsOf({ evaluation, networks }: File, target: FunctionValue | undefined): readonly string[] {
  assert.ok(target !== undefined);
  return evaluation.run({ kind: "call", target, given: new Map(), directive: [], inputShape: null }, (finished) => {
    const { value, models, problems } = finished;
    const found = [...new Set([...modelsIn(value), ...models])].map((model) => networks.of(model, null).graph);
    const rows = found.flatMap((graph) =>
      inferGraph(graph).nodes.map((node) =>
        JSON.stringify([node.layer.class, node.layer.name, node.outputShape, node.parameters, node.unknown]),
      ),
    );
    return [value.kind, ...rows, ...problems.map(({ message }) => message)];
  });
}
