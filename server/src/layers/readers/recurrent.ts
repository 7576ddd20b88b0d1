/** Recurrent layers, their cells, and the layers that run another one over a sequence. */
import type { LayerValue, Value } from "../../eval/values";
import type { ArgumentReader } from "../arguments";
import { notFollowed } from "../operations";
import type { Operation, RecurrentCell, RecurrentOperation, UnknownOperation } from "../operations";
import { PADDINGS, RANKS } from "../shared-arguments";
import type { OperationOf, Read, Readers } from "../shared-arguments";

/** `biases`: vectors for each gate; Nvidia's cells have one for the input and one for the last output, as `reset_after` has. */
const LAYERS: ReadonlyMap<string, (reader: ArgumentReader) => RecurrentCell> = new Map([
  ["LSTM", (reader) => cellOf(reader, "lstm", biasOf(reader))],
  ["GRU", (reader) => cellOf(reader, "gru", biasOf(reader) * (reader.flag("reset_after", true) ? 2 : 1))],
  ["SimpleRNN", (reader) => cellOf(reader, "simple", biasOf(reader))],
  ["CuDNNLSTM", (reader) => cellOf(reader, "lstm", 2)],
  ["CuDNNGRU", (reader) => cellOf(reader, "gru", 2)],
]);

export const RECURRENT_READERS: Readers = [
  ...[...LAYERS].map(([name, read]) => [name, readLayer(name, read)] as const),
  // A cell is no layer of a network; it is read by the layer that runs it.
  ...["LSTMCell", "GRUCell", "SimpleRNNCell"].map((name) => [name, readLayer(name, cellReader(name))] as const),
  ...RANKS.map((rank) => [`ConvLSTM${rank}D`, readConvolutional(`ConvLSTM${rank}D`, rank)] as const),
  ["RNN", readGeneric],
  ["Bidirectional", readBidirectional],
  ["TimeDistributed", readTimeDistributed],
  ["FurtherOutput", readFurtherOutput],
];

function cellReader(name: string): (reader: ArgumentReader) => RecurrentCell {
  const read = LAYERS.get(name.slice(0, -"Cell".length));
  return read ?? ((reader) => cellOf(reader, "simple", biasOf(reader)));
}

function cellOf(reader: ArgumentReader, cell: RecurrentCell["cell"], biases: number): RecurrentCell {
  return { cell, units: reader.integer("units", { minimum: 1 }), biases };
}

function biasOf(reader: ArgumentReader): number {
  return reader.flag("use_bias", true) ? 1 : 0;
}

function readLayer(layer: string, read: (reader: ArgumentReader) => RecurrentCell): Read {
  return (reader) => ({ type: "recurrent", layer, cells: [read(reader)], ...outputsOf(reader) });
}

function outputsOf(reader: ArgumentReader): { readonly returnSequences: boolean; readonly returnState: boolean } {
  if (reader.flag("time_major", false)) reader.fail("time_major is not followed");
  return {
    returnSequences: reader.flag("return_sequences", false),
    returnState: reader.flag("return_state", false),
  };
}

function readConvolutional(layer: string, rank: (typeof RANKS)[number]): Read {
  const one = Array.from({ length: rank }, () => 1);
  return (reader) => ({
    type: "conv_recurrent",
    layer,
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

// ---------------------------------------------------------------- layers that run another one

const NOTHING: Operation = { type: "identity" };

function readGeneric(reader: ArgumentReader, operationOf: OperationOf): Operation {
  const cells = cellsIn(reader, reader.value("cell"), operationOf);
  if ("type" in cells) return cells;
  return { type: "recurrent", layer: "RNN", cells, ...outputsOf(reader) };
}

/** A cell, a list of cells, or StackedRNNCells. */
function cellsIn(
  reader: ArgumentReader,
  value: Value | undefined,
  operationOf: OperationOf,
): readonly RecurrentCell[] | UnknownOperation {
  if (value?.kind === "list" || value?.kind === "tuple") {
    const cells: RecurrentCell[] = [];
    for (const item of value.items) {
      const inner = cellsIn(reader, item, operationOf);
      if ("type" in inner) return inner;
      cells.push(...inner);
    }
    return cells;
  }
  if (value?.kind === "layer" && value.class === "StackedRNNCells") {
    return cellsIn(reader, value.arguments.get("cells"), operationOf);
  }
  if (value?.kind !== "layer" || value.custom !== undefined || !/^(LSTM|GRU|SimpleRNN)Cell$/.test(value.class)) {
    return whyNoCell(value);
  }
  const operation = operationOf(value.class, value.arguments);
  if (operation.type === "unknown") return operation;
  return operation.type === "recurrent" ? operation.cells : [];
}

function whyNoCell(value: Value | undefined): UnknownOperation {
  const what =
    value?.kind === "layer" ? value.class : value?.kind === "instance" ? value.class.name : (value?.kind ?? "nothing");
  const why = `RNN: what the cell ${what} does at each step is not followed.`;
  return notFollowed(why);
}

function wrappedLayer(reader: ArgumentReader, name: string): LayerValue | null {
  const layer = reader.value(name);
  if (layer?.kind === "layer") return layer;
  reader.fail(`${name} must be a layer`);
  return null;
}

function readBidirectional(reader: ArgumentReader, operationOf: OperationOf): Operation {
  const layer = wrappedLayer(reader, "layer");
  const behind = reader.has("backward_layer") ? wrappedLayer(reader, "backward_layer") : layer;
  if (layer === null || behind === null) return NOTHING;
  const forward = recurrentIn(layer, operationOf);
  const backward = recurrentIn(behind, operationOf);
  if (forward.type === "unknown") return forward;
  if (backward.type === "unknown") return backward;
  const merge = reader.isNone("merge_mode")
    ? null
    : reader.choice("merge_mode", ["concat", "sum", "mul", "ave"] as const, "concat");
  return { type: "bidirectional", forward, backward, merge };
}

function recurrentIn(layer: LayerValue, operationOf: OperationOf): RecurrentOperation | UnknownOperation {
  const operation = operationOf(layer.operation ?? layer.class, layer.arguments);
  if (operation.type === "unknown" || operation.type === "recurrent" || operation.type === "conv_recurrent") {
    return operation;
  }
  const why = `Bidirectional needs a recurrent layer, not ${layer.class}.`;
  return { type: "unknown", failure: { kind: "error", code: "argument", message: why } };
}

function readTimeDistributed(reader: ArgumentReader, operationOf: OperationOf): Operation {
  const layer = wrappedLayer(reader, "layer");
  if (layer === null) return NOTHING;
  const operation = operationOf(layer.operation ?? layer.class, layer.arguments);
  return operation.type === "unknown" ? operation : { type: "time_distributed", operation };
}

/** Made by the framework for a layer that has several outputs. */
function readFurtherOutput(reader: ArgumentReader, operationOf: OperationOf): Operation {
  const layer = wrappedLayer(reader, "layer");
  const index = reader.integer("index", { minimum: 1 });
  if (layer === null) return NOTHING;
  const operation = operationOf(layer.operation ?? layer.class, layer.arguments);
  return operation.type === "unknown" ? operation : { type: "further_output", operation, index };
}
