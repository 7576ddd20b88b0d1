import assert from "node:assert/strict";
import { reasons, summary } from "../../server/src/ide/summary";
import { at, problem, smallModel, smallReport, view } from "../support/report";

describe("summary", () => {
  it("has the primary device's total of the model at the cursor", () => {
    const found = summary(view(), { line: 12, character: 0 });
    assert.equal(found.kind, "estimate");
    assert.equal(found.text, "AGX 5.4 ms");
    assert.match(found.tooltip, /^\*\*small\*\* · AGX 5\.4 ms .* · TX2 14 ms/);
    const tx2 = summary(view(smallReport(), { primaryDevice: "tx2" }), null);
    assert.equal(tx2.kind === "estimate" && tx2.text, "TX2 14 ms");
  });

  it("marks what the figure rests on", () => {
    const assumptions = [{ message: "size is 224", short: "224×224×3", location: at("small()") }];
    const found = summary(view(smallReport({ assumptions })), null);
    assert.equal(found.kind === "estimate" && found.text, "AGX ~5.4 ms · assumed 224×224×3");
  });

  it("tells an error, with the figure of before it", () => {
    const error = problem({ severity: "error", message: "Add: the shapes do not agree." });
    const refused = { kind: "refused", why: "line 8" } as const;
    const report = smallReport({ error, estimates: { agx: refused } });
    const found = summary({ ...view(report), before: [smallModel()] }, null);
    assert.equal(found.kind, "error");
    assert.equal(found.text, "✗ error at line 8 · AGX 5.4 ms (old)");
    assert.match(found.tooltip, /✗ line 8: the shapes do not agree · old: AGX 5\.4 ms/);
    assert.deepEqual(found.location, error.location);
    const first = summary(view(report), null);
    assert.equal(first.kind === "error" && first.text, "✗ error at line 8");
    assert.deepEqual(
      reasons(view(report), "small").map(({ message }) => message),
      [error.message],
    );
  });

  it("asks why where a file gives no model", () => {
    const empty = { ...smallReport(), models: [] };
    assert.deepEqual(summary(view(empty), null), { kind: "no estimate", text: "no estimate: why?", model: null });
    assert.match(reasons(view(empty), null)[0]?.message ?? "", /^No model found\. /);
  });

  it("lists problems, refusals and unknown layers once each, with their places", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.class === "Add" ? { ...layer, times: {}, notEstimated: "Lambda is not known" } : layer,
    );
    const estimates = { agx: { kind: "refused", why: "it is damaged" } } as const;
    const model = smallModel({ layers, estimates, problems: [problem(), problem()] });
    assert.deepEqual(
      reasons(view({ ...smallReport(), models: [model] }), model.id).map(({ message, location }) => [
        message,
        location,
      ]),
      [
        ["Lambda is not a layer that Latency Lens knows.", at("layers.Add()")],
        ["AGX: it is damaged", model.location],
        ["Add add_0 is not estimated: Lambda is not known (and 2 more layers for the same reason)", at("layers.Add()")],
      ],
    );
  });

  it("says that it is turned off, so that one can turn it on", () => {
    assert.deepEqual(summary(view(smallReport(), { enabled: false }), null), { kind: "off" });
  });
});
