/**
 * Random programs over all layers. Arguments are drawn without a look at shapes, so that a part of the programs is wrong: Keras then
 * raises, and our side has to say so too.
 */
import type { OracleProgram } from "../program";
import { EXPRESSIONS, LAYERS, MERGES } from "./layer-table";
import type { Kind } from "./layer-table";
import { Random } from "./random";

export function generatedPrograms(count: number, seed: number): readonly OracleProgram[] {
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(seed * 100_003 + index);
    const form = random.pick(["functional", "functional", "functional", "sequential", "nested", "function"] as const);
    const body = FORMS[form](random);
    const header = "import keras\nfrom keras import layers, ops\n\n";
    return { id: `generated/${seed}-${index} (${form})`, source: header + body, models: ["model"] };
  });
}

/** A variable that holds a tensor. */
interface Tensor {
  readonly name: string;
  readonly kind: Kind;
}

const FORMS: Readonly<Record<"functional" | "sequential" | "nested" | "function", (random: Random) => string>> = {
  functional: (random) => new Writer(random).functional(random.whole(2, 9)),
  sequential: (random) => sequential(random, "model", random.whole(1, 6)),
  nested: (random) => new Writer(random).nested(),
  function: (random) => new Writer(random).inFunction(),
};

const KINDS: readonly [Kind, ...Kind[]] = [
  "image",
  "image",
  "image",
  "image",
  "sequence",
  "sequence",
  "vector",
  "volume",
];

function inputShape(random: Random, kind: Kind): string {
  const side = (low: number, high: number): string => (random.chance(0.05) ? "None" : String(random.whole(low, high)));
  const channels = random.pick([1, 2, 3, 3, 4, 6, 8]);
  switch (kind) {
    case "image":
      return `(${side(5, 40)}, ${side(5, 40)}, ${channels})`;
    case "sequence":
      return `(${side(3, 30)}, ${channels})`;
    case "volume":
      return `(${side(4, 12)}, ${side(4, 12)}, ${side(4, 12)}, ${channels})`;
    case "vector":
      return `(${random.whole(1, 40)},)`;
  }
}

/** A layer that takes tensors of this kind, and the kind of what it gives. */
function layer(random: Random, kind: Kind): { readonly text: string; readonly kind: Kind } {
  const fitting = LAYERS.filter(({ takes }) => takes.includes(kind));
  const [first, ...rest] = fitting;
  if (first === undefined) throw new Error(`no layer takes ${kind}`);
  const chosen = random.pick([first, ...rest]);
  const given = Object.entries(chosen.arguments).flatMap(([name, values]) => {
    const [value, ...others] = values;
    if (value === undefined) return [];
    const isNeeded = chosen.needs.includes(name);
    if (!isNeeded && !random.chance(0.35)) return [];
    return [`${name}=${random.pick([value, ...others])}`];
  });
  if (random.chance(0.15)) given.push(`name="part_${random.whole(0, 1_000_000)}"`);
  // One layer in thirty gets a value that makes no sense.
  if (given.length > 0 && given[0]?.startsWith("name") === false && random.chance(0.03))
    given[0] = given[0].replace(/=.*/, random.pick(["=0", "=-1", "=None"]));
  return { text: `layers.${chosen.name}(${given.join(", ")})`, kind: chosen.gives ?? kind };
}

function sequential(random: Random, name: string, length: number): string {
  let kind = random.pick(KINDS);
  const shape = inputShape(random, kind);
  const lines = [];
  for (let index = 0; index < length; index++) {
    const next = layer(random, kind);
    lines.push(next.text);
    kind = next.kind;
  }
  if (random.chance(0.5)) {
    return `${name} = keras.Sequential([\n    keras.Input(${shape}),\n${lines.map((line) => `    ${line},\n`).join("")}])\n`;
  }
  return `${name} = keras.Sequential()\n${name}.add(keras.Input(shape=${shape}))\n${lines.map((line) => `${name}.add(${line})\n`).join("")}`;
}

class Writer {
  private readonly lines: string[] = [];
  private readonly tensors: Tensor[] = [];
  private readonly used = new Set<string>();
  private readonly inputs: string[] = [];
  private firstShape: string | null = null;

  constructor(private readonly random: Random) {}

  functional(length: number): string {
    const kind = this.random.pick(KINDS);
    this.input(kind);
    if (this.random.chance(0.15)) this.input(this.random.chance(0.7) ? kind : this.random.pick(KINDS));
    for (let index = 0; index < length; index++) this.step();
    return `${this.lines.join("\n")}\n${this.model("model")}\n`;
  }

  /** A model within another one, called once or twice. */
  nested(): string {
    const kind = this.random.pick(KINDS);
    const inner = new Writer(this.random);
    inner.input(kind);
    for (let index = 0; index < this.random.whole(1, 4); index++) inner.step();
    this.lines.push(...inner.lines, inner.model("inner"), "");
    // The same input again: other sizes would mostly be refused.
    this.lines.push(`t0 = keras.Input(${inner.firstShape})`);
    this.inputs.push("t0");
    this.tensors.push({ name: "t0", kind });
    const [first, ...others] = inner.outputs();
    this.add(others.length === 0 ? "inner({x})" : "inner({x})[0]", first?.kind ?? kind);
    if (others.length === 0 && first?.kind === kind && this.random.chance(0.3)) this.add("inner({x})", kind);
    for (let index = 0; index < this.random.whole(0, 3); index++) this.step();
    return `${this.lines.join("\n")}\n${this.model("model")}\n`;
  }

  /** Steps in a loop of a helper function. */
  inFunction(): string {
    const kind = this.random.pick(KINDS);
    const parts: string[] = [];
    for (let index = 0; index < this.random.whole(1, 3); index++) {
      const next = layer(this.random, kind);
      if (next.kind === kind) parts.push(`    x = ${next.text.replace(/, name="[^"]*"|name="[^"]*"/, "")}(x)`);
    }
    const shape = inputShape(this.random, kind);
    return [
      "def block(x):",
      ...parts,
      "    return x",
      "",
      "def model():",
      `    inputs = keras.Input(${shape})`,
      "    x = inputs",
      `    for index in range(${this.random.whole(1, 3)}):`,
      "        x = block(x)",
      "    return keras.Model(inputs, x)",
      "",
    ].join("\n");
  }

  private input(kind: Kind): void {
    const name = `t${this.tensors.length}`;
    const shape = inputShape(this.random, kind);
    this.firstShape ??= shape;
    this.lines.push(`${name} = keras.Input(${shape})`);
    this.tensors.push({ name, kind });
    this.inputs.push(name);
  }

  private step(): void {
    const tensor = this.latest();
    const draw = this.random.next();
    if (draw < 0.12) this.merge(tensor);
    else if (draw < 0.24) this.expression(tensor);
    else if (draw < 0.28) this.shared(tensor);
    else {
      const next = layer(this.random, tensor.kind);
      this.add(`${next.text}({x})`, next.kind, tensor);
    }
  }

  private add(text: string, gives: Kind, tensor: Tensor = this.latest()): void {
    const name = `t${this.tensors.length}`;
    this.lines.push(`${name} = ${text.replaceAll("{x}", tensor.name)}`);
    this.used.add(tensor.name);
    this.tensors.push({ name, kind: gives });
  }

  private merge(tensor: Tensor): void {
    const others = this.tensors.filter(({ kind, name }) => kind === tensor.kind && name !== tensor.name);
    const other = others.length === 0 || this.random.chance(0.3) ? tensor : this.random.pick([tensor, ...others]);
    this.used.add(other.name);
    this.add(this.random.pick(MERGES).replaceAll("{y}", other.name), tensor.kind, tensor);
  }

  private expression(tensor: Tensor): void {
    const [first, ...rest] = EXPRESSIONS.filter(({ takes }) => takes.includes(tensor.kind));
    if (first === undefined) return;
    const { text, gives } = this.random.pick([first, ...rest]);
    this.add(text, gives ?? tensor.kind, tensor);
  }

  private shared(tensor: Tensor): void {
    const next = layer(this.random, tensor.kind);
    const name = `shared${this.lines.length}`;
    this.lines.push(`${name} = ${next.text}`);
    this.add(next.kind === tensor.kind ? `${name}(${name}({x}))` : `${name}({x})`, next.kind, tensor);
  }

  private latest(): Tensor {
    const [first] = this.tensors;
    if (first === undefined) throw new Error("a program without a tensor");
    const last = this.tensors.at(-1) ?? first;
    return this.random.chance(0.85) ? last : this.random.pick([first, ...this.tensors]);
  }

  outputs(): readonly Tensor[] {
    const open = this.tensors.filter(({ name }) => !this.used.has(name) && !this.inputs.includes(name));
    return open.length === 0 ? this.tensors.slice(-1) : open;
  }

  private model(name: string): string {
    const outputs = this.outputs().map((tensor) => tensor.name);
    const written = (names: readonly string[]): string =>
      names.length === 1 ? (names[0] ?? "") : `[${names.join(", ")}]`;
    return `${name} = keras.Model(${written(this.inputs)}, ${written(outputs)})`;
  }
}
