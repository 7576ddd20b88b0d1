import assert from "node:assert/strict";
import fc from "fast-check";
import { editOf, shift } from "../../server/src/ide/shift";
import { SOURCE, URI, lineOf, positionOf, smallReport } from "../support/report";

function position(text: string, index: number): { line: number; character: number } {
  const before = text.slice(0, index).split("\n");
  return { line: before.length - 1, character: (before.at(-1) ?? "").length };
}

describe("shift", () => {
  it("moves figures down with a line inserted above them", () => {
    const start = positionOf("def block");
    const report = shift(smallReport(), URI, editOf({ start, end: start }, "X = 1\n\n"));
    assert.equal(report.models[0]?.location.range.start.line, lineOf("def small") + 2);
  });

  it("leaves what stands before the edit, and other documents", () => {
    const start = positionOf("return keras.Model");
    const edit = editOf({ start, end: start }, "\n\n\n");
    const report = shift(smallReport(), URI, edit);
    assert.equal(report.models[0]?.location.range.start.line, lineOf("def small"));
    assert.deepEqual(shift(smallReport(), "file:///other.py", edit), smallReport());
  });

  it("leaves a call where it is when the next line is begun behind it", () => {
    const range = {
      start: positionOf("layers.BatchNormalization()"),
      end: positionOf("layers.BatchNormalization()", 27),
    };
    const edit = editOf({ start: range.end, end: range.end }, "\n    y = layers");
    assert.deepEqual(shift({ uri: URI, range }, URI, edit).range, range);
  });

  it("keeps every place outside the edit at its text", () => {
    const index = fc.integer({ min: 0, max: SOURCE.length });
    fc.assert(
      fc.property(
        index,
        index,
        index,
        fc.constantFrom("", "x", "a\nb", "\r\n\r\n", "long text"),
        (a, b, at, inserted) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          fc.pre(at < from || at >= to);
          const range = { start: position(SOURCE, from), end: position(SOURCE, to) };
          const place = { uri: URI, range: { start: position(SOURCE, at), end: position(SOURCE, at) } };
          const moved = at < from ? at : at - (to - from) + inserted.length;
          const expected = position(SOURCE.slice(0, from) + inserted + SOURCE.slice(to), moved);
          assert.deepEqual(shift(place, URI, editOf(range, inserted)).range.start, expected);
        },
      ),
    );
  });
});
