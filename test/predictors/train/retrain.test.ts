import assert from "node:assert/strict";
import { DEVICES } from "../../../predictors/src/devices";
import { layeredPredictor } from "../../../predictors/src/layered";
import { loadLayered, loadPredictor } from "../../../predictors/src/load";
import type { Card, NetworkFeatures, Recipe } from "../../../predictors/src/predictor";
import { calibratedFile } from "../../../predictors/src/train/model-file";
import { halfWidth } from "../../../predictors/src/train/own-interval";
import { groupFolds, groupRows, type OwnRow } from "../../../predictors/src/train/own-rows";
import { Random } from "../../../predictors/src/train/random";
import { retrain, type RetrainRequest, type RetrainResult } from "../../../predictors/src/train/retrain";
import { kernel } from "../../support/kernels";
import { modelText } from "../../support/models";
import { ownNetworks, type OwnNetwork } from "../../support/own-networks";

const AGX = layered("agx");
const TX2 = layered("tx2");

describe("retraining", () => {
  let networks: readonly OwnNetwork[] = [];
  before(async () => {
    networks = await ownNetworks();
  });

  it("fits TX2 to 30 rows of AGX times 1.7 with 3 % noise", () => {
    for (const seed of [1, 2, 3]) {
      const result = retrain(request(measured(networks, 30, seed)));
      assert(result.kind === "better", result.kind);
      assert.equal(result.heldOutBy, "model");
      assert.ok(result.after.mape < 6, `held-out error ${result.after.mape} %`);
      assert.ok(result.before !== null && result.before.mape > 10, `error before ${result.before?.mape} %`);
    }
  });

  it("says of rows that it never saw what it says of them in cross-validation", () => {
    const result = retrain(request(measured(networks, 30, 1)));
    assert(result.kind === "better");
    const predict = predictorOf(result);
    const seen = new Set(measured(networks, 30, 1).map(({ network }) => network));
    const unseen = measured(networks, networks.length, 1, 0).filter(({ network }) => !seen.has(network));
    assert.equal(unseen.length, 10);
    const errors = unseen.map(({ network, ms }) => Math.abs(predict(network).ms / ms - 1));
    assert.ok(errors.reduce((total, error) => total + error, 0) / errors.length < 0.05, errors.join());
  });

  it("gives layers that add up, and an interval that holds nine in ten of its rows", () => {
    const rows = measured(networks, 30, 2);
    const result = retrain(request(rows));
    assert(result.kind === "better");
    const base = result.recipe.base === "tx2" ? TX2 : AGX;
    const predict = predictorOf(result, result.recipe.base);
    let covered = 0;
    for (const { network, ms } of rows) {
      const answer = predict(network);
      const sum = (answer.layers ?? []).reduce((total, layer) => total + layer.ms, 0);
      assert.ok(Math.abs(sum / answer.ms - 1) < 1e-12);
      assert(answer.low !== null && answer.high !== null);
      if (ms >= answer.low && ms <= answer.high) covered += 1;
    }
    assert.ok(covered >= 27, `${covered} of 30`);
    result.interval.known.forEach((width, bin) => {
      assert.ok(width >= (base.model.interval.known[bin] ?? NaN), "never narrower than the embedded one");
    });
  });

  it("also scales what is estimated from totals alone", () => {
    const result = retrain(request(measured(networks, 30, 1, 0)));
    assert(result.kind === "better");
    const predict = predictorOf(result);
    const ratios = networks.map(({ network }) => {
      const answer = predict({ ...network, kernels: null });
      const base = layeredPredictor(AGX.model)({ ...network, kernels: null });
      assert(base.kind === "estimate");
      return answer.ms / base.ms;
    });
    for (const ratio of ratios) assert.ok(Math.abs(ratio / result.totals.factor - 1) < 1e-9);
  });

  it("keeps the embedded predictor where it is right already", () => {
    const rows = ownRows(networks, 30, 0.03);
    const result = retrain(request(rows));
    assert(result.kind === "kept", result.kind);
    assert.ok(result.before !== null && result.before.mape < 4, `${result.before?.mape} %`);
    assert.equal(result.because, "not better");
  });

  it("starts from the board's own predictor where another one is as good", () => {
    const asked = request(measured(networks, 30, 1));
    const twins = ["tx2", "twin"].map((id) => ({ id, model: TX2.model }));
    const same = retrain({ ...asked, bases: twins });
    assert(same.kind === "better", same.kind);
    assert.equal(same.recipe.base, "tx2");
  });

  it("keeps a retrained predictor that new rows do not improve", () => {
    const rows = measured(networks, 30, 1);
    const first = retrain(request(rows));
    assert(first.kind === "better");
    const second = retrain(request(rows, retrained(first.recipe, rows.length)));
    assert.equal(second.kind, "kept");
  });

  it("takes a new one where the board has changed since", () => {
    const rows = measured(networks, 40, 1);
    const first = retrain(request(rows.slice(0, 8)));
    assert(first.kind === "better");
    const slower = rows.map((row, i) => (i < 8 ? row : { ...row, ms: row.ms * 1.5 }));
    const second = retrain(request(slower, retrained(first.recipe, 8)));
    assert(second.kind === "better", second.kind);
    assert.ok(second.before !== null && second.after.mape < second.before.mape);
  });

  it("needs five measurements of three networks", () => {
    const four = retrain(request(measured(networks, 4, 1)));
    assert(four.kind === "refused");
    assert.match(four.why, /4 of the at least 5 measurements/);
    const [first, second] = measured(networks, 2, 1);
    assert(first !== undefined && second !== undefined);
    const two = retrain(request([first, first, first, second, second]));
    assert(two.kind === "refused");
    assert.match(two.why, /of 2 networks; at least 3/);
  });

  it("has an honest interval with few rows too", () => {
    let covered = 0;
    let asked = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const result = retrain(request(measured(networks, 6, seed)));
      if (result.kind !== "better") continue;
      const width = result.interval.known[0] ?? NaN;
      const predict = predictorOf(result, result.recipe.base);
      for (const { network, ms } of measured(networks, networks.length, seed).slice(6)) {
        asked += 1;
        if (Math.abs(Math.log(predict(network).ms / ms)) <= width) covered += 1;
      }
    }
    assert.ok(asked >= 100, `${asked} estimates`);
    assert.ok(covered / asked >= 0.8, `${covered} of ${asked}`);
  });

  it("names one label that is ten times too long among ten, leaves it out, and keeps a narrow interval", () => {
    const rows = measured(networks, 10, 1).map((row, i) => (i === 3 ? { ...row, ms: 10 * row.ms } : row));
    const result = retrain(request(rows));
    assert(result.kind === "better", result.kind);
    assert.deepEqual(result.leftOut, [3]);
    const [suspect, ...others] = result.suspects;
    assert.deepEqual(others, []);
    assert(suspect?.reason.kind === "far off");
    assert.ok(suspect.row === 3 && suspect.reason.times > 7 && suspect.reason.times < 14, `${suspect.reason.times}`);
    assert.ok(Math.exp(result.interval.known[0] ?? NaN) < 2);
  });

  it("changes nothing where too few rows are left without one that is ten times too long", () => {
    const rows = measured(networks, 5, 1).map((row, i) => (i === 3 ? { ...row, ms: 10 * row.ms } : row));
    const result = retrain(request(rows));
    assert(result.kind === "kept", result.kind);
    assert.equal(result.because, "wrong rows");
    assert.ok(result.suspects.some(({ row }) => row === 3));
  });

  it("names the rows that were measured in another power mode, and keeps the predictor that fits the others", () => {
    const rows = ownRows(networks, 20, 0.03).map((row, i) => (i % 2 === 0 ? row : { ...row, ms: 1.7 * row.ms }));
    const result = retrain(request(rows));
    assert(result.kind === "kept", result.kind);
    const named = result.suspects.flatMap(({ row, reason }) => (reason.kind === "another level" ? [row] : []));
    assert.equal(named.length, 10);
    assert.equal(new Set(named.map((row) => row % 2)).size, 1, "all of one mode");
    assert.ok(["two levels", "too far off"].includes(result.because), result.because);
  });

  it("names the fewer of two levels, and how many times as slow they are", () => {
    const rows = ownRows(networks, 20, 0.01).map((row, i) => (i < 6 ? { ...row, ms: 1.7 * row.ms } : row));
    const result = retrain(request(rows));
    assert(result.kind !== "refused");
    const named = result.suspects.flatMap(({ row, reason }) =>
      reason.kind === "another level" ? [{ row, reason }] : [],
    );
    assert.deepEqual(
      named.map(({ row }) => row),
      [0, 1, 2, 3, 4, 5],
    );
    for (const { reason } of named) assert.ok(Math.abs(reason.times / 1.7 - 1) < 0.1, `${reason.times} times`);
  });

  it("names two labels of one network that differ", () => {
    const rows = measured(networks, 12, 1);
    const [first] = rows;
    assert(first !== undefined);
    const result = retrain(request([...rows, { ...first, ms: 1.3 * first.ms }]));
    assert(result.kind !== "refused");
    const named = result.suspects.flatMap(({ row, reason }) =>
      reason.kind === "another label" ? [[row, reason.other]] : [],
    );
    assert.deepEqual(named, [
      [0, 12],
      [12, 0],
    ]);
  });

  it("names no two labels of one network that differ by no more than 15 %", () => {
    const rows = measured(networks, 12, 1);
    const [first] = rows;
    assert(first !== undefined);
    const days = [1, 1.15].map((ms) => ({ ...first, ms: ms * 8 }));
    const result = retrain(request([...days, ...rows.slice(1)]));
    assert(result.kind !== "refused");
    assert.deepEqual(
      result.suspects.filter(({ reason }) => reason.kind === "another label"),
      [],
    );
  });

  it("names none of thirty rows that agree", () => {
    const result = retrain(request(measured(networks, 30, 2)));
    assert(result.kind === "better");
    assert.deepEqual(result.suspects, []);
    assert.deepEqual(result.leftOut, []);
  });

  it("changes nothing for five rows of nonsense", () => {
    const random = new Random(9);
    for (const current of [{ kind: "embedded" }, { kind: "nothing" }] as const) {
      const rows = measured(networks, 5, 3).map((row) => ({ ...row, ms: Math.exp(6 * random.next() - 3) }));
      assert.equal(retrain(request(rows, current)).kind, "kept");
    }
  });

  it("answers from the first five rows of a board that has no predictor yet, with a wide interval", () => {
    const result = retrain(request(measured(networks, 5, 1, 0.1), { kind: "nothing" }));
    assert(result.kind === "better", result.kind);
    assert.equal(result.before, null);
    const known = result.interval.known[0] ?? NaN;
    // Noise of 10 % and, with five models, Student's t of three degrees of freedom.
    assert.ok(known > 0.12 && known < 0.7, `${known}`);
  });

  it("follows a label of low confidence less", () => {
    const off = (weight: number): number => {
      const rows = measured(networks, 8, 4, 0).map((row, i) => (i === 0 ? { ...row, ms: 1.5 * row.ms, weight } : row));
      const result = retrain(request(rows, { kind: "nothing" }));
      assert(result.kind === "better", result.kind);
      const [first] = rows;
      assert(first !== undefined);
      return Math.abs(Math.log((1.5 * predictorOf(result, result.recipe.base)(first.network).ms) / first.ms));
    };
    assert.ok(off(0.1) < off(1), `${off(0.1)} ${off(1)}`);
  });

  it("tells how far it is, and ends with what the listener throws", () => {
    const shares: number[] = [];
    const whole = { ...request(measured(networks, 12, 1)), progress: (share: number) => void shares.push(share) };
    assert.equal(retrain(whole).kind, "better");
    assert.ok(shares.length > 10);
    shares.forEach((share, i) => {
      assert.ok(share > 0 && share < 1 && share >= (shares[i - 1] ?? 0));
    });
    const stopped = new Error("stopped");
    assert.throws(
      () =>
        retrain({
          ...whole,
          progress: () => {
            throw stopped;
          },
        }),
      stopped,
    );
  });

  it("is the same for the same rows and seed", () => {
    const rows = measured(networks, 20, 4);
    assert.deepEqual(retrain(request(rows)), retrain(request(rows)));
  });
});

describe("the interval of own rows", () => {
  const errors = Array.from({ length: 19 }, (_, i) => (i + 1) / 100);

  it("holds nine in ten of one more row than there are: the 18th of 19 errors, in any order", () => {
    assert.equal(halfWidth([...errors].reverse(), 9), 0.18);
    // Of 9 errors the largest.
    assert.equal(halfWidth(errors.slice(0, 9), 9), 0.09);
  });

  it("is Student's of a normal error where there are fewer than nine models", () => {
    // Quantiles (0.95) of Student's t for 1 and 7 degrees of freedom, of any table of it.
    const spread = 0.1 * Math.sqrt(1 + 1 / 4);
    for (const [models, student] of [
      [1, 6.314],
      [2, 6.314],
      [3, 2.92],
      [8, 1.895],
    ] as const) {
      const width = halfWidth([0.1, 0.1, 0.1, 0.1], models);
      assert.ok(Math.abs(width - student * spread) < 1e-12, `${models} models: ${width}`);
    }
  });
});

describe("groups of own rows", () => {
  const row = (model: string, macs: number, inputWidth = 224): OwnRow => ({
    model,
    ms: 1,
    weight: 1,
    network: { ...NETWORK, kernels: [[kernel("conv", { macs })]], inputWidth },
  });

  it("keep all sizes of a model together where there are five models", () => {
    const rows = ["a", "b", "c", "d", "e"].flatMap((model, i) => [row(model, i, 128), row(model, i + 100, 224)]);
    const { by, group, groups } = groupRows(rows);
    assert.deepEqual([by, groups], ["model", 5]);
    assert.deepEqual(group, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("hold a model at one size together where there are fewer", () => {
    const rows = [row("a", 1, 128), row("a", 2, 224), row("a", 2, 224), row("b", 3)];
    assert.deepEqual(groupRows(rows), { by: "network", group: [0, 1, 1, 2], groups: 3, models: 2 });
  });

  it("take the same kernels under another name as the same network", () => {
    const rows = ["a", "b", "c", "d", "e", "renamed"].map((model, i) => row(model, i % 5));
    const { group, groups } = groupRows(rows);
    assert.equal(groups, 5);
    assert.equal(group[5], group[0]);
  });

  it("never stand on both sides of a fold, and every row is held out once", () => {
    const random = new Random(3);
    for (let trial = 0; trial < 50; trial++) {
      const rows = Array.from({ length: 5 + random.below(40) }, () => row(`m${random.below(9)}`, random.below(20)));
      const grouping = groupRows(rows);
      const folds = groupFolds(
        grouping,
        rows.map((_, i) => i),
        trial,
      );
      const heldOut = folds.flatMap((fold) => fold.heldOut).sort((a, b) => a - b);
      assert.deepEqual(heldOut, [...rows.keys()]);
      for (const fold of folds) {
        const trained = new Set(fold.train.map((place) => grouping.group[place]));
        for (const place of fold.heldOut) assert.ok(!trained.has(grouping.group[place]));
        const names = new Set(fold.train.map((place) => rows[place]?.model));
        if (grouping.by === "model") for (const place of fold.heldOut) assert.ok(!names.has(rows[place]?.model));
      }
    }
  });
});

const NETWORK: NetworkFeatures = {
  kernels: [],
  inputWidth: 224,
  aggregate: {
    flops: 1,
    sum_activations: 1,
    weighted_neurons: 1,
    params_conv: 1,
    layers: 1,
    input_size: 1,
    params_fc: 0,
    params_bn: 0,
    bn_layers: 0,
    conv_layers: 1,
    fc_layers: 0,
  },
};

/** The model file's predictor. */
function predictorOf(
  result: Extract<RetrainResult, { kind: "better" }>,
  base = "agx",
): (network: NetworkFeatures) => Extract<ReturnType<ReturnType<typeof layeredPredictor>>, { kind: "estimate" }> {
  const { recipe, theta, correction, interval, totals, before, after } = result;
  assert.equal(recipe.base, base);
  const card: Card = {
    ...TX2.card,
    metrics: [after],
    retrained: { version: 1, rows: after.n, recipe, errorBefore: before?.mape ?? null, errorAfter: after.mape },
  };
  const text = calibratedFile(modelText("layered", base === "agx" ? "agx" : "tx2"), card, {
    base: recipe.base,
    theta,
    correction,
    interval,
    totals,
  });
  const loaded = loadPredictor(text);
  assert(!("kind" in loaded), "kind" in loaded ? loaded.why : "");
  assert.equal(loaded.card.device, "tx2");
  return (network) => {
    const answer = loaded.predict(network);
    assert(answer.kind === "estimate");
    return answer;
  };
}

/** The first networks as the embedded TX2 says, with noise. */
function ownRows(networks: readonly OwnNetwork[], count: number, noise: number): OwnRow[] {
  const predict = layeredPredictor(TX2.model);
  const random = new Random(5);
  return networks.slice(0, count).map(({ model, network }) => {
    const answer = predict(network);
    assert(answer.kind === "estimate");
    return { model, network, ms: answer.ms * Math.exp(noise * normal(random)), weight: 1 };
  });
}

/** `count` networks drawn at random, as AGX times 1.7 with noise. */
function measured(networks: readonly OwnNetwork[], count: number, seed: number, noise = 0.03): OwnRow[] {
  const random = new Random(seed);
  const predict = layeredPredictor(AGX.model);
  return [...random.permutation(networks.length)].slice(0, count).flatMap((place) => {
    const chosen = networks[place];
    if (chosen === undefined) return [];
    const answer = predict(chosen.network);
    assert(answer.kind === "estimate");
    return [{ ...chosen, ms: 1.7 * answer.ms * Math.exp(noise * normal(random)), weight: 1 }];
  });
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function request(rows: readonly OwnRow[], current: RetrainRequest["current"] = { kind: "embedded" }): RetrainRequest {
  const bases = [
    { id: "tx2", model: TX2.model },
    { id: "agx", model: AGX.model },
  ];
  return { device: DEVICES.tx2, bases, rows, current, seed: 1 };
}

/** What answers where it is fitted to the first `count` rows. */
function retrained(recipe: Recipe, count: number): RetrainRequest["current"] {
  return { kind: "retrained", recipe, rows: Array.from({ length: count }, (_, row) => row) };
}

function layered(device: "agx" | "tx2"): Exclude<ReturnType<typeof loadLayered>, { kind: "refused" }> {
  const loaded = loadLayered(modelText("layered", device));
  assert(!("kind" in loaded));
  return loaded;
}
