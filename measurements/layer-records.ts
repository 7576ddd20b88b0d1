/** `layers/layers.jsonl.gz` and `keras-json/*.gz` of the measurements folder: the layers of the measured networks. */
import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Shape } from "../protocol/report";
import type { Graph } from "../server/src/graph/graph";
import { inferGraph } from "../server/src/graph/infer";
import { readKerasJson, resizeGraph } from "../server/src/graph/json";
import { guessGraph } from "./guessed-topology";
import type { LayerRecord, ModelRecord, SizeRecord } from "./records";
import { UnreadableMeasurements } from "./unreadable";

/** Recorded shapes stand in for these: a Lambda's code is not read, and the saved paddings hold only for the saved size. */
const RECORDED_CLASSES = ["Lambda", "ZeroPadding2D", "Cropping2D"];

/** The measured networks by name, as graphs at any measured size. */
export class MeasuredNetworks {
  readonly #records: ReadonlyMap<string, ModelRecord>;
  readonly #topologies = new Map<string, Graph | null>();
  readonly #files: readonly string[];

  constructor(private readonly folder: string) {
    this.#records = readRecords(path.join(folder, "layers", "layers.jsonl.gz"));
    const topologies = path.join(folder, "keras-json");
    this.#files = reading(topologies, () => fs.readdirSync(topologies).sort());
  }

  get records(): Iterable<ModelRecord> {
    return this.#records.values();
  }

  /** The network at an input width; null where neither records nor a topology that holds at that size give its layers. */
  graph(model: string, inputWidth: number): Graph | null {
    const record = this.#records.get(model);
    const size = record?.sizes[String(inputWidth)];
    if (record === undefined || size === undefined) return this.resized(model, inputWidth);
    const topology = this.topology(model);
    if (topology === null) return guessGraph(record, size);
    const [inputShape] = size.output_shapes;
    const result = resizeGraph(topology, {
      ...(inputShape === undefined ? {} : { inputShape }),
      knownShapes: recordedShapes(record, size),
    });
    if (result.kind === "refused") throw new Error(`${model}: ${result.why}`);
    return result.graph;
  }

  /** At a size that was not recorded: from the topology alone, where what it saved holds at every size. */
  private resized(model: string, inputWidth: number): Graph | null {
    const topology = this.topology(model);
    if (topology === null || !this.holdsAtEverySize(model, topology)) return null;
    const channels =
      topology.inputs.length === 1 ? inferGraph(topology).nodes[topology.inputs[0] ?? 0]?.outputShape?.[2] : undefined;
    if (channels === undefined) return null;
    const result = resizeGraph(topology, { inputShape: [inputWidth, inputWidth, channels] });
    return result.kind === "refused" ? null : result.graph;
  }

  /** A Lambda's shapes are known only where they were recorded; paddings are right where they give all recorded shapes. */
  private holdsAtEverySize(model: string, topology: Graph): boolean {
    const classes = new Set(topology.nodes.map((node) => node.layer.class));
    if (classes.has("Lambda")) return false;
    if (!RECORDED_CLASSES.some((name) => classes.has(name))) return true;
    const sizes = Object.values(this.#records.get(model)?.sizes ?? {});
    return sizes.length > 1 && sizes.every((size) => hasShapes(topology, size));
  }

  /** The saved topology at its own size; null where there is none. */
  topology(model: string): Graph | null {
    const known = this.#topologies.get(model);
    if (known !== undefined) return known;
    const graph = this.readTopology(model);
    this.#topologies.set(model, graph);
    return graph;
  }

  private readTopology(model: string): Graph | null {
    const file = this.#files.find((name) => {
      const stem = name.replace(/\.json\.gz$/, "");
      return stem === model || stem.replace(/_[^_]*$/, "") === model;
    });
    if (file === undefined) return null;
    return reading(file, () => {
      const result = readKerasJson(readGzip(path.join(this.folder, "keras-json", file)));
      if (result.kind === "refused") throw new Error(result.why);
      return result.graph;
    });
  }
}

function hasShapes(topology: Graph, { output_shapes: shapes }: SizeRecord): boolean {
  const [inputShape] = shapes;
  if (inputShape === undefined) return false;
  const result = resizeGraph(topology, { inputShape });
  if (result.kind === "refused") return false;
  return inferGraph(result.graph).nodes.every((node, index) => node.outputShape?.join() === shapes[index]?.join());
}

function recordedShapes(record: ModelRecord, size: SizeRecord): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [index, layer] of record.layers.entries()) {
    const shape = size.output_shapes[index];
    if (shape !== undefined && RECORDED_CLASSES.includes(layer.class)) shapes.set(layer.name, shape);
  }
  return shapes;
}

function readRecords(file: string): ReadonlyMap<string, ModelRecord> {
  return reading(file, () => {
    const lines = readGzip(file).split("\n");
    return new Map(lines.flatMap((line, index) => (line === "" ? [] : [readRecord(line, index + 1)])));
  });
}

function readRecord(line: string, number: number): [string, ModelRecord] {
  const record: unknown = JSON.parse(line);
  if (!isModelRecord(record)) throw new Error(`line ${number} is not a list of layers with their shapes`);
  return [record.model, record];
}

function isModelRecord(value: unknown): value is ModelRecord {
  if (!isObject(value) || typeof value["model"] !== "string" || !isObject(value["sizes"])) return false;
  const { layers } = value;
  if (!Array.isArray(layers) || !layers.every(isLayerRecord)) return false;
  return Object.values(value["sizes"]).every((size) => isSizeRecord(size, layers.length));
}

function isLayerRecord(value: unknown): value is LayerRecord {
  return isObject(value) && typeof value["name"] === "string" && typeof value["class"] === "string";
}

function isSizeRecord(value: unknown, layers: number): value is SizeRecord {
  if (!isObject(value)) return false;
  const { output_shapes: shapes, params } = value;
  const isCounts = (list: unknown): boolean => Array.isArray(list) && list.every((item) => typeof item === "number");
  return Array.isArray(shapes) && shapes.length === layers && shapes.every(isCounts) && isCounts(params);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readGzip(file: string): string {
  return gunzipSync(fs.readFileSync(file)).toString("utf8");
}

/** Runs `read`; where it fails, UnreadableMeasurements names the file. */
export function reading<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new UnreadableMeasurements(
      missing ? `${file}: there is no such file` : `${path.basename(file)} cannot be read: ${why}`,
      {
        cause: error,
      },
    );
  }
}
