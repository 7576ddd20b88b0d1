import assert from "node:assert/strict";
import fc from "fast-check";
import { loadPredictor } from "../../predictors/src/load";
import { features, smallNetwork } from "../support/kernels";
import { committed, DEVICE_IDS, modelText, PREDICTOR_IDS } from "../support/models";

interface Json {
  [name: string]: Json | undefined;
}

function list(json: Json | undefined): unknown[] {
  assert(Array.isArray(json));
  return json;
}

/** Reason for refusing the text. */
function reason(text: string): string {
  const loaded = loadPredictor(text);
  assert("kind" in loaded, "the file should have been refused");
  assert(loaded.why.length > 0);
  return loaded.why;
}

/** The layered AGX file after a change to its JSON. */
function changed(change: (file: Json) => void, predictor: (typeof PREDICTOR_IDS)[number] = "layered"): string {
  const file = JSON.parse(modelText(predictor, "agx")) as Json;
  change(file);
  return JSON.stringify(file);
}

/** Replaces bytes of a base64 text. */
function patched(text: unknown, change: (bytes: Buffer) => void): string {
  const bytes = Buffer.from(String(text), "base64");
  change(bytes);
  return bytes.toString("base64");
}

describe("committed model files", () => {
  for (const device of DEVICE_IDS)
    for (const id of PREDICTOR_IDS) {
      it(`${id}-${device} loads, and its card says where it comes from`, () => {
        const { card } = committed(id, device);
        assert.equal(card.predictor, id);
        assert.equal(card.device, device);
        assert(card.rows > 1000);
        assert.match(card.source, /HalimaBouzidi\/perf_prediction/);
        for (const name of ["cv by size", "cv by model", "cv by family", "nis", "ncv", "nca"]) {
          const metric = card.metrics.find((one) => one.name === name);
          const interval = metric?.mapeInterval ?? null;
          assert(metric !== undefined && interval !== null, name);
          assert(metric.n >= 40 && interval[0] < metric.mape && metric.mape < interval[1], name);
        }
      });

      it(`${id}-${device} names no path`, () => {
        assert.doesNotMatch(JSON.stringify(committed(id, device).card), /(^|[ "])\/|\\\\|[A-Z]:/);
      });
    }
});

describe("a predictor's model file", () => {
  it("cut off anywhere is refused", () => {
    const text = modelText("boosted", "agx").trimEnd();
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        assert.match(reason(text.slice(0, length)), /not JSON/);
      }),
    );
  });
  it("that is empty is refused", () => {
    assert.match(reason(""), /not JSON/);
  });
  for (const text of [
    "null",
    "3",
    "[]",
    "{}",
    '{"name":"something else","version":1}',
    '{"format":"onnx","version":1}',
  ]) {
    it(`that is ${text} is refused`, () => {
      assert.match(reason(text), /no predictor of Latency Lens/);
    });
  }
  it("of a newer version is refused", () => {
    assert.match(reason('{"format":"latency-lens-predictor","version":3}'), /newer Latency Lens/);
  });
  it("of an older version is refused, and says what to do", () => {
    assert.match(reason('{"format":"latency-lens-predictor","version":1}'), /older Latency Lens made it; retrain/);
  });
  it("without a version is refused", () => {
    assert.match(reason('{"format":"latency-lens-predictor"}'), /version is missing or unknown/);
  });
  it("without a model is refused", () => {
    assert.match(
      reason(
        changed((file) => {
          delete file["model"];
        }),
      ),
      /model/,
    );
  });
  it("of another kind of model is refused", () => {
    assert.match(reason(changed((file) => Object.assign(file["model"] ?? {}, { kind: "neural" }))), /kind/);
  });
  it("for an unknown board is refused", () => {
    const text = changed((file) => Object.assign(file["card"] ?? {}, { device: "orin" }));
    assert.match(reason(text), /unknown board "orin"/);
  });
  it("with fewer coefficients is refused", () => {
    assert.match(reason(changed((file) => list(file["model"]?.["theta"]).pop())), /370 coefficients instead of 371/);
  });
  it("with a null among the coefficients is refused", () => {
    // JSON has no NaN: writers put null there.
    const text = changed((file) => Object.assign(file["model"]?.["theta"] ?? [], { 4: NaN }));
    assert.match(reason(text), /model\.theta\.4/);
  });
  it("with a negative coefficient is refused", () => {
    const text = changed((file) => Object.assign(file["model"]?.["theta"] ?? [], { 4: -1 }));
    assert.match(reason(text), /coefficients is -1/);
  });
  const ranges: readonly (readonly [string, (model: Json) => void, RegExp])[] = [
    ["a coefficient of 1e300", (model) => Object.assign(model["theta"] ?? [], { 4: 1e300 }), /coefficients is 1e\+300/],
    [
      "a half-width of 700",
      (model) => Object.assign(model["interval"]?.["known"] ?? [], { 0: 700 }),
      /half-widths is 700, not between 0 and 5/,
    ],
    [
      "a mean of the novelty space of 1e200",
      (model) => Object.assign(model["novelty"]?.["mean"] ?? [], { 0: 1e200 }),
      /means of the novelty space is 1e\+200/,
    ],
    [
      "a scale of the novelty space of 1e-300",
      (model) => Object.assign(model["novelty"]?.["scale"] ?? [], { 0: 1e-300 }),
      /scales of the novelty space is 1e-300/,
    ],
    [
      "a half-width of the totals of 1e9",
      (model) => Object.assign(model["aggregate"] ?? {}, { logHalfWidth: 1e9 }),
      /half-widths of the totals is 1000000000/,
    ],
  ];
  for (const [what, change, why] of ranges)
    it(`with ${what} is refused`, () => {
      assert.match(
        reason(
          changed((file) => {
            change(file["model"] ?? {});
          }),
        ),
        why,
      );
    });
  it("with a leaf of a tree beyond any correction is refused", () => {
    const text = changed((file) => {
      const trees = file["model"]?.["trees"]?.["1"] ?? {};
      // The last node of the last tree is a leaf.
      Object.assign(trees, { values: patched(trees["values"], (bytes) => bytes.writeFloatLE(1e9, bytes.length - 4)) });
    });
    assert.match(reason(text), /leaves is 1000000000, not between -50 and 50/);
  });
  it("with an ensemble of trees too few, or the two of them exchanged, is refused", () => {
    const trees = (file: Json): unknown[] => list(file["model"]?.["trees"]);
    assert.match(reason(changed((file) => trees(file).pop())), /1 ensembles of trees instead of 2/);
    assert.match(reason(changed((file) => trees(file).reverse())), /ask for 11 features instead of 13/);
  });
  it("with other kernel groups is refused", () => {
    assert.match(reason(changed((file) => list(file["model"]?.["groups"]).reverse())), /kernel groups are not those/);
  });
  for (const id of ["boosted", "ols"] as const)
    for (const end of ["low", "high"])
      it(`of ${id} with too few of the ${end} ends of what was measured is refused`, () => {
        const text = changed((file) => list(file["model"]?.[end]).pop(), id);
        assert.match(reason(text), /(smallest|largest) totals/);
      });
  it("with an unknown feature is refused", () => {
    const text = changed((file) => Object.assign(file["model"]?.["features"] ?? [], { 0: "colour" }), "boosted");
    assert.match(reason(text), /features/);
  });
  it("with more networks than points is refused", () => {
    const text = changed((file) => {
      list(file["model"]?.["measured"]?.["model"]).push(0);
      list(file["model"]?.["measured"]?.["inputWidth"]).push(224);
    });
    assert.match(reason(text), /numbers of measured points/);
  });
  it("with more networks than input widths is refused", () => {
    const text = changed((file) => list(file["model"]?.["measured"]?.["inputWidth"]).pop());
    assert.match(reason(text), /input widths of measured networks/);
  });
  it("with points that are not base64 is refused", () => {
    const text = changed((file) => Object.assign(file["model"]?.["novelty"] ?? {}, { points: "§§§§" }));
    assert.match(reason(text), /not valid base64/);
  });

  const changedTrees = (change: (trees: Json) => void): string =>
    changed((file) => {
      const trees = file["model"]?.["trees"];
      assert(trees);
      change(trees);
    }, "forest");
  it("whose tree lost a split is refused", () => {
    const text = changedTrees((trees) => {
      Object.assign(trees, { nodes: patched(trees["nodes"], (bytes) => bytes.writeUInt8(255, 0)) });
    });
    assert.match(reason(text), /belong to no tree|cut off/);
  });
  it("whose leaf became a split is refused", () => {
    const text = changedTrees((trees) => {
      Object.assign(trees, { nodes: patched(trees["nodes"], (bytes) => bytes.writeUInt8(0, bytes.indexOf(255))) });
    });
    assert.match(reason(text), /cut off|belong to no tree/);
  });
  it("whose trees ask for a feature that is not there is refused", () => {
    const text = changedTrees((trees) => {
      Object.assign(trees, { nodes: patched(trees["nodes"], (bytes) => bytes.writeUInt8(200, 0)) });
    });
    assert.match(reason(text), /feature 200 of 6/);
  });
  it("with a threshold that is not a number is refused", () => {
    const text = changedTrees((trees) => {
      Object.assign(trees, { values: patched(trees["values"], (bytes) => bytes.writeFloatLE(NaN, 40)) });
    });
    assert.match(reason(text), /node 10 has the value NaN/);
  });
  it("with fewer trees than it says is refused", () => {
    assert.match(reason(changedTrees((trees) => Object.assign(trees, { count: 201 }))), /tree 201 of 201 is cut off/);
  });

  it("damaged in any byte of its trees is refused or still answers with finite numbers", () => {
    const file = JSON.parse(modelText("layered", "agx")) as Json;
    const trees = file["model"]?.["trees"]?.["0"];
    assert(trees);
    const { nodes, values } = trees;
    const network = features(smallNetwork(28, 32));
    fc.assert(
      fc.property(fc.boolean(), fc.nat(10_000), fc.nat(255), (inNodes, place, byte) => {
        const patch = (text: unknown): string => patched(text, (bytes) => bytes.writeUInt8(byte, place));
        Object.assign(trees, inNodes ? { nodes: patch(nodes), values } : { nodes, values: patch(values) });
        const loaded = loadPredictor(JSON.stringify(file));
        if ("kind" in loaded) return;
        const answer = loaded.predict(network);
        assert(answer.kind === "refused" || Number.isFinite(answer.ms));
      }),
      { numRuns: 30 },
    );
  });
});
