/** What an error of the source leaves of a model: no figures, and whose fault each layer's are. */
import assert from "node:assert/strict";
import { withError } from "../../server/src/analysis/errors";
import { problem, smallModel } from "../support/report";

describe("a model with an error", () => {
  const error = problem({ severity: "error", code: "shape", message: "Conv2D: the window is larger than the image." });
  const [input, wrong, behind, other] = smallModel().layers;
  assert.ok(input && wrong && behind && other);
  const layers = [
    input,
    { ...wrong, notEstimated: error.message },
    { ...behind, notEstimated: error.message },
    { ...other, notEstimated: "Odd is not known" },
  ];
  const found = withError(smallModel({ layers, problems: [error] }), []);
  const line = error.location.range.start.line + 1;

  it("has the reason in place of its figures", () => {
    assert.deepEqual(
      [...new Set(Object.values(found.estimates).map((one) => one.kind === "refused" && one.why))],
      [`line ${line}: the window is larger than the image`],
    );
  });

  it("says it at the layer that has it, and of those that its output reaches that they stand behind it", () => {
    assert.deepEqual(
      found.layers.map(({ notEstimated }) => notEstimated),
      [input.notEstimated, error.message, `behind the error at line ${line}`, "Odd is not known"],
    );
  });
});
