/** `layers/layers.jsonl.gz` and `keras-json/*.gz` of the measurements folder: the layers of the measured networks. */
import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import type { Shape } from "../protocol/report";
import type { Graph } from "../server/src/graph/graph";
import { readKerasJson, resizeGraph } from "../server/src/graph/json";
import { guessGraph } from "./guessed-topology";

const LayerRecord = v.object({
  name: v.string(),
  class: v.string(),
  filters: v.optional(v.number()),
  kernel: v.optional(v.tuple([v.number(), v.number()])),
  activation: v.optional(v.string()),
  use_bias: v.optional(v.boolean()),
});

const SizeRecord = v.object({ output_shapes: v.array(v.array(v.number())), params: v.array(v.number()) });

const ModelRecord = v.object({
  model: v.string(),
  layers: v.array(LayerRecord),
  sizes: v.record(v.string(), SizeRecord),
});

export type LayerRecord = v.InferOutput<typeof LayerRecord>;
export type SizeRecord = v.InferOutput<typeof SizeRecord>;
export type ModelRecord = v.InferOutput<typeof ModelRecord>;

/** Recorded shapes stand in for these: a Lambda's code is not read, and the saved paddings hold only for the saved size. */
const RECORDED_CLASSES = ["Lambda", "ZeroPadding2D", "Cropping2D"];

/** The measured networks by name, as graphs at any measured size. */
export class MeasuredNetworks {
  readonly #records: ReadonlyMap<string, ModelRecord>;
  readonly #topologies = new Map<string, Graph | null>();
  readonly #files: readonly string[];

  constructor(private readonly folder: string) {
    this.#records = readRecords(path.join(folder, "layers", "layers.jsonl.gz"));
    this.#files = fs.readdirSync(path.join(folder, "keras-json")).sort();
  }

  get records(): Iterable<ModelRecord> {
    return this.#records.values();
  }

  /** The network at an input width; null where its layers at that size were not recorded. */
  graph(model: string, inputWidth: number): Graph | null {
    const record = this.#records.get(model);
    const size = record?.sizes[String(inputWidth)];
    if (record === undefined || size === undefined) return null;
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
    const records = lines.filter((line) => line !== "").map((line) => v.parse(ModelRecord, JSON.parse(line)));
    return new Map(records.map((record) => [record.model, record]));
  });
}

function readGzip(file: string): string {
  return gunzipSync(fs.readFileSync(file)).toString("utf8");
}

/** Runs `read`; where it fails, the Error names the file, and the place in it where that is known. */
export function reading<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const place = error instanceof v.ValiError ? v.getDotPath(error.issues[0] as v.BaseIssue<unknown>) : null;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path.basename(file)} cannot be read: ${place === null ? "" : `${place}: `}${why}`, {
      cause: error,
    });
  }
}
