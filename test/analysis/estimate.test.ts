/** Which of a device's predictors answers: a role on its card. */
import assert from "node:assert/strict";
import type { Card, Predictor, Refused } from "../../predictors/src/predictor";
import { answeringOf, estimateOn } from "../../server/src/analysis/estimate";
import type { LoadedPredictor } from "../../server/src/analysis/estimate";
import { networkFeatures } from "../../server/src/features/features";
import { inferGraph } from "../../server/src/graph/infer";

const INFO = { id: "board", name: "Board", shortName: "B" };

const EMPTY = networkFeatures(inferGraph({ name: "none", nodes: [], inputs: [], outputs: [] }));

function card(more: Partial<Card>): Card {
  return {
    predictor: "any",
    device: INFO.id,
    title: "Any",
    rows: 1,
    dataHash: "",
    source: "none",
    conditions: "none",
    seed: 0,
    command: "none",
    metrics: [],
    ...more,
  };
}

function predictor(ms: number, more: Partial<Card> = {}): Predictor {
  return {
    card: card(more),
    predict: () => ({
      kind: "estimate",
      ms,
      low: ms,
      high: ms,
      layers: null,
      outsideMeasuredRange: false,
      nearest: [],
    }),
  };
}

const DAMAGED: Refused = { kind: "refused", why: "the file is damaged" };

function answerOf(predictors: readonly LoadedPredictor[]): string {
  const { answer, byPredictor } = estimateOn({ info: INFO, predictors }, EMPTY, null);
  const text = answer.kind === "estimate" ? String(answer.ms) : answer.why;
  return `${text} (${Object.keys(byPredictor).join(", ")})`;
}

describe("the predictor that answers", () => {
  const answering = predictor(1, { role: "answers" });

  it("stands beside others, of which those are named that were asked beyond what they were trained on", () => {
    const beyond = (one: Predictor): Predictor => ({
      ...one,
      predict: (network) =>
        ({ ...one.predict(network), outsideMeasuredRange: true }) as ReturnType<Predictor["predict"]>,
    });
    const predictors = [
      { id: "sums", predictor: beyond(answering) },
      { id: "trees", predictor: beyond(predictor(2)) },
      { id: "lines", predictor: predictor(3) },
    ];
    assert.deepEqual(estimateOn({ info: INFO, predictors }, EMPTY, null).extrapolated, ["trees"]);
  });

  it("is the one whose card says so, wherever it stands and whatever it is called", () => {
    assert.equal(
      answerOf([
        { id: "trees", predictor: predictor(2) },
        { id: "sums", predictor: answering },
      ]),
      "1 (sums, trees)",
    );
  });

  it("is one that was fitted to the user's measurements", () => {
    const recipe = { base: INFO.id, fitted: "factor" } as const;
    const retrained = { version: 1, rows: 3, recipe, errorBefore: 9, errorAfter: 3 };
    assert.equal(
      answerOf([
        { id: "trees", predictor: predictor(2) },
        { id: "own", predictor: predictor(3, { retrained }) },
      ]),
      "3 (own, trees)",
    );
  });

  it("stays itself beside a damaged one", () => {
    assert.equal(
      answerOf([
        { id: "trees", predictor: DAMAGED },
        { id: "sums", predictor: answering },
      ]),
      "1 (sums)",
    );
  });

  it("may be the damaged one: no other takes its place", () => {
    assert.equal(
      answerOf([
        { id: "trees", predictor: predictor(2) },
        { id: "sums", predictor: DAMAGED },
      ]),
      "the file is damaged (trees)",
    );
  });

  it("is none where no card says so", () => {
    assert.equal(answeringOf([{ id: "trees", predictor: predictor(2) }]), undefined);
    assert.equal(answerOf([{ id: "trees", predictor: predictor(2) }]), "there is no predictor for Board (trees)");
  });
});
