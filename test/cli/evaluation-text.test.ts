import assert from "node:assert/strict";
import { evaluationText } from "../../cli/evaluation-text";
import type { EvaluatedRow, Evaluation } from "../../measurements/evaluation";

function priced(model: string, measured: number, predicted: number): EvaluatedRow {
  return {
    model,
    size: 224,
    measured,
    answer: { kind: "priced", predicted, low: null, high: null, answeredBy: "layered" },
  };
}

function refused(model: string): EvaluatedRow {
  return { model, size: 96, measured: 1, answer: { kind: "refused", why: `${model} has no layers` } };
}

function linesOf(rows: readonly EvaluatedRow[], accuracy: Partial<Evaluation["accuracy"]> = {}): readonly string[] {
  const figures = {
    n: 2,
    mape: 12.345,
    mapeInterval: [10.004, 15.006],
    within10: 50,
    p90: 19.5,
    coverage: 90.5,
  } as const;
  const evaluation = { device: "agx", predictor: "layered", rows, accuracy: { ...figures, ...accuracy } };
  return evaluationText(evaluation).split("\n");
}

describe("cli/evaluation-text", () => {
  it("has the figures, and the rows that are farthest off, first the farthest, whichever side", () => {
    const rows = [priced("A", 10, 12), priced("B", 10, 9), priced("C", 10, 10), priced("D", 4, 3)];
    assert.deepEqual(linesOf(rows), [
      "layered on agx: 4 of 4 rows priced",
      "  mean absolute error  12.35 % (95 % interval 10.00–15.01)",
      "  error within 10 %    50.00 % of rows",
      "  9 of 10 rows below   19.50 %",
      "  in the 90 % interval 90.50 % of rows",
      "  farthest off:",
      "     −25.0 %  D at 224: 3.0 ms for 4.0 ms",
      "     +20.0 %  A at 224: 12 ms for 10 ms",
      "     −10.0 %  B at 224: 9.0 ms for 10 ms",
      "      +0.0 %  C at 224: 10 ms for 10 ms",
      "",
    ]);
  });

  it("lists five rows, and counts what it leaves out where there is more", () => {
    const six = ["A", "B", "C", "D", "E", "F"];
    const refusals = (names: readonly string[]): readonly string[] =>
      linesOf([priced("P", 1, 1), ...names.map(refused)]).slice(7, -1);
    assert.deepEqual(refusals(six.slice(0, 5)), [
      "  refused: 5",
      ...six.slice(0, 5).map((name) => `    ${name} at 96: ${name} has no layers`),
    ]);
    assert.deepEqual(refusals(six).slice(5), ["    E at 96: E has no layers", "    and 1 more"]);
    assert.equal(linesOf(six.map((name) => priced(name, 1, 2))).filter((line) => line.includes(" at 224: ")).length, 5);
  });

  it("says who answered where that is more than one", () => {
    const totals = {
      ...priced("B", 1, 1),
      answer: { ...priced("B", 1, 1).answer, answeredBy: "totals" },
    } as EvaluatedRow;
    assert.equal(
      linesOf([priced("A", 1, 1), totals, refused("C")])[0],
      "layered on agx: 2 of 3 rows priced (1 by layered, 1 by totals)",
    );
  });
});
