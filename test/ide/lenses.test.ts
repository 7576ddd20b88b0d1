import assert from "node:assert/strict";
import type { Lens } from "../../protocol/features";
import type { Assumption, Candidate, ModelReport } from "../../protocol/report";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { lenses } from "../../server/src/ide/lenses";
import { at, estimate, lineOf, problem, smallModel, smallReport, view, DEVICES, URI } from "../support/report";

describe("lenses", () => {
  it("stand on the model's name: figures, comparison, breakdown", () => {
    const found = lenses(view()).filter(({ range }) => range.start.line === lineOf("def small"));
    assert.deepEqual(
      found.map(({ title }) => title),
      ["AGX 5.4 ms (5.1–5.7) · TX2 14 ms (13–14) · 7.7 GFLOPs · 25.6 M params", "Compare on TX2", "Breakdown"],
    );
    assert.deepEqual(
      found.map(({ command }) => command),
      ["latencyLens.breakdown", "latencyLens.compare", "latencyLens.breakdown"],
    );
    assert.deepEqual(found[0]?.argument, { uri: URI, model: "small" });
  });

  it("leave out FLOPs, then parameters, where the commands behind them would be cut off", () => {
    const { location } = smallModel();
    const assumption = (short: string): Assumption => ({ message: short, short, location, code: "input-size" });
    const line = (short: string, change: Partial<ModelReport>): string =>
      lenses(view(smallReport({ assumptions: [assumption(short)], ...change })))
        .filter(({ range }) => range.start.line === lineOf("def small"))
        .map(({ title }) => title)
        .join(" | ");
    const outside = { agx: { ...estimate(5.4), outsideMeasuredRange: true }, tx2: estimate(13.5) };
    assert.equal(
      line("224×224×3", { estimates: outside }),
      "AGX ~5.4 ms · TX2 ~14 ms · assumed 224×224×3 · unlike every measured network on AGX | Set input size… | Compare on TX2 | Breakdown",
    );
    // 132 characters, and 133; then without FLOPs (" · ~7.7 GFLOPs", 14 characters).
    const size = "9".repeat(132 - line("", {}).length);
    assert.match(line(size, {}), /assumed 9+ · ~7\.7 GFLOPs · ~25\.6 M params \| Set/);
    assert.match(line(`${size}9`, {}), /assumed 9+ · ~25\.6 M params \| Set/);
    assert.match(line(`${size}${"9".repeat(14)}`, {}), /assumed 9+ · ~25\.6 M params \| Set/);
    assert.match(line(`${size}${"9".repeat(15)}`, {}), /assumed 9+ \| Set/);
  });

  it("offer the other device than the primary one", () => {
    const titles = lenses(view(smallReport(), { primaryDevice: "tx2" })).map(({ title }) => title);
    assert.ok(titles.includes("Compare on AGX"), titles.join("\n"));
  });

  it("warn at the call whose pass is slow, with its round, and at the slow stem", () => {
    // Of 5.4 ms the last pass takes 3.2 and its convolution 2.56; the other passes stay under 10 %.
    assert.deepEqual(warnings(lenses(view())), [
      [lineOf("x = layers.Conv2D"), "⚠ 19 % of AGX time · 1.0 ms · held back by weights"],
      [lineOf("x = block(x, 64)"), "⚠ 47 % of AGX time · 2.6 ms · conv_2 (iteration 3) · held back by weights"],
    ]);
  });

  it("warn at the call of the helper where only a whole pass is slow", () => {
    const found = warnings(lenses(view(smallReport(), { slowLayer: { ...DEFAULT_SETTINGS.slowLayer, share: 0.5 } })));
    assert.deepEqual(found, [
      [lineOf("x = block(x, 64)"), "⚠ 59 % of AGX time · 3.2 ms · 3 layers · held back by weights"],
    ]);
  });

  it("name the layers where several passes are slow at one line", () => {
    const found = warnings(lenses(view(smallReport(), { slowLayer: { ...DEFAULT_SETTINGS.slowLayer, share: 0.055 } })));
    assert.deepEqual(found[0], [
      lineOf("y = layers.Conv2D"),
      "⚠ 61 % of AGX time · 3.3 ms · conv_0, conv_1, conv_2 · held back by weights",
    ]);
  });

  it("do not warn of next to nothing, whatever its share", () => {
    const layers = smallModel().layers.map((layer) => ({
      ...layer,
      times: { agx: { ms: 0.02, share: 0.25, heldBackBy: "launch" as const } },
    }));
    assert.deepEqual(warnings(lenses(view(smallReport({ layers: layers.slice(0, 4) })))), []);
  });

  it("warn of next to nothing where the lower limit says so, but never of an input", () => {
    const layers = smallModel().layers.map((layer, index) => ({
      ...layer,
      class: index === 0 ? "InputLayer" : layer.class,
      times: { agx: { ms: 0.02, share: index < 2 ? 0.5 : 0, heldBackBy: "launch" as const } },
    }));
    const slowLayer = { ...DEFAULT_SETTINGS.slowLayer, minimumMilliseconds: 0 };
    assert.deepEqual(
      warnings(lenses(view(smallReport({ layers }), { slowLayer }))).map(([line]) => line),
      [lineOf("x = layers.Conv2D")],
    );
  });

  it("warn of a layer over its budget, whatever its share", () => {
    const slowLayer = { ...DEFAULT_SETTINGS.slowLayer, share: 1, milliseconds: 2 };
    assert.deepEqual(warnings(lenses(view(smallReport(), { slowLayer }))), [
      [lineOf("x = block(x, 64)"), "⚠ 47 % of AGX time · 2.6 ms · conv_2 (iteration 3) · held back by weights"],
    ]);
  });

  it("say that a share is one of what is known", () => {
    const [[, title] = []] = warnings(lenses(view(smallReport({ partial: true }))));
    assert.equal(title, "⚠ 19 % of known AGX time · 1.0 ms · held back by weights");
  });

  it("mark figures from before a syntax error", () => {
    const titles = lenses(view(smallReport(), {}, true))
      .filter(({ command, title }) => command !== "latencyLens.compare" && title !== "Breakdown")
      .map(({ title }) => title);
    // The model's figures and its two warnings.
    assert.equal(titles.length, 3);
    for (const title of titles) assert.match(title, / · from before the unfinished code$/);
  });

  it("explain a model without an estimate, and offer nothing that needs one", () => {
    const refused = { kind: "refused", why: "the input size is not known" } as const;
    const report = smallReport({ estimates: { agx: refused, tx2: refused }, layers: [] });
    assert.deepEqual(
      lenses(view(report)).map(({ title, command }) => [title, command]),
      [["not estimated: the input size is not known · 7.7 GFLOPs · 25.6 M params", "latencyLens.explain"]],
    );
  });

  it("say why there is no estimate: at definitions that lack something, else at the top of a file without any", () => {
    const candidate = {
      id: "make",
      name: "make",
      location: at("small()"),
      kind: "network",
      missing: ["depth"],
      why: "make needs depth.",
      directive: "# latency: depth=…",
      size: null,
    } as const;
    const shown = (candidates: readonly Candidate[]): unknown =>
      lenses(view({ ...smallReport(), models: [], candidates })).map(({ title, command, range, argument }) => [
        title,
        command,
        range.start.line,
        "model" in argument ? argument.model : argument,
      ]);
    const { line } = candidate.location.range.start;
    assert.deepEqual(shown([candidate, { ...candidate, id: "block", kind: "part" }]), [
      ["no estimate: why?", "latencyLens.explain", line, "make"],
      ["Set input size…", "latencyLens.setInputSize", line, "make"],
    ]);
    const atTop = [["no estimate: why?", "latencyLens.explain", 0, null]];
    assert.deepEqual(shown([{ ...candidate, directive: null, kind: "part" }]), atTop);
    assert.deepEqual(shown([]), atTop);
  });

  it("ask for the size of a model whose size was assumed", () => {
    const assumptions = [
      { message: "assumed", short: "224×224×3", location: at("small()"), code: "input-size" },
    ] as const;
    const titles = lenses(view(smallReport({ assumptions }))).map(({ title }) => title);
    assert.match(titles[0] ?? "", /^AGX ~5\.4 ms · TX2 ~14 ms · assumed 224×224×3 · /);
    assert.deepEqual(titles.slice(1, 4), ["Set input size…", "Compare on TX2", "Breakdown"]);
    assert.match(titles[4] ?? "", / · ~1\.0 ms · held back by weights$/);
  });

  it("tell an error of the source as that, and go to it", () => {
    const error = problem({ severity: "error", message: "Conv2D: padding must be one of valid, same, not 1." });
    const refused = { kind: "refused", why: "line 7: padding" } as const;
    const report = smallReport({ error, estimates: { agx: refused, tx2: refused } });
    assert.deepEqual(
      lenses(view(report)).map(({ title, command, argument }) => [title, command, argument]),
      ["✗ line 8: padding must be one of valid, same, not 1", "Go to"].map((title) => [
        title,
        "latencyLens.goTo",
        error.location,
      ]),
    );
  });

  it("keep the figures of before an error beside it, named old", () => {
    const error = problem({ severity: "error", message: "Conv2D: padding must be one of valid, same, not 1." });
    const refused = { kind: "refused", why: "line 8: padding" } as const;
    const report = smallReport({ error, estimates: { agx: refused, tx2: refused } });
    const found = lenses({ ...view(report), before: [smallModel()] });
    assert.deepEqual(
      found.map(({ title }) => title),
      [
        "✗ line 8: padding must be one of valid, same, not 1 · old: AGX 5.4 ms (5.1–5.7) · TX2 14 ms (13–14) · 7.7 GFLOPs · 25.6 M params",
        "Go to",
        "Compare on TX2",
        "Breakdown",
      ],
    );
  });

  it("explain a lower bound", () => {
    const [head] = lenses(view(smallReport({ partial: true })));
    assert.equal(head?.command, "latencyLens.explain");
  });

  it("warn once a line where models share it, and name the model", () => {
    const twin = smallModel({ id: "twin", name: "twin", estimates: { agx: estimate(5.4), tx2: estimate(13.5) } });
    const report = { ...smallReport(), models: [smallModel(), twin] };
    assert.deepEqual(
      warnings(lenses(view(report))).map(([, title]) => title),
      [
        "⚠ 19 % of AGX time · 1.0 ms · held back by weights · small",
        "⚠ 47 % of AGX time · 2.6 ms · conv_2 (iteration 3) · held back by weights · small",
      ],
    );
  });

  it("are silent when turned off", () => {
    assert.deepEqual(lenses(view(smallReport(), { lenses: false })), []);
    assert.deepEqual(lenses(view(smallReport(), { enabled: false })), []);
  });

  it("speak of whatever devices there are", () => {
    const report = { ...smallReport(), devices: DEVICES.slice(0, 1) };
    assert.deepEqual(
      lenses(view(report)).filter(({ title }) => title.startsWith("Compare")),
      [],
    );
  });
});

function warnings(all: readonly Lens[]): [number, string][] {
  return all.filter(({ title }) => title.startsWith("⚠")).map(({ range, title }) => [range.start.line, title]);
}
