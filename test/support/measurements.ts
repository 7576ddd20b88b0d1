/** A small folder of measurements, for tests of what reads one. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { AGGREGATE_FEATURES } from "../../predictors/src/predictor";
import type { AggregateFeature } from "../../predictors/src/predictor";

export const HEADER = ["model", "acet_ms", "input_width", ...AGGREGATE_FEATURES].join();

/** A new folder with one measured network, a 1×1 convolution on 4×4, and the given lines of agx-train.csv. */
export function makeMeasurements(lines: readonly string[]): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "measurements-"));
  const conv = { filters: 2, kernel_size: [1, 1], use_bias: false };
  const inbound = [[["in", 0, 0, {}]]];
  const layers = [
    { class_name: "InputLayer", name: "in", config: { batch_input_shape: [null, 4, 4, 3] }, inbound_nodes: [] },
    { class_name: "Conv2D", name: "conv", config: conv, inbound_nodes: inbound },
  ];
  const config = { layers, input_layers: [["in", 0, 0]], output_layers: [["conv", 0, 0]] };
  const record = {
    layers: [
      { name: "in", class: "InputLayer" },
      { name: "conv", class: "Conv2D", filters: 2, kernel: [1, 1], activation: "linear", use_bias: false },
    ],
    sizes: {
      4: {
        output_shapes: [
          [4, 4, 3],
          [4, 4, 2],
        ],
        params: [0, 6],
      },
    },
  };
  for (const name of ["time", "layers", "keras-json"]) fs.mkdirSync(path.join(folder, name));
  const names = ["Net", "basic_model_4_1"];
  const records = names.map((model) => JSON.stringify({ model, ...record })).join("\n");
  fs.writeFileSync(path.join(folder, "layers", "layers.jsonl.gz"), gzipSync(records));
  for (const file of ["Net_4.json.gz", "basic_model_4_1.json.gz"]) {
    const topology = JSON.stringify({ class_name: "Model", config });
    fs.writeFileSync(path.join(folder, "keras-json", file), gzipSync(topology));
  }
  fs.writeFileSync(path.join(folder, "time", "agx-train.csv"), [HEADER, ...lines, ""].join("\n"));
  return folder;
}

/** Runs with a folder of its own, which is gone afterwards. */
export function withMeasurements(lines: readonly string[], use: (folder: string) => void): void {
  const folder = makeMeasurements(lines);
  try {
    use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** One line of a table; columns that are not given are 0. */
export function measurementLine(
  model: string,
  ms: number,
  width: number,
  columns: Partial<Record<AggregateFeature, number>>,
): string {
  return [model, ms, width, ...AGGREGATE_FEATURES.map((name) => columns[name] ?? 0)].join();
}
