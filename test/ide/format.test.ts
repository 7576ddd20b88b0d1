import assert from "node:assert/strict";
import fc from "fast-check";
import * as format from "../../server/src/ide/format";
import { DEVICES, estimate, smallModel } from "../support/report";

function check(actual: string, expected: string): void {
  it(expected, () => {
    assert.equal(actual, expected);
  });
}

describe("format: milliseconds have two digits under 100, three above", () => {
  check(format.milliseconds(0.4216), "0.42 ms");
  check(format.milliseconds(7.96), "8.0 ms");
  check(format.milliseconds(9.96), "10 ms");
  check(format.milliseconds(19.44), "19 ms");
  check(format.milliseconds(99.4), "99 ms");
  check(format.milliseconds(99.6), "100 ms");
  check(format.milliseconds(123.4), "123 ms");
  check(format.milliseconds(1234.5), "1,230 ms");
  check(format.milliseconds(0.0123), "0.012 ms");
  check(format.milliseconds(0.0009), "< 0.01 ms");
  check(format.milliseconds(Number.NaN), "unknown");
  check(format.milliseconds(-1), "unknown");
  check(format.interval(18.4, 21.2), "18–21");

  it("and are within half a unit of the last digit shown", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 99_999, noNaN: true }), (ms) => {
        const text = format.milliseconds(ms);
        const shown = Number(text.replace(/ ms$/, "").replace(/,/g, ""));
        const unit = 10 ** (Math.floor(Math.log10(ms)) - (ms >= 100 ? 2 : 1));
        assert.ok(Math.abs(shown - ms) <= unit / 2 + 1e-9, `${ms} → ${text}`);
        assert.doesNotMatch(text, /e|^0 ms|^0\.0+ ms/);
      }),
    );
  });

  it("and never change order", () => {
    const value = (ms: number): number => Number(format.milliseconds(ms).replace(/[, ms]/g, ""));
    const time = fc.double({ min: 0.01, max: 9999, noNaN: true });
    fc.assert(
      fc.property(time, time, (a, b) => {
        assert.ok(value(Math.min(a, b)) <= value(Math.max(a, b)));
      }),
    );
  });
});

describe("format: counts", () => {
  check(format.flops(7_710_000_000), "7.7 GFLOPs");
  check(format.flops(231_211_008), "231 MFLOPs");
  check(format.flops(99_960_000), "100 MFLOPs");
  check(format.flops(999_960_000), "1.0 GFLOPs");
  check(format.flops(640), "640 FLOPs");
  check(format.flops(null), "FLOPs unknown");
  check(format.parameters(25_636_712), "25.6 M params");
  check(format.parameters(138_357_544), "138 M params");
  check(format.parameters(1), "1 param");
  check(format.parameters(0), "no params");
  check(format.flops(0), "no FLOPs");
  check(format.modelShapes([[224, 224, 3], null]), "224×224×3, ?");
  check(format.bytes(9_437_184), "9.4 MB");
  check(format.bytes(null), "unknown");
  check(format.percent(0.1613), "16 %");
  check(format.percent(0.0796), "8.0 %");
  check(format.percent(1), "100 %");
  check(format.percent(0.0002), "< 0.1 %");
  check(format.times(2.47), "2.5×");
  check(format.shape([56, 56, 64]), "56×56×64");
  check(format.shape([null, null, 3]), "?×?×3");
  check(format.shape([]), "scalar");
  check(format.shape(null), "?");

  it("stay within 5 % and below 1,000 of their unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (count) => {
        const [, number = "", unit = ""] = /^([\d.,]+) ?([kMGT]?)$/.exec(format.plainCount(count)) ?? [];
        const value = Number(number.replace(/,/g, ""));
        const scale = 1000 ** ["", "k", "M", "G", "T"].indexOf(unit);
        assert.ok(Math.abs((value * scale) / count - 1) <= 0.05, `${count} → ${number} ${unit}`);
        assert.ok(value < 1000 || unit === "T", `${count} → ${number} ${unit}`);
      }),
    );
  });
});

describe("format: the model's line", () => {
  const title = (change: Parameters<typeof smallModel>[0]): string => format.modelTitle(smallModel(change), DEVICES);
  const estimates = {
    agx: estimate(19.3, { low: 18.2, high: 21.1 }),
    tx2: estimate(48.8, { low: 46.3, high: 52.2 }),
  };

  check(title({ estimates }), "AGX 19 ms (18–21) · TX2 49 ms (46–52) · 7.7 GFLOPs · 25.6 M params");

  const layers = smallModel().layers.map((layer, index) =>
    index < 3 ? { ...layer, times: {}, notEstimated: "Lambda is not known" } : layer,
  );
  check(
    title({ estimates, partial: true, layers }),
    "AGX ≥ 19 ms · TX2 ≥ 49 ms, 3 layers not understood · ≥ 7.7 GFLOPs · ≥ 25.6 M params",
  );

  const refused = { kind: "refused", why: "the predictor file is damaged" } as const;
  check(
    title({ estimates: { agx: refused, tx2: refused } }),
    "not estimated: the predictor file is damaged · 7.7 GFLOPs · 25.6 M params",
  );
  check(
    title({ estimates: { agx: estimates.agx, tx2: refused } }),
    "AGX 19 ms (18–21) · TX2 not estimated: the predictor file is damaged · 7.7 GFLOPs · 25.6 M params",
  );

  const nothing = { agx: estimate(0), tx2: estimate(0) };
  const none = { total: 0, trainable: 0, nonTrainable: 0 };
  check(
    title({ estimates: nothing, partial: true, layers: [], macs: 0, parameters: none }),
    "not estimated: no layer was understood · FLOPs unknown · params unknown",
  );

  it("shows no lower bound under the smallest figure, and no guess of it", () => {
    assert.equal(format.figure(0.004, true, false), null);
    assert.equal(format.figure(0.004, false, true), "< 0.01 ms");
    assert.equal(format.total(smallModel({ estimates: { agx: estimate(0.004) }, partial: true }), "agx"), null);
  });
});

describe("format: what weakens a figure stands beside it", () => {
  const { location } = smallModel();
  const size = {
    message: "size of f is 224, because of its name",
    short: "224×224×3",
    location,
    code: "input-size",
  } as const;
  const classes = { message: "classes of f is 1000, because of its name", short: "1,000 classes", location };
  const note = { message: "It asks for FP16.", short: "FP32, batch 1 assumed", location };
  const title = (change: Parameters<typeof smallModel>[0]): string => format.modelTitle(smallModel(change), DEVICES);

  check(title({ assumptions: [size] }), "AGX ~5.4 ms · TX2 ~14 ms · assumed 224×224×3 · ~7.7 GFLOPs · ~25.6 M params");
  check(
    title({ assumptions: [classes, size], notes: [note, note] }),
    "AGX ~5.4 ms · TX2 ~14 ms · assumed 224×224×3 and 1 more · FP32, batch 1 assumed · ~7.7 GFLOPs · ~25.6 M params",
  );
  // What is not measured weakens milliseconds, and neither FLOPs nor parameters.
  check(title({ notes: [note] }), "AGX ~5.4 ms · TX2 ~14 ms · FP32, batch 1 assumed · 7.7 GFLOPs · 25.6 M params");
  check(
    title({ assumptions: [size], partial: true }),
    "AGX ≥ ~5.4 ms · TX2 ≥ ~14 ms, not all of it understood · assumed 224×224×3 · ≥ ~7.7 GFLOPs · ≥ ~25.6 M params",
  );
  const far = { outsideMeasuredRange: true };
  check(
    title({ estimates: { agx: estimate(5, far), tx2: estimate(12, far) } }),
    "AGX 5.0 ms (4.8–5.3) · TX2 12 ms (11–13) · unlike every measured network · 7.7 GFLOPs · 25.6 M params",
  );
  check(
    title({ estimates: { agx: estimate(5), tx2: estimate(12, far) } }),
    "AGX 5.0 ms (4.8–5.3) · TX2 12 ms (11–13) · unlike every measured network on TX2 · 7.7 GFLOPs · 25.6 M params",
  );

  it("and none of it where nothing is weak", () => {
    assert.deepEqual(format.marks(smallModel(), DEVICES), []);
  });

  it("with every sentence, the size of the input first", () => {
    assert.deepEqual(format.marks(smallModel({ assumptions: [classes, size], notes: [note] }), DEVICES), [
      { text: "assumed 224×224×3 and 1 more", sentences: [size.message, classes.message] },
      { text: "FP32, batch 1 assumed", sentences: ["It asks for FP16."] },
    ]);
  });
});
