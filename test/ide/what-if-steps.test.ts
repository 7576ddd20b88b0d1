import * as assert from "node:assert/strict";
import type { SourceNumber } from "../../server/src/ide/source-numbers";
import { MOST_POINTS, rangeOf, valuesOf } from "../../server/src/ide/what-if-steps";

const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

function number(name: string, text: string): SourceNumber {
  return { name, places: [{ range: RANGE, value: Number(text), text }] };
}

describe("Steps of what if", () => {
  it("move sizes by 32, or by what divides them", () => {
    const steps = ["224", "299", "28", "160", "32"].map((text) => rangeOf(number("input_shape", text), true).step);
    assert.deepEqual(steps, [32, 1, 4, 32, 16]);
  });

  it("move depths by whole numbers, widths by what hardware likes, factors as they are written", () => {
    const steps = [
      ["depth", "50"],
      ["num_blocks", "40"],
      ["units", "20"],
      ["filters", "64"],
      ["alpha", "1.0"],
      ["alpha", "0.35"],
    ].map(([name = "", text = ""]) => rangeOf(number(name, text), false).step);
    assert.deepEqual(steps, [1, 1, 1, 16, 0.25, 0.05]);
  });

  it("give few values, ascending within the bounds, the present one among them", () => {
    const texts = [
      ...Array.from({ length: 700 }, (_, index) => String(index + 1)),
      "1.0",
      "0.75",
      "0.1",
      "0.123",
      "2.5",
    ];
    for (const text of texts) {
      for (const isSize of [true, false]) {
        const parameter = rangeOf(number("n", text), isSize);
        const values = valuesOf(parameter);
        assert.ok(values.length <= MOST_POINTS, text);
        assert.ok(values.includes(Number(text)), text);
        assert.deepEqual(
          values,
          [...new Set(values)].sort((left, right) => left - right),
          text,
        );
        const [first = 0, last = 0] = [values[0], values.at(-1)];
        assert.ok(0 < first && parameter.low <= first && last <= parameter.high, `${text}: ${first} to ${last}`);
      }
    }
  });
});
