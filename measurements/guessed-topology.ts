/**
 * A graph from a list of layers without their connections. A layer's input is the one before it in the list; a convolution's
 * is the nearest earlier one with the channels that its parameters need, a sum's or product's the nearest one of its shape.
 */
import type { Value } from "../server/src/values/value";
import type { Graph, GraphNode } from "../server/src/graph/graph";
import { rulesOfClass } from "../server/src/layers/registry";
import type { Rules } from "../server/src/layers/rules";
import type { LayerRecord, ModelRecord, SizeRecord } from "./records";

export function guessGraph(record: ModelRecord, size: SizeRecord): Graph {
  const shapes = size.output_shapes;
  const nodes = record.layers.map((layer, index): GraphNode => {
    const inputs = index === 0 ? [] : guessInputs(layer, index, size);
    const output = shapes[index] ?? [];
    const rules = rulesOfClass(layer.class, guessArguments(layer, shapes[inputs[0] ?? 0] ?? [], output));
    return {
      layer: { class: layer.class, name: layer.name, rules, construction: [] },
      inputs,
      application: [],
      recordedOutput: output,
    };
  });
  return { name: record.model, nodes, inputs: [0], outputs: [nodes.length - 1] };
}

function guessInputs(layer: LayerRecord, index: number, size: SizeRecord): readonly number[] {
  const shapes = size.output_shapes.slice(0, index);
  const output = size.output_shapes[index] ?? [];
  const rules = rulesOfClass(layer.class, guessArguments(layer, [], output));
  if (isElementwiseJoin(rules, output)) {
    const source = nearest(shapes, (shape) => shape.join() === output.join());
    return [source, source];
  }
  if (rules.countedAs !== "convolution") return [index - 1];
  const [height, width] = layer.kernel ?? [1, 1];
  const filters = output.at(-1) ?? 1;
  const weights = (size.params[index] ?? 0) - (layer.use_bias === true ? filters : 0);
  const channels = Math.max(1, Math.floor(weights / (height * width * filters)));
  return [nearest(shapes, (shape) => shape.at(-1) === channels)];
}

/** A sum or a product: it refuses one tensor, and makes of two with one shape a third one. */
function isElementwiseJoin(rules: Rules, shape: readonly number[]): boolean {
  if (rules.output([shape]).kind === "shape") return false;
  const joined = rules.output([shape, shape]);
  return joined.kind === "shape" && joined.shape.join() === shape.join();
}

/** Index of the last shape that fits; of the last one where none does. */
function nearest(shapes: readonly (readonly number[])[], fits: (shape: readonly number[]) => boolean): number {
  const behind = [...shapes].reverse().findIndex(fits);
  return shapes.length - 1 - Math.max(behind, 0);
}

/** Each class reads what it takes of these. */
function guessArguments(
  layer: LayerRecord,
  input: readonly number[],
  output: readonly number[],
): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  const set = (name: string, value: number): unknown => given.set(name, { kind: "integer", value });
  const [inputHeight, outputHeight] = [input[0], output[0]];
  if (inputHeight !== undefined && outputHeight !== undefined) {
    set("strides", Math.max(1, roundHalfToEven(inputHeight / outputHeight)));
  }
  if (layer.kernel !== undefined) {
    given.set("kernel_size", { kind: "list", items: layer.kernel.map((value) => ({ kind: "integer", value })) });
  }
  if (layer.activation !== undefined) given.set("activation", { kind: "string", value: layer.activation });
  if (layer.use_bias !== undefined) given.set("use_bias", { kind: "boolean", value: layer.use_bias });
  given.set("shape", { kind: "list", items: output.map((value) => ({ kind: "integer", value })) });
  set("filters", layer.filters ?? output.at(-1) ?? 1);
  set("units", output.at(-1) ?? 1);
  return given;
}

/** Small images give ratios of 1.5 and 2.5, and strides of 2 are far likelier than of 1 or 3. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
