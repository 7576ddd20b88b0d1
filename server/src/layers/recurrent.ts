/**
 * Recurrent layers. A cell's weights are, for each gate, those of the step's input, those of its own last output, and biases. They
 * were never measured on the boards, and nothing that was measured runs step by step, so that no cost is given.
 */
import type { LayerValue, Value } from "../values/value";
import type { Shape } from "../../../protocol/report";
import { describeShape, elements, NO_COST, shape, shapeError, unmeasured } from "./arithmetic";
import type { LayerParameters, OutputShape, Padding, Sides } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family, ReadLayer, RulesOf } from "./family";
import { failing, notFollowed } from "./rules";
import type { Rules } from "./rules";
import { PADDINGS, RANKS } from "./shared-arguments";
import { slideTo } from "./window";
import { NO_LAYER, wrappedLayer } from "./wrappers";

/** What is repeated at each step of a sequence. `biases`: vectors of a bias for each gate. */
interface Cell {
  readonly cell: "lstm" | "gru" | "simple";
  readonly units: number;
  readonly biases: number;
}

/** Which outputs a layer gives. */
interface Outputs {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

/** `biases`: vectors for each gate; Nvidia's cells have one for the input and one for the last output, as `reset_after` has. */
const CELLS: ReadonlyMap<string, (reader: ArgumentReader) => Cell> = new Map([
  ["LSTM", (reader) => cellOf(reader, "lstm", biasOf(reader))],
  ["GRU", (reader) => cellOf(reader, "gru", biasOf(reader) * (reader.flag("reset_after", true) ? 2 : 1))],
  ["SimpleRNN", (reader) => cellOf(reader, "simple", biasOf(reader))],
  ["CuDNNLSTM", (reader) => cellOf(reader, "lstm", 2)],
  ["CuDNNGRU", (reader) => cellOf(reader, "gru", 2)],
]);

const CELL_CLASS = /^(LSTM|GRU|SimpleRNN)Cell$/;

export const RECURRENT: Family = [
  ...[...CELLS.keys()].map((name) => [name, readLayer(name)] as const),
  // A cell is no layer of a network; it is read by the layer that runs it.
  ...["LSTMCell", "GRUCell", "SimpleRNNCell"].map((name) => [name, readLayer(name)] as const),
  ...RANKS.map((rank) => [`ConvLSTM${rank}D`, readConvolutional(`ConvLSTM${rank}D`, rank)] as const),
  ["RNN", readGeneric],
  ["Bidirectional", readBidirectional],
];

function readCell(className: string, reader: ArgumentReader): Cell {
  const read = CELLS.get(className.replace(/Cell$/, ""));
  return read?.(reader) ?? cellOf(reader, "simple", biasOf(reader));
}

function cellOf(reader: ArgumentReader, cell: Cell["cell"], biases: number): Cell {
  return { cell, units: reader.integer("units", { minimum: 1 }), biases };
}

function biasOf(reader: ArgumentReader): number {
  return reader.flag("use_bias", true) ? 1 : 0;
}

function outputsOf(reader: ArgumentReader): Outputs {
  if (reader.flag("time_major", false)) reader.fail("time_major is not followed");
  return {
    returnSequences: reader.flag("return_sequences", false),
    returnState: reader.flag("return_state", false),
  };
}

const GATES: Readonly<Record<Cell["cell"], number>> = { lstm: 4, gru: 3, simple: 1 };

/** What all recurrent layers have in common. */
function stepping(layer: string): Pick<Rules, "called" | "cost" | "unmeasured"> {
  return { called: "with states", cost: () => NO_COST, unmeasured: unmeasured(layer) };
}

// ---------------------------------------------------------------- cells on vectors

function readLayer(layer: string): ReadLayer {
  return (reader) => layerRules(layer, [readCell(layer, reader)], outputsOf(reader));
}

/** Several cells run one behind the other at each step. */
function layerRules(layer: string, cells: readonly Cell[], { returnSequences, returnState }: Outputs): Rules {
  const units = cells.at(-1)?.units ?? 0;
  return {
    ...stepping(layer),
    takes: "vectors",
    outputGroups: [1, ...(returnState ? statesOf(cells) : [])],
    output: ([input]) => {
      if (input?.length !== 2) return wrongRank(layer, "a sequence (steps × features)", input);
      const [steps = null, features = null] = input;
      if (features === null) return shapeError(`${layer} needs to know the last side of its input.`);
      return shape(returnSequences ? [steps, units] : [units]);
    },
    parameters: ([input]) => {
      const features = input?.[1] ?? null;
      return features === null ? null : { total: weightsOfCells(cells, features), nonTrainable: 0 };
    },
    furtherOutputs: () =>
      returnState ? cells.flatMap((cell) => Array.from({ length: stateCount(cell) }, () => [cell.units])) : [],
  };
}

function weightsOfCells(cells: readonly Cell[], features: number): number {
  let total = 0;
  let inputs = features;
  for (const { cell, units, biases } of cells) {
    total += GATES[cell] * units * (inputs + units + biases);
    inputs = units;
  }
  return total;
}

/** The states of one of several cells stand together. */
function statesOf(cells: readonly Cell[]): readonly number[] {
  const counts = cells.map(stateCount);
  return counts.length === 1 ? Array.from({ length: counts[0] ?? 0 }, () => 1) : counts;
}

/** An LSTM keeps its output and its memory. */
function stateCount({ cell }: Cell): number {
  return cell === "lstm" ? 2 : 1;
}

function wrongRank(layer: string, wanted: string, input: Shape | undefined): OutputShape {
  return shapeError(
    `${layer} needs ${wanted}; its input is ${input === undefined ? "missing" : describeShape(input)}.`,
  );
}

function readGeneric(reader: ArgumentReader, rulesOf: RulesOf): Rules {
  const cells = cellsIn(reader, reader.value("cell"), rulesOf);
  return "output" in cells ? cells : layerRules("RNN", cells, outputsOf(reader));
}

/** A cell, a list of cells, or StackedRNNCells. */
function cellsIn(reader: ArgumentReader, value: Value | undefined, rulesOf: RulesOf): readonly Cell[] | Rules {
  if (value?.kind === "list" || value?.kind === "tuple") {
    const cells: Cell[] = [];
    for (const item of value.items) {
      const inner = cellsIn(reader, item, rulesOf);
      if ("output" in inner) return inner;
      cells.push(...inner);
    }
    return cells;
  }
  if (value?.kind === "layer" && value.class === "StackedRNNCells") {
    return cellsIn(reader, value.arguments.get("cells"), rulesOf);
  }
  if (value?.kind !== "layer" || value.custom !== undefined || !CELL_CLASS.test(value.class)) {
    return whyNoCell(value);
  }
  const rules = rulesOf(value.class, value.arguments);
  return rules.failure === undefined ? [readCell(value.class, reader.of(value))] : rules;
}

function whyNoCell(value: Value | undefined): Rules {
  const what =
    value?.kind === "layer" ? value.class : value?.kind === "instance" ? value.class.name : (value?.kind ?? "nothing");
  const why = `RNN: what the cell ${what} does at each step is not followed.`;
  return notFollowed(why);
}

// ---------------------------------------------------------------- cells on images

interface ConvolutionalSettings extends Outputs {
  readonly filters: number;
  readonly kernel: Sides;
  readonly strides: Sides;
  readonly padding: Padding;
  readonly dilation: Sides;
  readonly useBias: boolean;
  /** How the tensor of each step is laid out. */
  readonly channelsInFront: boolean;
}

function readConvolutional(layer: string, rank: (typeof RANKS)[number]): ReadLayer {
  const one = Array.from({ length: rank }, () => 1);
  return (reader) =>
    convolutionalRules(layer, {
      filters: reader.integer("filters", { minimum: 1 }),
      kernel: reader.window("kernel_size", rank, { minimum: 1 }),
      strides: reader.window("strides", rank, { minimum: 1, fallback: one }),
      padding: reader.choice("padding", PADDINGS, "valid"),
      dilation: reader.window("dilation_rate", rank, { minimum: 1, fallback: one }),
      useBias: reader.flag("use_bias", true),
      channelsInFront: reader.channelsFirst(),
      ...outputsOf(reader),
    });
}

function convolutionalRules(layer: string, settings: ConvolutionalSettings): Rules {
  const { filters, useBias, returnSequences, returnState } = settings;
  const area = elements(settings.kernel);
  return {
    ...stepping(layer),
    takes: "images",
    outputGroups: returnState ? [1, 1, 1] : [1],
    output: ([input]) => {
      const frame = frameOutput(layer, settings, input);
      if (frame.kind !== "shape" || !returnSequences) return frame;
      return shape([input?.[0] ?? null, ...frame.shape]);
    },
    parameters: ([input]) => {
      const channels = input === undefined ? null : channelsOfFrame(settings, input);
      if (channels === null) return null;
      return { total: GATES.lstm * filters * (area * (channels + filters) + (useBias ? 1 : 0)), nonTrainable: 0 };
    },
    furtherOutputs: ([input]) => {
      const frame = frameOutput(layer, settings, input);
      return returnState && frame.kind === "shape" ? [frame.shape, frame.shape] : [];
    },
  };
}

function frameOutput(layer: string, settings: ConvolutionalSettings, input: Shape | undefined): OutputShape {
  const { channelsInFront, filters } = settings;
  const rank = settings.kernel.length;
  if (input?.length !== rank + 2) return wrongRank(layer, `a sequence of tensors with ${rank + 1} sides`, input);
  const frame = input.slice(1);
  const sides = channelsInFront ? frame.slice(1) : frame.slice(0, -1);
  const output = slideTo(layer, { kind: "image", sides, channels: null }, settings, filters);
  if (output.kind !== "shape" || !channelsInFront) return output;
  return shape([filters, ...output.shape.slice(0, -1)]);
}

function channelsOfFrame({ channelsInFront }: ConvolutionalSettings, input: Shape): number | null {
  return (channelsInFront ? input[1] : input.at(-1)) ?? null;
}

// ---------------------------------------------------------------- both directions

type Merge = "sum" | "mul" | "ave" | "concat" | null;

function readBidirectional(reader: ArgumentReader, rulesOf: RulesOf): Rules {
  const layer = wrappedLayer(reader, "layer");
  const behind = reader.has("backward_layer") ? wrappedLayer(reader, "backward_layer") : layer;
  if (layer === null || behind === null) return NO_LAYER;
  const forward = recurrentIn(layer, rulesOf);
  const backward = recurrentIn(behind, rulesOf);
  if (forward.failure !== undefined) return forward;
  if (backward.failure !== undefined) return backward;
  const merge = reader.isNone("merge_mode")
    ? null
    : reader.choice("merge_mode", ["concat", "sum", "mul", "ave"] as const, "concat");
  return bidirectionalRules(classOf(layer), forward, backward, merge);
}

function recurrentIn(layer: LayerValue, rulesOf: RulesOf): Rules {
  const className = classOf(layer);
  const rules = rulesOf(className, layer.arguments);
  if (rules.failure !== undefined || (rules.called === "with states" && className !== "Bidirectional")) return rules;
  const message = `Bidirectional needs a recurrent layer, not ${layer.class}.`;
  return failing({ kind: "error", code: "argument", message });
}

function classOf(layer: LayerValue): string {
  return layer.operation ?? layer.class;
}

/** Two layers over the sequence from both ends; without a merge there are two outputs. */
function bidirectionalRules(layer: string, forward: Rules, backward: Rules, merge: Merge): Rules {
  const states = [forward, backward].flatMap(({ outputGroups }) => outputGroups?.slice(1) ?? []);
  return {
    ...stepping(`Bidirectional(${layer})`),
    takes: "vectors",
    outputGroups: [...(merge === null ? [1, 1] : [1]), ...states],
    output: (inputs) => {
      const output = forward.output(inputs);
      const other = backward.output(inputs);
      if (output.kind !== "shape" || other.kind !== "shape") return output.kind === "shape" ? other : output;
      if (merge !== "concat") return output;
      return shape([...output.shape.slice(0, -1), plus(output.shape.at(-1), other.shape.at(-1))]);
    },
    parameters: (inputs) => sum(forward.parameters(inputs), backward.parameters(inputs)),
    furtherOutputs: (inputs) => {
      const other = backward.output(inputs);
      return [
        ...(merge === null && other.kind === "shape" ? [other.shape] : []),
        ...(forward.furtherOutputs?.(inputs) ?? []),
        ...(backward.furtherOutputs?.(inputs) ?? []),
      ];
    },
  };
}

function plus(left: number | null | undefined, right: number | null | undefined): number | null {
  return left == null || right == null ? null : left + right;
}

function sum(left: LayerParameters | null, right: LayerParameters | null): LayerParameters | null {
  if (left === null || right === null) return null;
  return { total: left.total + right.total, nonTrainable: left.nonTrainable + right.nonTrainable };
}
