/** Power, memory and energy: what is learnt from rows made by a law, and what a model file may hold. */
import assert from "node:assert/strict";
import {
  consumptionOf,
  memoryTotals,
  powerFeatures,
  type Consumption,
  type Time,
} from "../../predictors/src/consumption";
import { loadConsumption, loadPredictor } from "../../predictors/src/load";
import { AGGREGATE_FEATURES, type AggregateFeatures, type Card } from "../../predictors/src/predictor";
import { trainConsumption, type MemoryRow, type PowerRow } from "../../predictors/src/train/consumption";
import { consumptionFile } from "../../predictors/src/train/model-file";
import { modelText } from "../support/models";

const CARD: Card = {
  predictor: "consumption",
  device: "tx2",
  title: "Power, memory and energy",
  rows: 160,
  dataHash: "0".repeat(64),
  source: "a law",
  conditions: "none",
  seed: 1,
  command: "none",
  metrics: [],
};

/** A network of so many layers and channels; the law's power grows with what is done in a millisecond. */
function totals(layers: number, channels: number): AggregateFeatures {
  const zero = Object.fromEntries(AGGREGATE_FEATURES.map((name) => [name, 0])) as Record<string, number>;
  return {
    ...zero,
    layers,
    flops: layers * channels * channels * 20_000,
    sum_activations: layers * channels * 10_000,
    params_conv: layers * channels * channels * 9,
    input_size: 150_528,
  } as unknown as AggregateFeatures;
}

const timeOf = ({ flops, layers }: AggregateFeatures): number => flops / 4e8 + layers * 0.02;
const powerOf = (aggregate: AggregateFeatures): number => 300 * (aggregate.flops / timeOf(aggregate) / 1e7) ** 0.5;
const memoryOf = (aggregate: AggregateFeatures): number => {
  const { weights } = memoryTotals(aggregate);
  return 1200 + aggregate.layers * 0.5 + (weights * 4 * 15) / 1e6;
};

const FAMILIES = ["A", "B", "C", "D"];

function rows(): { readonly power: readonly PowerRow[]; readonly memory: readonly MemoryRow[] } {
  const all = FAMILIES.flatMap((family, index) =>
    Array.from({ length: 40 }, (_, i) => {
      const aggregate = totals(20 + 10 * (i % 8), 32 + 16 * Math.floor(i / 8) + 3 * index);
      return { family, model: `${family}${i}`, inputWidth: 32 + (i % 4), aggregate };
    }),
  );
  return {
    power: all.map((row) => {
      const acetMs = timeOf(row.aggregate);
      const heldOutMs = { size: acetMs, model: acetMs, family: acetMs * 1.02 };
      return { ...row, acetMs, columns: row.aggregate, network: null, powerMw: powerOf(row.aggregate), heldOutMs };
    }),
    memory: all.map((row) => ({ ...row, memoryMb: memoryOf(row.aggregate), totals: memoryTotals(row.aggregate) })),
  };
}

/** A time that has no interval. */
const certain = (ms: number): Time => ({ ms, low: null, high: null });

function consumed(answer: ReturnType<typeof consumptionOf>): Consumption {
  assert.ok(answer.kind === "consumption", answer.kind === "refused" ? answer.why : "");
  return answer;
}

describe("power, memory and energy", () => {
  const { power, memory } = rows();
  const trained = trainConsumption(power, memory, 1);
  const known = totals(60, 64);

  it("are asked of the totals, and of what is done in a millisecond", () => {
    const [fast, slow] = [1, Math.E].map((ms) => powerFeatures(known, ms));
    assert.ok(fast && slow);
    // In e times as long FLOPs, activations and weights have a rate of 1/e; the time itself and that of a layer are e times as long.
    assert.deepEqual(
      slow.map((value, i) => Math.round(1e6 * (value - (fast[i] ?? NaN))) / 1e6),
      [...AGGREGATE_FEATURES.map(() => 0), -1, -1, -1, 1, 1],
    );
    const [flops, activations] = fast.slice(AGGREGATE_FEATURES.length);
    assert.deepEqual([flops, activations], [Math.log(known.flops), Math.log(known.sum_activations)]);
  });

  it("are learnt from measured rows, and each is held out by size, model and family", () => {
    const { powerMilliwatts, memoryMegabytes } = consumed(consumptionOf(trained.model, known, certain(timeOf(known))));
    assert.ok(Math.abs(powerMilliwatts.value / powerOf(known) - 1) < 0.03, `${powerMilliwatts.value}`);
    assert.ok(Math.abs(memoryMegabytes.value / memoryOf(known) - 1) < 0.03, `${memoryMegabytes.value}`);
    assert.deepEqual(
      trained.metrics.map(({ name }) => name),
      ["power", "energy", "memory"].flatMap((target) =>
        ["size", "model", "family"].map((kind) => `${target}, cv by ${kind}`),
      ),
    );
    for (const { name, mape, n } of trained.metrics) {
      assert.ok(mape < 6, `${name}: ${mape} %`);
      assert.equal(n, 160, name);
    }
  });

  it("count rows that no predictor of time was asked about for the fit alone", () => {
    const without = power.map((row, i) => (i % 4 === 0 ? { ...row, heldOutMs: null } : row));
    const counts = trainConsumption(without, memory, 1).metrics.map(({ name, n }) => [name.split(",")[0], n]);
    assert.deepEqual([...new Set(counts.map((pair) => pair.join(" ")))], ["power 120", "energy 120", "memory 160"]);
  });

  it("make energy of power and the given time", () => {
    const { powerMilliwatts, energyMillijoules } = consumed(consumptionOf(trained.model, known, certain(20)));
    assert.equal(energyMillijoules.value, (powerMilliwatts.value * 20) / 1000);
  });

  it("are less certain of the energy where the time is", () => {
    const widthAt = (factor: number): number => {
      const time = { ms: 20, low: 20 / factor, high: 20 * factor };
      const { energyMillijoules } = consumed(consumptionOf(trained.model, known, time));
      return Math.log(energyMillijoules.high / energyMillijoules.value);
    };
    assert.equal(widthAt(1), trained.model.energy.within);
    assert.ok(Math.abs(widthAt(2) - Math.hypot(trained.model.power.within, Math.log(2))) < 1e-12);
  });

  it("have an interval that is wider, and say so, where no measured network was like it", () => {
    const inside = consumed(consumptionOf(trained.model, known, certain(timeOf(known))));
    const far = totals(2000, 64);
    const outside = consumed(consumptionOf(trained.model, far, certain(timeOf(far))));
    for (const name of ["powerMilliwatts", "memoryMegabytes", "energyMillijoules"] as const) {
      assert.deepEqual([inside[name].outsideMeasuredRange, outside[name].outsideMeasuredRange], [false, true], name);
      const width = ({ low, high }: { low: number; high: number }): number => high / low;
      assert.ok(width(outside[name]) >= width(inside[name]), name);
      const { low, value, high } = inside[name];
      assert.ok(low < value && Math.abs((low * high) / value ** 2 - 1) < 1e-12, name);
    }
    // Beyond what was measured the memory still grows with what must be held.
    assert.ok(outside.memoryMegabytes.value > 2 * inside.memoryMegabytes.value);
  });

  it("are refused for totals that no network has", () => {
    const answer = consumptionOf(trained.model, { ...known, flops: NaN }, certain(1));
    assert.deepEqual(answer, { kind: "refused", why: "the network's totals cannot be used: flops is NaN" });
  });
});

describe("a file of power, memory and energy", () => {
  const { power, memory } = rows();
  const { model } = trainConsumption(power, memory, 1);
  const text = consumptionFile(CARD, model);
  const known = totals(60, 64);

  interface File {
    model: {
      power: { base: number; within: number; low: number[] };
      memory: { theta: number[]; low: number[] };
      energy: { outside: number };
    };
  }

  function reason(change: (file: File) => void): string {
    const file = JSON.parse(text) as File;
    change(file);
    const loaded = loadConsumption(JSON.stringify(file));
    return "why" in loaded ? loaded.why : "loaded";
  }

  it("gives what was trained", () => {
    const loaded = loadConsumption(text);
    assert.ok(!("why" in loaded), "why" in loaded ? loaded.why : "");
    assert.deepEqual(loaded.card, CARD);
    assert.deepEqual(consumptionOf(loaded.model, known, certain(7)), consumptionOf(model, known, certain(7)));
  });

  it("is no predictor of time, and one of time is no such file", () => {
    assert.deepEqual(loadPredictor(text), { kind: "refused", why: "it says nothing of time" });
    assert.deepEqual(loadConsumption(modelText("boosted", "tx2")), {
      kind: "refused",
      why: "it says nothing of power and memory",
    });
  });

  it("with a number that cannot be is refused with its place", () => {
    assert.equal(
      reason(() => {}),
      "loaded",
    );
    assert.match(
      reason(({ model: { power } }) => (power.base = 1e300)),
      /logarithms of milliwatts is 1e\+300/,
    );
    assert.match(
      reason(({ model: { memory } }) => (memory.theta[0] = -1)),
      /coefficients of the memory is -1/,
    );
    assert.match(
      reason(({ model: { energy } }) => (energy.outside = 99)),
      /half-widths is 99/,
    );
    assert.match(
      reason(({ model: { power } }) => power.low.pop()),
      /10 smallest totals instead of 11/,
    );
    assert.match(
      reason(({ model: { memory } }) => memory.low.pop()),
      /3 smallest totals instead of 4/,
    );
  });
});

describe("the embedded files of power, memory and energy", () => {
  for (const device of ["agx", "tx2"] as const)
    it(`of ${device} say their errors on the test files`, () => {
      const loaded = loadConsumption(modelText("consumption", device));
      assert.ok(!("why" in loaded), "why" in loaded ? loaded.why : "");
      const names = loaded.card.metrics.map(({ name }) => name);
      for (const target of ["power", "energy", "memory"])
        for (const split of ["nis", "ncv", "nca"]) assert.ok(names.includes(`${target}, ${split}`), split);
      for (const { name, coverage } of loaded.card.metrics)
        if (!name.includes("cv")) assert.ok(coverage !== null && coverage >= 85, `${name}: ${coverage}`);
    });
});
