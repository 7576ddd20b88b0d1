import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  loadDevices,
  processorClock,
  processorTime,
  readPredictors,
  workingClock,
} from "../../server/src/node/environment";
import { Store } from "../../server/src/node/store";

describe("the clock of the processor", () => {
  it("is asked of the system once in ten milliseconds", () => {
    let asked = 0;
    let elapsed = 0;
    const clock = processorClock(
      () => 100 * ++asked,
      () => elapsed,
    );
    const at = (milliseconds: number): number => {
      elapsed = milliseconds;
      return clock();
    };
    assert.deepEqual([0, 9, 10, 11, 19, 20].map(at), [100, 100, 200, 200, 200, 300]);
    assert.equal(asked, 3);
  });

  it("counts what this process works for itself and in the system, in milliseconds", () => {
    const { user, system } = process.cpuUsage();
    const took = processorTime() - (user + system) / 1000;
    assert.ok(took >= 0 && took < 50, `${took} ms`);
  });
});

describe("the clock of a thread", () => {
  /** What it shows after each step of so many milliseconds, in which the process works so many. */
  function shown(...steps: readonly (readonly [milliseconds: number, work: number])[]): readonly number[] {
    let worked = 0;
    let elapsed = 0;
    const clock = workingClock(
      () => worked,
      () => elapsed,
    );
    return steps.map(([milliseconds, work]) => {
      elapsed += milliseconds;
      worked += work;
      return clock();
    });
  }

  it("stands still while other programs have the processor", () => {
    assert.deepEqual(shown([1_000, 100]), [100]);
  });

  it("is no faster than time where other threads work too", () => {
    assert.deepEqual(shown([1_000, 100], [100, 300]), [100, 200]);
  });

  it("loses nothing of what is too short to be asked about", () => {
    assert.deepEqual(shown([1_000, 100], [6, 6], [6, 6]), [100, 100, 112]);
    assert.deepEqual(shown([10, 10], [9, 9]), [10, 10]);
  });
});

describe("predictors", () => {
  it("are read when they are asked, and once", () => {
    // A folder that is gone by then: a file that had been read before would give a predictor.
    const folder = mkdtempSync(path.join(tmpdir(), "latency-lens-"));
    const devices = loadDevices(path.join(__dirname, ".."), null);
    const missing = loadDevices(folder, null);
    rmSync(folder, { recursive: true });
    const first = readPredictors(devices);
    assert.ok(first.every((predictor) => "predict" in predictor));
    assert.deepEqual(
      readPredictors(devices).map((predictor, index) => predictor === first[index]),
      first.map(() => true),
    );
    assert.ok(readPredictors(missing).every((predictor) => "why" in predictor && predictor.why.includes("ENOENT")));
  });

  it("answer without a calibration where the store cannot be read", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "latency-lens-"));
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    const devices = loadDevices(path.join(__dirname, ".."), new Store(file));
    assert.ok(readPredictors(devices).every((predictor) => "predict" in predictor));
    assert.ok(devices.every(({ setAside }) => setAside?.includes("a file is in the way of the folder")));
    rmSync(folder, { recursive: true });
  });
});
