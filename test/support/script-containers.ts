/** Random JavaScript programs over arrays and objects that are shared, hold themselves or lie deep. */
import type { Random } from "../syntax/mutants";
import { anyItem, anyName, anyRounds, anyVariable, choose, createDraft, drawProgram, fill } from "./containers";
import { listOf, recordOf, setEntry, sumOf } from "./containers";
import type { Container, ContainerProgram, Draft, Steps } from "./containers";

const PROLOGUE = `import * as tf from "@tensorflow/tfjs";

class Holder {
  constructor(parts) {
    this.parts = parts;
  }
}

function count(x) {
  let n = 0;
  for (const one of x) n += 1;
  return n;
}

function passed(...all) {
  return all.length;
}

const same = (x, { y = null } = {}) => x;`;

const DECLARATIONS = "let a = [], b = [], c = [], d = {}, e = {}, used = null, total = 0;";

export function scriptContainers(random: Random): ContainerProgram {
  const draft = createDraft(random);
  for (const name of ["a", "b", "c"]) draft.variables.set(name, listOf([]));
  for (const name of ["d", "e"]) draft.variables.set(name, recordOf([]));
  return drawProgram(draft, 2 + random(3), {
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
    const [left, right] = [anyItem(draft), anyItem(draft)];
    const value = recordOf([
      ["left", left.item],
      ["right", right.item],
    ]);
    assign(draft, `{ left: ${left.text}, right: ${right.text} }`, value);
  },
  (draft) => {
    const from = anyVariable(draft);
    if (from !== null) assign(draft, from.name, from.value);
  },
  (draft) => {
    const from = anyVariable(draft, "list");
    if (from === null) return;
    const text = choose(draft.random, COPIES).replaceAll("$", from.name);
    assign(draft, text, listOf(from.value.items));
  },
  (draft) => {
    const from = anyVariable(draft, "record");
    if (from === null) return;
    const copy = recordOf(from.value.keys.map((key, index) => [key, from.value.items[index] ?? 0]));
    assign(draft, choose(draft.random, [`{ ...${from.name} }`, `Object.assign({}, ${from.name})`]), copy);
  },
  (draft) => {
    const [left, right] = [anyVariable(draft, "list"), anyVariable(draft, "list")];
    if (left === null || right === null || left.value.items.length + right.value.items.length > 200) return;
    const text = choose(draft.random, [`${left.name}.concat(${right.name})`, `[...${left.name}, ...${right.name}]`]);
    assign(draft, text, listOf([...left.value.items, ...right.value.items]));
  },
  (draft) => {
    const from = anyVariable(draft);
    if (from === null) return;
    assign(draft, choose(draft.random, PASSINGS).replaceAll("$", from.name), from.value);
  },
];

const COPIES = ["$.slice()", "[...$]", "Array.from($)", "$.map((x) => x)", "$.filter(() => true)"] as const;
const PASSINGS = ["same($)", "(() => $)()", "new Holder($).parts", "[$][0]", "({ x: $ }).x", "($ || 1)"] as const;

const CHANGING: Steps = [
  (draft) => {
    const list = anyVariable(draft, "list");
    const item = anyVariable(draft);
    if (list === null || item === null || list.value.items.length > 200) return;
    draft.lines.push(`${list.name}.push(${item.name});`);
    list.value.items.push(item.value);
  },
  (draft) => {
    const list = anyVariable(draft, "list");
    if (list === null) return;
    draft.lines.push(`${list.name}.unshift(${list.name});`);
    list.value.items.unshift(list.value);
  },
  (draft) => {
    const list = anyVariable(draft, "list");
    if (list === null || list.value.items.length === 0) return;
    draft.lines.push(`${list.name}.pop();`);
    list.value.items.pop();
  },
  (draft) => {
    const record = anyVariable(draft, "record");
    const { text, item } = anyItem(draft);
    if (record === null) return;
    const key = choose(draft.random, ["left", "more", "parts"]);
    draft.lines.push(choose(draft.random, [`${record.name}.${key} = ${text};`, `${record.name}["${key}"] = ${text};`]));
    setEntry(record.value, key, item);
  },
  // Twice as much in each round, of which there may be sixty.
  (draft) => {
    wrap(draft, 2);
  },
  (draft) => {
    wrap(draft, 1);
  },
];

/** A container is put into another one again and again, with as many places for it. */
function wrap(draft: Draft, places: number): void {
  const variable = anyVariable(draft);
  if (variable === null) return;
  const { name, value: old } = variable;
  const inner = Array.from({ length: places }, () => name);
  const [text, make] = choose<readonly [string, (item: Container) => Container]>(draft.random, [
    [`[${inner.join(", ")}]`, (item) => listOf(inner.map(() => item))],
    [
      `{ ${inner.map((one, index) => `k${index}: ${one}`).join(", ")} }`,
      (item) => recordOf(inner.map((_, index) => [`k${index}`, item])),
    ],
  ]);
  const rounds = anyRounds(draft.random);
  draft.lines.push(`for (let i = 0; i < ${rounds}; i++) ${name} = ${text};`);
  let value = old;
  for (let round = 0; round < rounds; round += 1) value = make(value);
  draft.variables.set(name, value);
}

const COUNTING: Steps = [
  (draft) => {
    const { name, value } = anyVariable(draft, "list") ?? {};
    if (name === undefined || value === undefined) return;
    add(draft, choose(draft.random, LENGTHS).replaceAll("$", name), value.items.length);
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "record") ?? {};
    if (name === undefined || value === undefined) return;
    add(draft, choose(draft.random, RECORD_LENGTHS).replaceAll("$", name), value.items.length);
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list") ?? {};
    if (name === undefined || value === undefined) return;
    add(draft, `${name}.reduce((sum, x) => (typeof x === "number" ? sum + x : sum), 0)`, sumOf(value));
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list") ?? {};
    if (name === undefined || value === undefined) return;
    const flat = value.items.map((item) =>
      typeof item === "number" || item.kind === "record" ? 1 : item.items.length,
    );
    add(
      draft,
      `${name}.flat().length`,
      flat.reduce((sum, count) => sum + count, 0),
    );
  },
  (draft) => {
    const { name, value } = anyVariable(draft, "list") ?? {};
    if (name === undefined || value === undefined || value.items.length === 0) return;
    draft.lines.push(`{`, `  const [first, ...others] = ${name};`, `  total += others.length;`, `}`);
    draft.total += value.items.length - 1;
  },
  (draft) => {
    const [left, right] = [anyVariable(draft), anyVariable(draft)];
    if (left === null || right === null) return;
    add(draft, `(${left.name} === ${right.name} ? 1 : 2)`, left.value === right.value ? 1 : 2);
  },
  (draft) => {
    const [list, item] = [anyVariable(draft, "list"), anyVariable(draft)];
    if (list === null || item === null) return;
    const at = list.value.items.indexOf(item.value);
    add(draft, `(${list.name}.indexOf(${item.name}) + 1)`, at + 1);
    add(draft, `(${list.name}.includes(${item.name}) ? 1 : 0)`, at < 0 ? 0 : 1);
  },
];

const LENGTHS = [
  "$.length",
  "count($)",
  "[...$].length",
  "passed(...$)",
  "$.slice().length",
  "$.map((x) => [x, x]).length",
  "Array.from($).length",
  "$.concat([1]).length - 1",
  "new Holder($).parts.length",
  "same($, { y: $ }).length",
] as const;
const RECORD_LENGTHS = [
  "Object.keys($).length",
  "Object.values($).length",
  "Object.entries($).length",
  "Object.keys({ ...$ }).length",
] as const;

/** What may raise an error, has no answer that anybody waits for, or means nothing: it changes no container. */
const USES: readonly [string, ...string[]] = [
  "JSON.stringify($)",
  ...["JSON.stringify({ x: $ }, null, 2)", "JSON.parse(JSON.stringify($))", "structuredClone($)"],
  ...[
    "String($)",
    "`${$} ${%}`",
    "$ + ''",
    "$ + %",
    "'' + $ + %",
    "$.toString()",
    "$.join('-')",
    "$ == %",
    "$ === %",
    "$ < %",
  ],
  ...[
    "$ == '1'",
    "+$",
    "-$",
    "!$",
    "$ * 2",
    "Number($)",
    "Math.max(...$)",
    "Math.max($, %)",
    "parseInt($)",
    "isNaN($)",
    "typeof $",
  ],
  ...[
    "[...$].sort()",
    "[...$].sort((x, y) => x - y)",
    "[...$].reverse()",
    "$.flat(Infinity)",
    "$.flat(3)",
    "$.flatMap((x) => x)",
  ],
  ...[
    "$.concat(%)",
    "$.concat($, %, [$])",
    "[...$, ...%]",
    "{ ...$, ...% }",
    "passed(...$, ...%)",
    "$.reduce((x, y) => x + y)",
  ],
  ...[
    "$.map(String)",
    "$.every((x) => x)",
    "$.find((x) => x === %)",
    "Array($)",
    "new Array(...$)",
    "Array.from($, (x) => [x, %])",
  ],
  ...[
    "Object.assign({}, $, %)",
    "Object.fromEntries(Object.entries($))",
    "Object.fromEntries($)",
    "new Map($)",
    "new Set($)",
  ],
  ...[
    "new Map([[$, %]]).get($)",
    "new Set([$, %]).size",
    "{ [$]: % }",
    "{}[$]",
    "$[%]",
    "$[0][0][0]",
    "$.left.left",
    "$?.x?.y",
    "$ in %",
    "$ instanceof Holder",
  ],
  ...[
    "$()",
    "new $()",
    "$.x()",
    "isFinite($)",
    "console.log($, %)",
    "String.raw`${$}`",
    "'abc'.replace($, %)",
    "'abc'.split($)",
    "'a'.repeat($)",
  ],
  ...[
    "tf.layers.dense($)",
    "tf.layers.dense({ units: $ })",
    "tf.layers.dense({ units: 3, name: $ })",
    "tf.layers.dense({ units: 3, inputShape: $ })",
  ],
  ...[
    "tf.layers.dense({ units: 3, activation: $ })",
    "tf.layers.dense({ units: 3 }).apply($)",
    "tf.layers.dense({ ...$, units: 3 })",
  ],
  ...[
    "tf.layers.conv2d({ filters: 3, kernelSize: $ })",
    "tf.layers.conv2d({ filters: $, kernelSize: 3, strides: % })",
    "tf.input($)",
    "tf.input({ shape: $ })",
  ],
  ...[
    "tf.layers.concatenate().apply($)",
    "tf.layers.concatenate({ axis: $ }).apply([$, %])",
    "tf.layers.add().apply([$, $])",
    "tf.layers.reshape({ targetShape: $ })",
  ],
  ...[
    "tf.sequential($)",
    "tf.sequential({ layers: $ })",
    "tf.sequential({ layers: [$, %] })",
    "tf.sequential().add($)",
    "tf.model($)",
  ],
  ...[
    "tf.model({ inputs: $, outputs: % })",
    "tf.tensor($)",
    "tf.tensor($, %)",
    "tf.zeros($)",
    "tf.concat($)",
    "tf.stack([$, %])",
    "tf.reshape(tf.zeros([4]), $)",
  ],
  ...[
    "tf.layers.bidirectional({ layer: $ })",
    "tf.layers.timeDistributed({ layer: $ })",
    "tf.layers.rnn({ cell: $ })",
    "tf.nope($)",
    "unheardOf($).x(%)",
  ],
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
  draft.lines.push("try {", `  used = ${fill(draft, choose(draft.random, USES))};`, "} catch (error) {}");
}

/** Nothing of these raises, and none changes what a variable holds. */
const STATEMENTS: readonly [string, ...string[]] = [
  "{\n  const holder = new Holder($);\n  holder.parts = [holder, %];\n  holder.self = holder;\n}",
  "{\n  const standard = (x = $, y = [%]) => [x, y];\n  standard();\n}",
  "{\n  const closure = () => [$, closure];\n  used = closure();\n}",
  "{\n  const recursive = (n) => (n > 0 ? [recursive(n - 1), $] : %);\n  used = recursive(20);\n}",
  "{\n  const wide = tf.sequential();\n  wide.parts = $;\n  wide.own = wide;\n}",
  "if (Math.random() > 0.5) used = $;\nelse used = [%, $];",
  "for (const one of [$, %]) if (Math.random() > 0.5) used = [one, one];",
  "try {\n  const [one, [two, ...three]] = $;\n} catch (error) {}",
  "try {\n  const { left, ...others } = $;\n} catch (error) {}",
  "try {\n  throw new Error($);\n} catch (error) {\n  used = `${error}`;\n}",
  "try {\n  const odd = tf.sequential();\n  odd.add($);\n  odd.add(%);\n  odd.summary();\n} catch (error) {}",
  "for (const key in $) used = key;",
  "switch ($) {\n  case %:\n    used = 1;\n}",
  "{\n  const builder = (parts) => [parts, tf.model({ inputs: parts, outputs: $ })];\n  try {\n    used = builder(%);\n  } catch (error) {}\n}",
];

function assign(draft: Draft, text: string, value: Container): void {
  const name = anyName(draft.random);
  draft.lines.push(`${name} = ${text};`);
  draft.variables.set(name, value);
}

function add(draft: Draft, text: string, count: number): void {
  draft.lines.push(`total += ${text};`);
  draft.total += count;
}

const UNITS = "const units = total % 97 + 1;";
const DENSE = `tf.layers.dense({ units, name: "exact", inputShape: [4] })`;
const FUNCTIONAL = `const input = tf.input({ shape: [4] });\nconst output = ${DENSE}.apply(input);`;

/** The same statements at the top of a file and in a builder; with the network come the containers, in one way or another. */
const ENDS: readonly [(draft: Draft) => string, ...((draft: Draft) => string)[]] = [
  (draft) => [...start(draft), UNITS, `const net = tf.sequential({ layers: [${DENSE}] });`].join("\n"),
  (draft) => [...start(draft), UNITS, "const net = tf.sequential();", `net.add(${DENSE});`].join("\n"),
  (draft) =>
    [...start(draft), UNITS, FUNCTIONAL, "const net = tf.model({ inputs: input, outputs: output });"].join("\n"),
  (draft) =>
    [
      ...start(draft),
      UNITS,
      FUNCTIONAL,
      fill(draft, "const all = [tf.model({ inputs: input, outputs: output }), $, %];"),
    ].join("\n"),
  (draft) => builder(draft, "tf.model({ inputs: input, outputs: output })"),
  (draft) => builder(draft, fill(draft, "[tf.model({ inputs: input, outputs: output }), $]")),
  (draft) => builder(draft, fill(draft, "{ model: tf.model({ inputs: input, outputs: output }), x: $, y: [%] }")),
];

function start({ lines }: Draft): readonly string[] {
  return [DECLARATIONS, ...lines];
}

function builder(draft: Draft, result: string): string {
  const lines = [...start(draft), UNITS, FUNCTIONAL, `return ${result};`].flatMap((line) => line.split("\n"));
  return ["function build() {", ...lines.map((line) => `  ${line}`), "}", "const built = build();"].join("\n");
}
