/** Networks that no memory of a board can hold: they take no time there, they fail. */
import { deviceById } from "../../../predictors/src/devices";
import type { DeviceInfo, Problem } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import type { ShapedGraph, ShapedNode } from "../graph/graph";
import type { DeviceAnswer } from "./estimate";
import { countElements } from "../layers/arithmetic";

const BYTES_PER_ELEMENT = 4;
const GIBIBYTE = 2 ** 30;

/** "203 GiB of weights; AGX has 32"; null where the weights fit, or where the board's memory is not known. */
export function whyItDoesNotFit({ id, shortName }: DeviceInfo, graph: ShapedGraph): string | null {
  const memory = deviceById(id)?.memory;
  if (memory === undefined) return null;
  const weights = weightBytes(graph);
  if (weights > memory * GIBIBYTE) return `${gibibytes(weights)} GiB of weights; ${shortName} has ${memory}`;
  const tensor = largestTensorBytes(graph);
  if (tensor > memory * GIBIBYTE) return `${gibibytes(tensor)} GiB in one tensor; ${shortName} has ${memory}`;
  return null;
}

/** One problem for all devices, at the model; `related` leads to the layer that has most of the weights. */
export function memoryProblems(devices: readonly DeviceInfo[], graph: ShapedGraph, location: Location): Problem[] {
  const tooSmall = devices.filter((device) => whyItDoesNotFit(device, graph) !== null);
  if (tooSmall.length === 0) return [];
  const sizes = tooSmall.map(({ id, name }) => `the ${name} has ${deviceById(id)?.memory ?? 0}`).join(", ");
  const weights = weightBytes(graph);
  const smallest = Math.min(...tooSmall.map(({ id }) => deviceById(id)?.memory ?? 0));
  if (weights <= smallest * GIBIBYTE) {
    const message = `One of its tensors needs ${gibibytes(largestTensorBytes(graph))} GiB of memory; ${sizes}.`;
    return [{ severity: "warning", code: "memory", message, location, related: [] }];
  }
  const heaviest = graph.nodes.reduce<ShapedNode | null>(
    (most, node) => (weightsOf(node) > (most === null ? 0 : weightsOf(most)) ? node : most),
    null,
  );
  const place = heaviest?.layer.construction[0]?.location;
  const related =
    heaviest === null || place === undefined
      ? []
      : [{ message: `${heaviest.layer.name} has most of them`, location: place }];
  const message = `Its weights need ${gibibytes(weights)} GiB of memory; ${sizes}.`;
  return [{ severity: "warning", code: "memory", message, location, related }];
}

/** Of the boards whose memory the program that runs the network fills, by what others needed. */
export function programMemoryProblems(
  answers: readonly DeviceAnswer[],
  partial: boolean,
  location: Location,
): Problem[] {
  if (partial) return [];
  return answers.flatMap(({ device, consumption }): Problem[] => {
    const memory = deviceById(device.id)?.memory;
    if (memory === undefined || consumption?.kind !== "consumption") return [];
    const needed = consumption.memoryMegabytes.value * 1e6;
    if (needed <= memory * GIBIBYTE) return [];
    const message = `It may not fit the ${device.name}: programs with such networks need about ${gibibytes(needed)} GiB, TensorFlow included, and the board has ${memory}.`;
    return [{ severity: "warning", code: "memory", message, location, related: [] }];
  });
}

function weightBytes({ nodes }: ShapedGraph): number {
  return nodes.reduce((sum, node) => sum + weightsOf(node), 0) * BYTES_PER_ELEMENT;
}

/** The tensor alone, since what a layer reads may share its place. */
function largestTensorBytes({ nodes }: ShapedGraph): number {
  const sizes = nodes.map(({ outputShape }) => (outputShape === null ? 0 : (countElements(outputShape) ?? 0)));
  return sizes.reduce((largest, size) => Math.max(largest, size), 0) * BYTES_PER_ELEMENT;
}

function weightsOf({ parameters }: ShapedNode): number {
  return parameters?.total ?? 0;
}

/** Whole ones, with one decimal under ten; rounded up, so that it exceeds the memory that it is compared with. */
function gibibytes(bytes: number): string {
  const tenths = Math.ceil((10 * bytes) / GIBIBYTE);
  return tenths < 100 ? String(tenths / 10) : Math.ceil(tenths / 10).toLocaleString("en-US");
}
