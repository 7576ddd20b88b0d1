import assert from "node:assert/strict";
import type { ModelReport } from "../../protocol/report";
import { changeText } from "../../server/src/ide/change-text";
import { estimate, problem, smallModel, smallReport } from "../support/report";

function text(before: Partial<ModelReport>, after: Partial<ModelReport>): string {
  return changeText({ report: smallReport(before), file: "old.py" }, { report: smallReport(after), file: "new.py" });
}

/** The AGX's line where the totals are these milliseconds. */
function verdict(before: number, after: number): string {
  const of = (ms: number): Partial<ModelReport> => ({ estimates: { agx: estimate(ms), tx2: estimate(ms) } });
  return /^ {2}AGX {2}.*$/m.exec(text(of(before), of(after)))?.[0] ?? "";
}

describe("changeText", () => {
  it("says which state is faster only where two estimates can be told apart", () => {
    assert.equal(
      verdict(20, 10),
      "  AGX  20 ms (19–21) → 10 ms (9.5–11): after is faster, 2.0× (above 1.25× the order was right in at least 94 % of measured pairs)",
    );
    assert.match(verdict(10, 12), /: before is probably faster, 1\.2× /);
    assert.match(verdict(10, 10.9), /: no clear difference \(under 1\.10×/);
    assert.match(verdict(10, 10), /: the same$/);
  });

  it("compares nothing with what is not estimated", () => {
    const refused = { kind: "refused", why: "the model file is damaged" } as const;
    assert.match(
      text({}, { estimates: { agx: refused, tx2: refused } }),
      /^ {2}AGX {2}.* → not estimated: the model file is damaged: no comparison$/m,
    );
  });

  it("marks bounds, and guesses on the side that has them", () => {
    const found = text(
      { partial: true },
      {
        assumptions: [{ message: "classes is taken as 10.", short: "10 classes", location: problem().location }],
      },
    );
    assert.match(
      found,
      /^ {2}AGX {2}≥ .* → ~.*, of the layers that were understood|^ {2}AGX {2}≥ .* → ~.*: the same$/m,
    );
    assert.match(found, /^ {2}after, assumed 10 classes: classes is taken as 10\.$/m);
  });

  it("lists the layers that take another time, the largest difference first", () => {
    const { layers } = smallModel();
    const [, stem, ...rest] = layers;
    assert.ok(stem);
    const faster = { ...stem, times: { ...stem.times, tx2: { ms: 0.5, share: 0.1, heldBackBy: "weights" as const } } };
    const input = layers.slice(0, 1);
    const found = text({}, { layers: [...input, faster, ...rest.slice(0, -1)] });
    const rows = found.split("\n").filter((line) => /→/.test(line) && /Conv2D|Dense/.test(line));
    assert.equal(rows.length, 2);
    assert.match(rows[0] ?? "", /Conv2D .* 2\.5 → 0\.50$/);
    assert.match(rows[1] ?? "", /Dense .* → –$/);
  });

  it("names models that one state alone has, files without one, and problems with their side", () => {
    const before = { report: smallReport({ name: "a" }), file: "old.py" };
    const empty = { ...smallReport(), models: [], problems: [problem()] };
    const found = changeText(before, { report: empty, file: "new.py" });
    assert.match(found, /^new\.py: no model found\.$/m);
    assert.match(found, /^a: only before\.$/m);
    assert.match(found, /^after, new\.py:8: information: Lambda is not/m);
  });
});
