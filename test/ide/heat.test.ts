import assert from "node:assert/strict";
import { heat } from "../../server/src/ide/heat";
import { lineOf, problem, smallModel, smallReport, view } from "../support/report";

describe("heat", () => {
  it("has a step by the share of each line", () => {
    // Of 5.4 ms the convolutions of the passes take 61 %, the normalizations 11 %, the additions 3.8 %, stem and head 19 % and 5.6 %.
    assert.deepEqual(heat(view()), [
      { line: lineOf("y = layers.Conv2D"), step: 4, text: "61 % of AGX time" },
      { line: lineOf("layers.BatchNormalization"), step: 3, text: "11 % of AGX time" },
      { line: lineOf("layers.Add"), step: 1, text: "3.8 % of AGX time" },
      { line: lineOf("x = layers.Conv2D"), step: 3, text: "19 % of AGX time" },
      { line: lineOf("x = block(x, 64)"), step: 4, text: "76 % of AGX time" },
      { line: lineOf("layers.Dense"), step: 2, text: "5.6 % of AGX time" },
    ]);
  });

  it("stays as it was while an error stands in the code", () => {
    const error = problem({ severity: "error", message: "Add: the shapes do not agree." });
    const refused = { kind: "refused", why: "line 8" } as const;
    const broken = view(smallReport({ error, estimates: { agx: refused, tx2: refused }, layers: [] }));
    assert.deepEqual(heat({ ...broken, before: [smallModel()] }), heat(view()));
    assert.deepEqual(heat(broken), []);
  });

  it("is none where it is turned off, and where there is no total", () => {
    assert.deepEqual(heat(view(smallReport(), { gutter: "off" })), []);
    assert.deepEqual(heat(view(smallReport(), { enabled: false })), []);
    const refused = { kind: "refused", why: "no" } as const;
    assert.deepEqual(heat(view(smallReport({ estimates: { agx: refused, tx2: refused } }))), []);
  });
});
