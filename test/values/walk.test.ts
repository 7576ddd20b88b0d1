/** Shared and self-containing values: a walk over them is short, and what must not be walked is not known for that reason. */
import * as assert from "node:assert/strict";
import { dictionary, integer, list, string, tuple } from "../../server/src/values/make";
import type { TupleValue, Value } from "../../server/src/values/value";
import { extentOf, valuesWithin, whyUnwieldy } from "../../server/src/values/walk";
import { evaluateSource, prepareEvaluation } from "../support/eval";
import { networksIn, totalParameters } from "../support/networks";

/** Holds 2^levels times what it starts from. */
function doubled(value: Value, levels: number): Value {
  return levels === 0 ? value : doubled(tuple([value, value]), levels - 1);
}

function nested(value: Value, levels: number): Value {
  let outer = value;
  for (let level = 0; level < levels; level += 1) outer = list([outer]);
  return outer;
}

function holdingItself(): Value {
  const items: Value[] = [integer(1)];
  const outer = list(items);
  outer.items.push(dictionary([[string("within"), outer]]));
  return outer;
}

describe("walks over values", () => {
  it("meet what is shared once, outer values first", () => {
    const shared = list([integer(2)]);
    const value = tuple([integer(1), shared, dictionary([[string("a"), shared]]), integer(3)]);
    assert.deepEqual(
      [...valuesWithin(value)].map(({ kind }) => kind),
      ["tuple", "integer", "list", "integer", "dictionary", "integer"],
    );
    assert.equal([...valuesWithin(doubled(integer(7), 60))].length, 62);
  });

  it("end where a value holds itself, and reach any depth", () => {
    assert.equal([...valuesWithin(holdingItself())].length, 3);
    assert.equal([...valuesWithin(nested(integer(5), 100_000))].length, 100_001);
  });

  it("measure what a recursion would take, each container once", () => {
    const looked: number[] = [];
    const pair = doubled(integer(0), 20) as TupleValue;
    assert.deepEqual(
      extentOf(pair, (items) => looked.push(items)),
      { items: 2 ** 21 - 2, levels: 20 },
    );
    assert.equal(looked.length, 20);
  });

  for (const [name, value, why] of [
    ["a number", integer(1), null],
    ["a table", list([list([integer(1)]), list([integer(2)])]), null],
    ["a list within itself", holdingItself(), "a list that holds itself"],
    ["a deep list", nested(integer(1), 65), "a list of more than 64 levels"],
    ["a deep list that may be walked", nested(integer(1), 64), null],
    ["a doubled tuple", doubled(integer(0), 16), "a tuple of more than 100,000 items in all"],
    [
      "data",
      list(new Array<Value>(60_000).fill(list([integer(0), integer(0)]))),
      "a list of more than 100,000 items in all",
    ],
  ] as const) {
    it(`${name}: ${why ?? "may be walked"}`, () => {
      assert.equal(whyUnwieldy(value), why);
    });
  }
});

const SHARED = "a = (0,)\nfor i in range(60): a = (a, a)\n";
const ITSELF = "a = [1]\na.append(a)\nd = {}\nd['d'] = d\n";
const DEEP = "a = []\nfor i in range(15000): a = [a]\n";

describe("programs with shared and self-containing values", () => {
  before(prepareEvaluation);

  for (const [source, expected] of [
    [`${SHARED}r = len({a: 1, (a, 1): 2, 3: 4})`, "unknown"],
    [`${SHARED}r = len(set([a]))`, "unknown"],
    [`${SHARED}r = a in {1: 2}`, "unknown"],
    [`${SHARED}from functools import lru_cache\n@lru_cache()\ndef f(x): return 3\nr = f(a) + f(a)`, 6],
    [`${SHARED}import copy\nb = copy.deepcopy(a)\nr = len(b)`, 2],
    [`${SHARED}r = len([a, a]) + len(a)`, 4],
    [`${SHARED}import random\nif random.random() > 0.5:\n  b = (a, 1)\nelse:\n  b = (a, 1)\nr = b[1]`, 1],
    [`${ITSELF}import copy\nb = copy.deepcopy(a)\nr = len(b[1][1])`, 2],
    [`${ITSELF}import copy\nb = copy.deepcopy(d)\nr = len(b['d']['d'])`, 1],
    [`${ITSELF}import numpy as np\nb = np.array(a)\nr = len(a)`, 2],
    [`${ITSELF}unknown(a)\nr = a`, "unknown"],
    [`${DEEP}unknown(a)\nr = a`, "unknown"],
    [`b = int\nfor i in range(15000): b = (b,)\nisinstance(2, b)\nr = 3`, 3],
    [`b = int\nfor i in range(60): b = (b, b)\nr = isinstance('', b)`, "unknown"],
    [`${DEEP}import numpy as np\nb = np.array(a)\nr = len(a)`, 1],
    [`b = ()\nfor i in range(15000): b = (b,)\nc = {b: 1}\nr = len(b)`, 1],
    [
      "class A: x = 1\nclass B: pass\nfor i in range(40):\n  class C(A, B): pass\n  class D(A, B): pass\n  A, B = C, D\nr = A.x",
      1,
    ],
    ["class A: x = 1\nfor i in range(500):\n  class A(A): pass\nr = A().x", 1],
  ] as const) {
    it(source.replaceAll("\n", "⏎"), () => {
      const evaluation = evaluateSource(source);
      const value = evaluation.scope.own("r");
      assert.deepEqual(value?.kind === "integer" ? value.value : value?.kind, expected);
      assert.deepEqual(
        evaluation.problems.filter(({ code }) => code === "limit"),
        [],
      );
    });
  }

  for (const source of [
    `${ITSELF}r = str(a)`,
    `${ITSELF}import json\nr = json.dumps(d)`,
    `${ITSELF}b = [1]\nb.append(b)\nr = a == b`,
    `${DEEP}r = repr(a)`,
    "a, b = [0], [0]\nfor i in range(60): a, b = [a, a], [b, b]\nr = a == b",
    "r = ','.join(['x' * 100000] * 100000)",
    "r = 'x'.center(900000, 'xyz' * 1000)",
  ]) {
    it(`are stopped or fail where no answer is short: ${source.replaceAll("\n", "⏎")}`, () => {
      const { scope } = evaluateSource(source);
      assert.equal(scope.own("r")?.kind ?? "unknown", "unknown");
    });
  }

  it("as arguments of layers are not known for that reason, and cost no other layer", async () => {
    const source = `from keras import Input, Model, Sequential, layers
a, c = [8], (0,)
a.append(a)
for i in range(60): c = (c, c)
def build(blocks, shared):
    i = Input((4,))
    x = layers.Dense(3, name="first")(i)
    return Model(i, layers.Dense(blocks[0])(x))
net = build(a, c)
odd = Sequential([Input((4,)), layers.Dense(2), layers.Dense(a)])
strange = layers.Conv2D(8, c)
joined = layers.Concatenate()([a, a])
deep, wide = Input((4,)), Input((4,))
for i in range(15000): deep = [deep]
for i in range(20): wide = {"left": wide, "right": wide}
joined = [layers.Add()(deep), layers.Add()([wide, wide])]
`;
    const { networks } = await networksIn(source);
    assert.deepEqual(
      networks.map(({ root, graph }) => [root.name, totalParameters(graph), graph.nodes.map(({ unknown }) => unknown)]),
      [
        ["net", 47, [null, null, null]],
        ["odd", null, [null, null, "Dense: units is not known: a list that holds itself"]],
      ],
    );
  });
});
