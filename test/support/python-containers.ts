/** Random Python programs over lists, tuples and dicts that are shared, hold themselves or lie deep. */
import type { Random } from "../syntax/mutants";
import { anyItem, anyName, anyRounds, anyVariable, choose, createDraft, drawProgram, fill } from "./containers";
import { listOf, recordOf, setEntry, sumOf, tupleOf } from "./containers";
import type { Container, ContainerProgram, Draft, Steps } from "./containers";

const PROLOGUE = `import collections, copy, dataclasses, functools, itertools, json, math, pickle, random, re
import numpy as np
import tensorflow as tf
import keras
from keras import Input, Model, Sequential, layers
from keras.layers import Dense

class Holder:
    def __init__(self, parts=None):
        self.parts = parts

class Net(keras.Model):
    def __init__(self, parts, units, label="other", **kwargs):
        super().__init__(**kwargs)
        self.parts = parts
        self.dense = Dense(units, name=label)
    def call(self, inputs):
        return self.dense(inputs)

class Block(layers.Layer):
    def __init__(self, parts=None, **kwargs):
        super().__init__(**kwargs)
        self.parts = parts
    def call(self, inputs):
        return inputs

@dataclasses.dataclass
class Data:
    parts: object = None

Pair = collections.namedtuple("Pair", "left right")

@functools.lru_cache(maxsize=None)
def cached(x):
    return 3

def count(x):
    n = 0
    for _ in x:
        n += 1
    return n

def passed(*args, **kwargs):
    return len(args) + len(kwargs)

def same(x, y=None):
    return x`;

export function pythonContainers(random: Random): ContainerProgram {
  const draft = createDraft(random);
  return drawProgram(draft, 1 + random(3), {
    prologue: PROLOGUE,
    making: MAKING,
    changing: CHANGING,
    counting: COUNTING,
    using: USING,
    ends: ENDS,
  });
}

const MAKING: Steps = [
  (draft) => {
    const items = [anyItem(draft), anyItem(draft), anyItem(draft)].slice(draft.random(3));
    assign(draft, `[${items.map(({ text }) => text).join(", ")}]`, listOf(items.map(({ item }) => item)));
  },
  (draft) => {
    const items = [anyItem(draft), anyItem(draft)];
    assign(draft, `(${items.map(({ text }) => text).join(", ")})`, tupleOf(items.map(({ item }) => item)));
  },
  (draft) => {
    const [left, right] = [anyItem(draft), anyItem(draft)];
    const value = recordOf([
      ["left", left.item],
      ["right", right.item],
    ]);
    assign(
      draft,
      draft.random(2) === 0
        ? `{"left": ${left.text}, "right": ${right.text}}`
        : `dict(left=${left.text}, right=${right.text})`,
      value,
    );
  },
  (draft) => {
    const from = anyVariable(draft);
    if (from !== null) assign(draft, from.name, from.value);
  },
  (draft) => {
    const from = anyVariable(draft, "list", "tuple");
    if (from !== null)
      assign(
        draft,
        choose(draft.random, [`list(${from.name})`, `[*${from.name}]`, `[x for x in ${from.name}]`]),
        listOf(from.value.items),
      );
  },
  (draft) => {
    const from = anyVariable(draft, "list", "tuple");
    if (from !== null)
      assign(draft, choose(draft.random, [`tuple(${from.name})`, `(*${from.name},)`]), tupleOf(from.value.items));
  },
  (draft) => {
    const from = anyVariable(draft, "record");
    if (from === null) return;
    const copy = recordOf(from.value.keys.map((key, index) => [key, from.value.items[index] ?? 0]));
    assign(draft, choose(draft.random, [`{**${from.name}}`, `dict(${from.name})`, `dict(**${from.name})`]), copy);
  },
  (draft) => {
    const [left, right] = [anyVariable(draft, "list"), anyVariable(draft, "list")];
    if (left === null || right === null || left.value.items.length + right.value.items.length > 200) return;
    assign(draft, `${left.name} + ${right.name}`, listOf([...left.value.items, ...right.value.items]));
  },
  (draft) => {
    const from = anyVariable(draft);
    if (from !== null)
      assign(
        draft,
        choose(draft.random, [
          `same(${from.name})`,
          `(lambda: ${from.name})()`,
          `Holder(${from.name}).parts`,
          `Data(${from.name}).parts`,
        ]),
        from.value,
      );
  },
];

const CHANGING: Steps = [
  // Holds itself, or what holds it.
  (draft) => {
    const list = anyVariable(draft, "list");
    const item = anyVariable(draft);
    if (list === null || item === null || list.value.items.length > 200) return;
    draft.lines.push(
      choose(draft.random, [
        `${list.name}.append(${item.name})`,
        `${list.name} += [${item.name}]`,
        `${list.name}.extend((${item.name},))`,
      ]),
    );
    list.value.items.push(item.value);
  },
  (draft) => {
    const list = anyVariable(draft, "list");
    if (list === null) return;
    draft.lines.push(`${list.name}.insert(0, ${list.name})`);
    list.value.items.unshift(list.value);
  },
  (draft) => {
    const record = anyVariable(draft, "record");
    const { text, item } = anyItem(draft);
    if (record === null) return;
    const key = choose(draft.random, ["left", "more", "parts"]);
    draft.lines.push(
      choose(draft.random, [`${record.name}["${key}"] = ${text}`, `${record.name}.update(${key}=${text})`]),
    );
    setEntry(record.value, key, item);
  },
  (draft) => {
    const list = anyVariable(draft, "list");
    if (list === null || list.value.items.length === 0) return;
    draft.lines.push(`${list.name}.pop()`);
    list.value.items.pop();
  },
  // Twice as much in each round, of which there may be sixty.
  (draft) => {
    const name = anyVariable(draft)?.name;
    if (name === undefined) return;
    wrap(draft, name, 2);
  },
  (draft) => {
    const name = anyVariable(draft)?.name;
    if (name !== undefined) wrap(draft, name, 1);
  },
];

/** A container is put into another one again and again, with as many places for it. */
function wrap(draft: Draft, name: string, places: number): void {
  const old = draft.variables.get(name);
  if (old === undefined) return;
  const inner = Array.from({ length: places }, () => name);
  const [text, make] = choose<readonly [string, (item: Container) => Container]>(draft.random, [
    [`[${inner.join(", ")}]`, (item) => listOf(inner.map(() => item))],
    [`(${inner.join(", ")},)`, (item) => tupleOf(inner.map(() => item))],
    [
      `{${inner.map((one, index) => `"k${index}": ${one}`).join(", ")}}`,
      (item) => recordOf(inner.map((_, index) => [`k${index}`, item])),
    ],
  ]);
  const rounds = anyRounds(draft.random);
  draft.lines.push(`for _ in range(${rounds}): ${name} = ${text}`);
  let value = old;
  for (let round = 0; round < rounds; round += 1) value = make(value);
  draft.variables.set(name, value);
}

const COUNTING: Steps = [
  (draft) => {
    const { name, value } = anyVariable(draft) ?? {};
    if (name === undefined || value === undefined) return;
    const form = choose(draft.random, LENGTHS);
    add(draft, form.replaceAll("$", name), value.items.length);
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list", "tuple") ?? {};
    if (name === undefined || value === undefined) return;
    add(draft, choose(draft.random, SEQUENCE_LENGTHS).replaceAll("$", name), value.items.length);
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "record") ?? {};
    if (name === undefined || value === undefined) return;
    add(draft, choose(draft.random, RECORD_LENGTHS).replaceAll("$", name), value.items.length);
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list", "tuple") ?? {};
    if (name === undefined || value === undefined) return;
    add(draft, `sum(x for x in ${name} if isinstance(x, int))`, sumOf(value));
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list", "tuple") ?? {};
    if (name === undefined || value === undefined || value.items.length === 0) return;
    const at = draft.random(value.items.length);
    const item = value.items[at] ?? 0;
    add(
      draft,
      typeof item === "number" ? `${name}[${at}]` : `len(${name}[${at}])`,
      typeof item === "number" ? item : item.items.length,
    );
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list", "tuple") ?? {};
    if (name === undefined || value === undefined || value.items.length === 0) return;
    draft.lines.push(`first, *others = ${name}`);
    add(draft, "len(others)", value.items.length - 1);
  },
  (draft) => {
    const [left, right] = [anyVariable(draft), anyVariable(draft)];
    if (left === null || right === null || left.value.kind === "tuple" || right.value.kind === "tuple") return;
    add(draft, `(1 if ${left.name} is ${right.name} else 2)`, left.value === right.value ? 1 : 2);
  },
  (draft) => {
    const variable = anyVariable(draft);
    if (variable !== null)
      add(
        draft,
        choose(draft.random, ["$ in [$, 1]", "$ == $", "[$] == [$]", "not ($ != $)"]).replaceAll("$", variable.name),
        1,
      );
  },
  (draft) => {
    const variable = anyVariable(draft, "list", "tuple");
    const record = anyVariable(draft, "record");
    if (variable === null || record === null) return;
    add(draft, `passed(*${variable.name}, **${record.name})`, variable.value.items.length + record.value.items.length);
  },
];

const LENGTHS = [
  "len($)",
  "count($)",
  "len(list($))",
  "sum(1 for _ in $)",
  "len(copy.copy($))",
  "len(list(enumerate($)))",
  "len(same($, y=$))",
] as const;
const SEQUENCE_LENGTHS = [
  "len($[:])",
  "len([*$])",
  "len(list(zip($, $)))",
  "len(list(map(same, $)))",
  "len(list(reversed($)))",
  "passed(*$)",
  "len([x for x in $])",
  "len(copy.deepcopy($))",
  "len(Holder($).parts)",
] as const;
const RECORD_LENGTHS = [
  "len({**$})",
  "len($.items())",
  "len(list($.values()))",
  "passed(**$)",
  "len(dict($))",
  "len({k: v for k, v in $.items()})",
  "len(copy.deepcopy($))",
] as const;

/** What may raise an error, has no answer that anybody waits for, or means nothing: it changes no container. */
const USES: readonly [string, ...string[]] = [
  "str($)",
  "repr($)",
  "f'{$} {%}'",
  "'{} {}'.format($, %)",
  "'%s %s' % ($, %)",
  "format($)",
  "'%d' % $",
  "'-'.join($)",
  "print($, %)",
  "hash($)",
  "$ == %",
  "$ != %",
  "$ < %",
  "$ <= %",
  "$ in %",
  "% in $",
  "[$] == [%]",
  "($, 1) < (%, 1)",
  "$ is %",
  "not $",
  "bool($)",
  "sum($)",
  "sum($, [])",
  "max($)",
  "min($, %)",
  "sorted($)",
  "sorted($, key=str)",
  "any($)",
  "all($)",
  "abs($)",
  "int($)",
  "float($)",
  "set($)",
  "{$}",
  "{$: %}",
  "{$: 1}[$]",
  "frozenset($)",
  "dict($)",
  "dict(zip($, %))",
  "list($).sort()",
  "list($).index(%)",
  "list($).count(%)",
  "list($).remove(%)",
  "isinstance($, %)",
  "isinstance(1, $)",
  "issubclass(Net, $)",
  "type($)",
  "getattr($, 'x', 1)",
  "setattr(Holder(), 'x', $)",
  "vars(Holder($))",
  "id($)",
  "callable($)",
  "copy.deepcopy($)",
  "copy.deepcopy({1: $, 2: %})",
  "copy.deepcopy(Holder($))",
  "json.dumps($)",
  "json.dumps({'x': $}, indent=2)",
  "json.loads(json.dumps($))",
  "pickle.dumps($)",
  "np.array($)",
  "np.asarray([$, %])",
  "np.concatenate($)",
  "np.concatenate([$, %], axis=0)",
  "np.stack($)",
  "np.sum($)",
  "np.prod($)",
  "np.zeros($)",
  "np.reshape([1, 2], $)",
  "np.max($)",
  "np.array([1, 2])[$]",
  "np.array([1, 2]) + $",
  "re.sub('a', 'b', str($))",
  "re.sub($, %, 'a')",
  "re.split('[,]', repr($))",
  "re.findall('1', f'{$}')",
  "cached($)",
  "cached(($, %))",
  "functools.reduce(lambda x, y: x + y, $)",
  "functools.partial(same, $)(%)",
  "list(itertools.chain(*$))",
  "list(itertools.product($, %))",
  "list(itertools.accumulate($))",
  "dataclasses.asdict(Data($))",
  "dataclasses.astuple(Data($))",
  "dataclasses.replace(Data($), parts=%)",
  "Data($) == Data(%)",
  "repr(Data($))",
  "Pair($, %)",
  "repr(Pair($, %))",
  "Pair($, %) == Pair(%, $)",
  "Pair($, %)._asdict()",
  "collections.Counter($)",
  "collections.OrderedDict($)",
  "collections.deque($)",
  "[y for x in $ for y in x]",
  "[len(x) for x in $]",
  "{x: 1 for x in $}",
  "[*$, *%]",
  "{**$}",
  "{**$, **%}",
  "passed(*$, **%)",
  "same(**$)",
  "same(*$)",
  "$ + %",
  "$ * 2",
  "$ * 100000",
  "$ - %",
  "$[%]",
  "$[0][0][0]",
  "$['left']['left']",
  "-$",
  "$ and %",
  "$()",
  "$.x",
  "math.prod($)",
  "math.sqrt($)",
  "round($)",
  "range($)",
  "list(range(*$))",
  "pow($, 2)",
  "divmod($, %)",
  "chr($)",
  "map($, %)",
  "list(filter($, %))",
  "next(iter($))",
  "zip(*$)",
  "list(zip(*$))",
  "slice($)",
  "sorted([$, %])",
  "max([$, %])",
  "max($, key=len)",
  "open($)",
  "random.choice($)",
  "eval(str($))",
  "Dense($)",
  "Dense(8, name=$)",
  "Dense(8, activation=$)",
  "Dense(8, kernel_regularizer=$)",
  "Dense(8)($)",
  "Dense(8)([$, %])",
  "Input($)",
  "Input(shape=$)",
  "Input((4,), name=$)",
  "Input((4,), batch_size=$)",
  "layers.Conv2D(8, $)",
  "layers.Conv2D($, 3, strides=%)",
  "layers.Conv2D(8, 3, padding=$)",
  "layers.Concatenate()($)",
  "layers.Concatenate(axis=$)([Input((4,)), Input((4,))])",
  "layers.Add()([Input((4,)), $])",
  "layers.Reshape($)(Input((4,)))",
  "layers.Permute($)(Input((4, 4)))",
  "layers.Lambda(lambda x: $)(Input((4,)))",
  "layers.Lambda(same, arguments=$)(Input((4,)))",
  "layers.Lambda(same, arguments={'y': $})(Input((4,)))",
  "layers.MaxPooling2D($)(Input((8, 8, 3)))",
  "layers.ZeroPadding2D($)(Input((8, 8, 3)))",
  "layers.Cropping2D($)(Input((8, 8, 3)))",
  "layers.Dense(**$)",
  "layers.Dense(*$)",
  "layers.LSTM($)",
  "layers.RNN($)",
  "layers.StackedRNNCells($)",
  "layers.TimeDistributed($)",
  "layers.Bidirectional($)",
  "layers.BatchNormalization(axis=$)(Input((4,)))",
  "layers.Activation($)(Input((4,)))",
  "layers.Dot(axes=$)([Input((4,)), Input((4,))])",
  "layers.concatenate($)",
  "layers.add($)",
  "layers.deserialize($)",
  "layers.deserialize({'class_name': 'Dense', 'config': $})",
  "Dense.from_config($)",
  "Sequential.from_config($)",
  "Model.from_config({'layers': $})",
  "keras.models.model_from_json(json.dumps({'class_name': 'Sequential', 'config': {'layers': [], 'x': $}}))",
  "Sequential($)",
  "Sequential([Input((4,)), $])",
  "Sequential(layers=$, name=%)",
  "Sequential().add($)",
  "Model($, %)",
  "Model(inputs=$, outputs=$)",
  "Model(Input((4,)), $)",
  "Model([Input((4,)), $], [$])",
  "Block($)(Input((4,)))",
  "Block(parts=$, name=%)",
  "Block()($)",
  "Net($, %)",
  "Net($, 3)(%)",
  "Net($, 3).build(%)",
  "Net($, 3).compile(loss=%)",
  "Model($)(%)",
  "tf.concat($, axis=0)",
  "tf.concat([Input((4,)), $], axis=-1)",
  "tf.reshape(Input((4,)), $)",
  "tf.stack($)",
  "tf.constant($)",
  "tf.zeros($)",
  "tf.nn.relu($)",
  "tf.add($, Input((4,)))",
  "tf.nest.flatten($)",
  "tf.nest.map_structure(same, $)",
  "tf.pad(Input((4, 4)), $)",
  "tf.transpose(Input((4, 4)), perm=$)",
  "tf.split(Input((4,)), $, axis=1)",
  "tf.keras.applications.MobileNet(input_shape=$)",
  "keras.Sequential(name=$)",
  "Input((4,))[$]",
  "Input((4,)) + $",
  "Input((4,)).set_shape($)",
  "unheard_of($)",
  "unheard_of(x=$).y(%)",
];

const USING: Steps = [
  use,
  use,
  use,
  (draft) => {
    draft.lines.push(...fill(draft, choose(draft.random, STATEMENTS)).split("\n"));
  },
];

/** In a `try`, as errors do not matter here. */
function use(draft: Draft): void {
  draft.lines.push("try:", `    used = ${fill(draft, choose(draft.random, USES))}`, "except Exception:", "    pass");
}

/** Nothing of these raises, and none changes what a variable holds. */
const STATEMENTS: readonly [string, ...string[]] = [
  "holder = Holder($)\nholder.parts = [holder, %]\nholder.self = holder",
  "def default(x=$, y=[%]): return x\ndefault()",
  "def closure():\n    return $, closure\nkept = closure()",
  "def recursive(n):\n    return [recursive(n - 1), $] if n > 0 else %\nkept = recursive(20)",
  "wide = tf.keras.Sequential()\nwide.parts = $\nwide.own = wide",
  "block = Block($)\nblock.parts = [block, %]",
  "data = Data($)\ndata.parts = data",
  "if random.random() > 0.5:\n    either = $\nelse:\n    either = [%, $]",
  "for one in [$, %]:\n    if random.random() > 0.5:\n        other = [one, one]",
  "try:\n    one, (two, *three) = $\nexcept Exception:\n    pass",
  "try:\n    match $:\n        case [x, y]: used = x\n        case {'left': z}: used = z\nexcept Exception:\n    pass",
  "try:\n    class Odd($): pass\nexcept Exception:\n    pass",
  "try:\n    raise ValueError($)\nexcept Exception as error:\n    used = str(error)",
  "try:\n    assert $ == %, $\nexcept Exception:\n    pass",
  "try:\n    net = Net($, 3)\n    net.parts = net\n    net(Input((4,)))\nexcept Exception:\n    pass",
  "try:\n    del used[$]\nexcept Exception:\n    pass",
  "try:\n    used = list($)\n    used[0][0] = 1 if False else used[0][0]\nexcept Exception:\n    pass",
  "try:\n    with $ as opened: pass\nexcept Exception:\n    pass",
  "try:\n    odd = Sequential()\n    odd.add($)\n    odd.add(%)\n    odd.summary()\nexcept Exception:\n    pass",
  "def builder(parts=$, size=%):\n    x = Input((4,))\n    for part in [parts, size]:\n        x = Dense(part)(x)\n    return Model(x, x)",
  "def builder(parts):\n    return parts, Model(parts, parts), $\ntry:\n    kept = builder($)\nexcept Exception:\n    pass",
];

function assign(draft: Draft, text: string, value: Container): void {
  const name = anyName(draft.random);
  draft.lines.push(`${name} = ${text}`);
  draft.variables.set(name, value);
}

function add(draft: Draft, text: string, count: number): void {
  draft.lines.push(`total += ${text}`);
  draft.total += count;
}

const NETWORK = ["units = total % 97 + 1", "inputs = Input((4,))", `outputs = Dense(units, name="exact")(inputs)`];

/** The same statements at the top of a file, in a builder and in a class; with the network come the containers, in one way or another. */
const ENDS: readonly [(draft: Draft) => string, ...((draft: Draft) => string)[]] = [
  (draft) => [...start(draft), ...NETWORK, "net = Model(inputs, outputs)"].join("\n"),
  (draft) => [...start(draft), ...NETWORK, fill(draft, "net = [Model(inputs, outputs), $, %]")].join("\n"),
  (draft) =>
    [
      ...start(draft),
      ...NETWORK.slice(0, 1),
      `net = Sequential([Input((4,)), Dense(units, name="exact")])`,
      fill(draft, "net.parts = $\nnet.more = {'net': net, 'x': %}"),
    ].join("\n"),
  (draft) =>
    [...start(draft), ...NETWORK.slice(0, 1), fill(draft, "net = Net($, units, 'exact')\nnet.build((None, 4))")].join(
      "\n",
    ),
  (draft) => builder(draft, "Model(inputs, outputs)", "net = build()"),
  (draft) => builder(draft, fill(draft, "(Model(inputs, outputs), $)"), "net, others = build()"),
  (draft) =>
    builder(draft, fill(draft, "{'model': Model(inputs, outputs), 'x': $, 'y': [%]}"), "net = build()['model']"),
  (draft) => builder(draft, fill(draft, "[$, [Model(inputs, outputs)], %]"), ""),
  (draft) => builder(draft, fill(draft, "Net($, units, 'exact')"), "net = build()\nnet.build((None, 4))"),
];

function start({ lines }: Draft): readonly string[] {
  return ["total = 0", ...lines];
}

function builder(draft: Draft, result: string, call: string): string {
  const lines = [...start(draft), ...NETWORK, `return ${result}`].flatMap((line) => line.split("\n"));
  return ["def build():", ...lines.map((line) => `    ${line}`), call].join("\n");
}
