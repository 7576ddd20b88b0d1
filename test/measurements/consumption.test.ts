import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { hasConsumption, readConsumption } from "../../measurements/consumption";
import { readDataset, SPLITS } from "../../measurements/dataset";
import { memoryFigure, memoryTotals } from "../../predictors/src/consumption";
import { EMBEDDED_DEVICES } from "../../predictors/src/devices";
import { loadConsumption } from "../../predictors/src/load";
import { HEADER, measurementLine as line, withMeasurements } from "../support/measurements";
import { modelText } from "../support/models";
import { dataFolder } from "../support/paths";

const POWER = "model,input_width,power_mw,layers,sum_activations";
const MEMORY = "model,input_width,memory_mb,layers,sum_activations,params,input_size";

interface Tables {
  readonly power?: readonly string[];
  readonly memory?: readonly string[];
}

/** Tables of the training split; the others are empty but for one row, as no table may have none. */
function withTables({ power = [], memory = [] }: Tables, use: (folder: string) => void): void {
  const times = [
    line("Net", 1.5, 4, { flops: 1, layers: 2, sum_activations: 80 }),
    line("basic_model_1", 2, 4, { layers: 9, sum_activations: 500, flops: 200, weighted_neurons: 100 }),
    line("basic_model_1", 3, 4, { layers: 12, sum_activations: 900, flops: 400, weighted_neurons: 200 }),
  ];
  withMeasurements(times, (folder) => {
    for (const split of ["nis", "ncv", "nca"])
      fs.writeFileSync(path.join(folder, "time", `agx-${split}.csv`), [HEADER, line("Else", 1, 8, {})].join("\n"));
    const write = (target: string, header: string, unmeasured: string, lines: readonly string[]): void => {
      fs.mkdirSync(path.join(folder, target));
      for (const split of SPLITS) {
        const rows = split === "train" ? lines : [];
        fs.writeFileSync(path.join(folder, target, `agx-${split}.csv`), [header, unmeasured, ...rows].join("\n"));
      }
    };
    write("power", POWER, "Else,8,,0,0", power);
    write("memory", MEMORY, "Else,8,,0,0,0,0", memory);
    use(folder);
  });
}

const read = (folder: string) => readConsumption(folder, readDataset(folder, "agx", SPLITS));

describe("measurements/consumption", () => {
  it("joins a row of power with its row of time, and counts those that have none", () => {
    withTables({ power: ["Net,4,1500,2,80", "Net,5,1600,2,120"] }, (folder) => {
      const { power, withoutTime } = read(folder);
      assert.deepEqual(
        power.train.map(({ powerMw, row }) => [powerMw, row.model, row.acetMs, row.network !== null]),
        [[1500, "Net", 1.5, true]],
      );
      assert.equal(withoutTime, 1);
    });
  });

  it("tells synthetic networks of one name by their totals", () => {
    withTables({ power: ["basic_model_1,4,900,12,900", "basic_model_1,4,700,9,500"] }, (folder) => {
      assert.deepEqual(
        read(folder).power.train.map(({ powerMw, row }) => [powerMw, row.acetMs]),
        [
          [900, 3],
          [700, 2],
        ],
      );
    });
  });

  it("takes a network's memory by our own reading of its layers, else by the table's columns", () => {
    withTables({ memory: ["Net,4,1000,2,80,6,48", "Other,32,2000,7,700,70,3072"] }, (folder) => {
      assert.deepEqual(
        read(folder).memory.train.map(({ memoryMb, family, totals }) => [memoryMb, family, totals]),
        [
          [1000, "ResNetV1", { layers: 2, sum_activations: 80, weights: 6, input_size: 48 }],
          [2000, "ResNetV1", { layers: 7, sum_activations: 700, weights: 70, input_size: 3072 }],
        ],
      );
    });
  });

  it("leaves out a row without a measurement, and refuses one that is none", () => {
    withTables({ power: ["Net,4,,2,80"], memory: ["Net,4,,2,80,6,48"] }, (folder) => {
      const { power, memory } = read(folder);
      assert.deepEqual([power.train, memory.train], [[], []]);
    });
    withTables({ power: ["Net,4,-5,2,80"] }, (folder) => {
      assert.throws(() => read(folder), /agx-train\.csv cannot be read: line 3, column power_mw: "-5" is not above 0/);
    });
  });

  it("finds room on each board for every network that was measured there", function () {
    const folder = dataFolder();
    if (folder === null) this.skip();
    for (const device of EMBEDDED_DEVICES) {
      const loaded = loadConsumption(modelText("consumption", device.id === "agx" ? "agx" : "tx2"));
      assert.ok(!("why" in loaded));
      const { rows } = readDataset(folder, device.id, SPLITS);
      const needed = rows
        .filter(({ consistent }) => consistent)
        .map(({ aggregate }) => memoryFigure(loaded.model.memory, memoryTotals(aggregate)).value * 1e6);
      assert.ok(needed.length > 1500, `${needed.length}`);
      assert.ok(Math.max(...needed) < device.memory * 2 ** 30, `${Math.max(...needed)} on ${device.name}`);
    }
  });

  it("is told apart from a folder that has times alone", () => {
    withMeasurements([line("Net", 1.5, 4, {})], (folder) => {
      assert.equal(hasConsumption(folder), false);
    });
    withTables({}, (folder) => {
      assert.equal(hasConsumption(folder), true);
    });
  });
});
