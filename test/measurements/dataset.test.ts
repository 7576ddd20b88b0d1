import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { familyOf, featuresOf, readDataset, SPLITS } from "../../measurements/dataset";
import type { Dataset, MeasuredRow } from "../../measurements/dataset";
import { measurementLine as line, withMeasurements } from "../support/measurements";
import { dataFolder } from "../support/paths";

function firstRow(dataset: Dataset): MeasuredRow {
  const [row] = dataset.rows;
  assert.ok(row);
  return row;
}

interface Size {
  readonly output_shapes: readonly (readonly number[])[];
  readonly params: readonly number[];
}

interface NetworkRecord {
  readonly model: string;
  readonly sizes: Readonly<Record<string, Size>>;
}

/** Leaves the first network alone in the file, changed. */
function changeRecord(folder: string, change: (record: NetworkRecord) => unknown): void {
  const file = path.join(folder, "layers", "layers.jsonl.gz");
  const [first = ""] = gunzipSync(fs.readFileSync(file)).toString("utf8").split("\n");
  fs.writeFileSync(file, gzipSync(JSON.stringify(change(JSON.parse(first) as NetworkRecord))));
}

describe("measurements/dataset", () => {
  it("joins a row with its layers and takes our features", () => {
    withMeasurements([line("Net", 1.5, 4, { flops: 1 })], (folder) => {
      const dataset = readDataset(folder, "agx", ["train"]);
      const row = firstRow(dataset);
      assert.deepEqual([row.model, row.acetMs, row.inputWidth, row.split], ["Net", 1.5, 4, "train"]);
      assert.equal(row.columns.flops, 1);
      assert.equal(row.aggregate.flops, 2 * 16 * 2 * 3);
      assert.deepEqual(
        row.network?.kernels?.map((kernels) => kernels.length),
        [1, 1],
      );
      assert.equal(featuresOf(row), row.network);
      assert.match(dataset.trainHash, /^[0-9a-f]{64}$/);
    });
  });

  it("a size that was not recorded gets its layers from the topology", () => {
    withMeasurements([line("Net", 1.5, 5, { flops: 7 })], (folder) => {
      const row = firstRow(readDataset(folder, "agx", ["train"]));
      assert.equal(row.aggregate.flops, 2 * 25 * 2 * 3);
      assert.equal(row.network?.inputWidth, 5);
    });
  });

  it("a topology whose file is named after a network of underscores is found", () => {
    const totals = { layers: 2, sum_activations: 25 * (3 + 2), flops: 300, weighted_neurons: 150 };
    withMeasurements([line("basic_model_4_1", 1.5, 5, totals)], (folder) => {
      assert.equal(firstRow(readDataset(folder, "agx", ["train"])).network?.inputWidth, 5);
    });
  });

  it("a network without topology keeps the file's columns", () => {
    withMeasurements([line("Other", 1.5, 5, { flops: 7 })], (folder) => {
      const row = firstRow(readDataset(folder, "agx", ["train"]));
      assert.equal(row.network, null);
      assert.deepEqual(featuresOf(row), { kernels: null, aggregate: row.columns, inputWidth: 5 });
    });
  });

  it("a synthetic row is joined only where its totals are those of the layers", () => {
    const same = { layers: 2, sum_activations: 80, flops: 192, weighted_neurons: 96 };
    const lines = [
      line("basic_model_4_1", 1, 4, same),
      line("basic_model_4_1", 2, 4, { ...same, sum_activations: 90 }),
      line("basic_model_4_1", 3, 4, { ...same, weighted_neurons: 50 }),
    ];
    withMeasurements(lines, (folder) => {
      const { rows } = readDataset(folder, "agx", ["train"]);
      assert.deepEqual(
        rows.map((row) => row.network !== null),
        [true, false, true],
      );
      assert.deepEqual(
        rows.map((row) => row.consistent),
        [true, true, false],
      );
      assert.equal(rows[0]?.family, "synthetic");
    });
  });

  it("a synthetic row's weighted neurons are half its FLOPs, within 3 %", () => {
    const same = { layers: 2, sum_activations: 80, flops: 200 };
    const lines = [97, 96.9, 103, 103.1].map((weighted_neurons) =>
      line("basic_model_4_1", 1, 4, { ...same, weighted_neurons }),
    );
    withMeasurements(lines, (folder) => {
      const { rows } = readDataset(folder, "agx", ["train"]);
      assert.deepEqual(
        rows.map((row) => row.consistent),
        [true, false, true, false],
      );
    });
  });

  it("refuses layers whose shapes are missing at one of the sizes, or are no numbers", () => {
    for (const spoil of [
      ({ output_shapes: shapes, params }: Size) => ({ output_shapes: shapes.slice(1), params }),
      ({ output_shapes: shapes, params }: Size) => ({
        output_shapes: shapes.map(([, ...rest]) => ["4", ...rest]),
        params,
      }),
      ({ output_shapes: shapes }: Size) => ({ output_shapes: shapes, params: [0, "6"] }),
    ])
      withMeasurements([line("Net", 1, 4, {})], (folder) => {
        changeRecord(folder, (record) => {
          const [size] = Object.values(record.sizes);
          assert.ok(size);
          return { ...record, sizes: { ...record.sizes, 8: spoil(size) } };
        });
        assert.throws(() => readDataset(folder, "agx", ["train"]), /layers\.jsonl\.gz.*line 1 is not a list of layers/);
      });
  });

  it("a padding that was recorded at one size says nothing of another one", () => {
    withMeasurements([line("Net", 1.5, 5, { flops: 7 })], (folder) => {
      const topology = path.join(folder, "keras-json", "Net_4.json.gz");
      const text = gunzipSync(fs.readFileSync(topology)).toString("utf8");
      // In place of the convolution: from 4×4 to 6×6.
      const padded = text
        .replace('"class_name":"Conv2D"', '"class_name":"ZeroPadding2D"')
        .replace(/"config":\{"filters".*?\}/, '"config":{"padding":[[1,1],[1,1]]}');
      fs.writeFileSync(topology, gzipSync(padded));
      changeRecord(folder, (record) => ({
        ...record,
        layers: [
          { name: "in", class: "InputLayer" },
          { name: "conv", class: "ZeroPadding2D" },
        ],
        sizes: {
          4: {
            output_shapes: [
              [4, 4, 3],
              [6, 6, 3],
            ],
            params: [0, 0],
          },
        },
      }));
      assert.equal(firstRow(readDataset(folder, "agx", ["train"])).network, null);
    });
  });

  it("names the file that cannot be read", () => {
    withMeasurements(["Net,fast,4"], (folder) => {
      assert.throws(() => readDataset(folder, "agx", ["train"]), /agx-train\.csv/);
      assert.throws(() => readDataset(folder, "agx", ["nis"]), /agx-nis\.csv/);
    });
    withMeasurements([line("Net", NaN, 4, {})], (folder) => {
      assert.throws(() => readDataset(folder, "agx", ["train"]), /agx-train\.csv.*acet_ms/);
    });
  });

  it("families", () => {
    const families = [
      "MobileNet-large1.0-v3",
      "MobileNet1.4-v2",
      "ShuffleNet0.5-v1",
      "ResNet-50",
      "ResNet-50V2",
      "VGG-16",
    ];
    assert.deepEqual(families.map(familyOf), [
      "MobileNetV3",
      "MobileNetV2",
      "ShuffleNetV1",
      "ResNetV1",
      "ResNetV2",
      "VGG",
    ]);
  });

  it("the measurements: every row of both boards, and the totals that the layers must agree with", function () {
    const folder = dataFolder();
    if (folder === null) {
      this.skip();
      return;
    }
    // Networks whose files disagree with their own layers.
    const odd = ["EfficientNet-B4", "SEResNext-50", "DenseNet-264"];
    const exact = ["params_conv", "params_bn", "params_fc", "layers", "conv_layers", "bn_layers", "fc_layers"] as const;
    for (const [device, count] of [
      ["agx", 1774],
      ["tx2", 1686],
    ] as const) {
      const { rows } = readDataset(folder, device, SPLITS);
      assert.equal(rows.length, count);
      for (const row of rows) {
        if (row.family !== "synthetic") assert.ok(row.network, `${row.model} at ${row.inputWidth}`);
        if (row.network === null || odd.includes(row.model)) continue;
        for (const name of [...exact, "sum_activations", "input_size"] as const) {
          assert.equal(row.aggregate[name], row.columns[name], `${row.model} at ${row.inputWidth}: ${name}`);
        }
      }
    }
  });
});
