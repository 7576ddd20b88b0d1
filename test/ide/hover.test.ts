import assert from "node:assert/strict";
import { hover } from "../../server/src/ide/hover";
import type { View } from "../../server/src/ide/view";
import { estimate, positionOf, problem, smallModel, smallReport, view } from "../support/report";

function textAt(text: string, offset: number, from: View = view()): string {
  return hover(from, positionOf(text, offset))?.markdown ?? "";
}

describe("hover on a layer", () => {
  it("has shape, size, both boards, memory, conditions and links", () => {
    const lines = textAt("layers.Conv2D(64, 7", 8).split("\n");
    assert.deepEqual(lines.slice(0, 7), [
      "**Conv2D** stem · 56×56×64 · 36.9 k params · 231 MFLOPs",
      "",
      "|  | AGX | TX2 |",
      "| :-- | --: | --: |",
      "| time | 1.0 ms | 2.5 ms |",
      "| share of the model | 19 % | 19 % |",
      "| held back by | &nbsp;&nbsp;&nbsp;weights | &nbsp;&nbsp;&nbsp;weights |",
    ]);
    const [traffic, conditions, links = ""] = lines.slice(8);
    assert.equal(traffic, "148 kB of weights, 1.6 MB of activations, 130 FLOPs per byte  ");
    assert.equal(
      conditions,
      "GPU time, FP32, batch 1, maximum power mode · FLOPs are 2 × multiply-accumulate, plus element-wise operations  ",
    );
    assert.match(links, /^\[Breakdown\]\(command:latencyLens\.breakdown\?%5B%7B%22uri%22/);
    assert.match(links, /\[Compare on TX2\]\(command:latencyLens\.compare\?/);
  });

  it("says why a layer is not estimated", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.name === "stem" ? { ...layer, times: {}, flops: null, notEstimated: "its size is not known" } : layer,
    );
    const text = textAt("layers.Conv2D(64, 7", 8, view(smallReport({ layers })));
    assert.match(text, /FLOPs unknown\n\nnot estimated: its size is not known/);
  });

  it("shows a layer without a kernel as such", () => {
    assert.match(textAt("keras.Input", 8), /\| time \| no kernel \| no kernel \|\n\| share of the model \| – \| – \|/);
  });
});

describe("hover on a call that makes several layers", () => {
  it("lists what a helper's line makes, slowest first, and the sum", () => {
    const text = textAt("layers.Conv2D(filters", 8);
    assert.equal(text.split("\n")[0], "**3 layers** come from here, Σ 3.3 ms on Jetson AGX Xavier");
    assert.match(
      text,
      /\n\| conv\\_2 \(Conv2D\) \| 56×56×64 \| 2\.6 ms \| 6\.4 ms \| &nbsp;&nbsp;&nbsp;weights \|\n\| conv\\_0/,
    );
    assert.match(text, /\| \*\*together\*\* \|  \| \*\*3\.3 ms\*\* \| \*\*8\.2 ms\*\* \|  \|/);
  });

  it("counts what it does not list", () => {
    const text = textAt("block(x, 64)", 1);
    assert.match(text, /^\*\*9 layers\*\* come from here/);
    assert.match(text, /\| and 1 more layer \|/);
  });
});

describe("hover with signs of Markdown in names", () => {
  it("shows them as they are", () => {
    const name = "a|b*c*";
    const layers = smallModel().layers.map((layer) => (layer.name === "stem" ? { ...layer, name } : layer));
    const other = smallModel({ id: "other", name: "o|t*her*", layers });
    const text = textAt(
      "layers.Conv2D(64, 7",
      8,
      view({ ...smallReport(), models: [smallModel({ name, layers }), other] }),
    );
    assert.ok(!text.includes(name) && !text.includes("o|t*her*"), text);
    assert.equal(text.split("a\\|b\\*c\\*").length, 4, text);
  });
});

describe("hover on a model", () => {
  it("has every predictor's figure, the error and the nearest networks", () => {
    const text = textAt("def small", 5);
    assert.match(
      text,
      /^\*\*small\*\* · 56×56×64 → 10 · 12 layers · 25\.6 M params \(53\.1 k not trainable\) · 7\.7 GFLOPs/,
    );
    assert.match(
      text,
      /\| layered \(answers\) \| (?:&nbsp;)+\*\*5\.4 ms\*\* \(5\.1–5\.7\) \| (?:&nbsp;)+\*\*14 ms\*\* \(13–14\) \|/,
    );
    assert.match(text, /\| boosted \| 5\.9 ms \| 15 ms \|\n\| forest \| 6\.5 ms \| 16 ms \|/);
    assert.match(text, /\nMeasured error: 2\.9 % on new image sizes {2}\n/);
    assert.match(text, /\nNearest measured: ResNet-50 at 224 {2}\n/);
    assert.match(text, /Slowest on AGX: conv\\_2 2\.6 ms \(47 %\), stem 1\.0 ms/);
    assert.match(text, /\nGPU time, FP32, batch 1, maximum power mode {2}\n\[Breakdown\]/);
  });

  it("says which other predictor was asked beyond what it was trained on", () => {
    const estimates = { agx: estimate(5.4, { extrapolated: ["forest"] }), tx2: estimate(13.5) };
    const text = textAt("def small", 5, view(smallReport({ estimates })));
    assert.match(text, /\n\| forest \| 6\.5 ms \(beyond its training\) \| 16 ms \|/);
  });

  it("says when it is outside the measured range", () => {
    const estimates = { agx: estimate(5, { outsideMeasuredRange: true }), tx2: estimate(12) };
    assert.match(
      textAt("def small", 5, view(smallReport({ estimates }))),
      /⚠ Unlike every measured network on AGX: expect a larger error/,
    );
  });

  it("says what it assumed and that a partial total is a lower bound", () => {
    const assumptions = [
      { message: "training is False", short: "no training", location: smallModel().location },
      { message: "size is 32", short: "32×32", location: smallModel().location, code: "input-size" },
    ] as const;
    const text = textAt("def small", 5, view(smallReport({ assumptions, partial: true })));
    assert.match(text, /⚠ Assumed 32×32 and 1 more:\n- size is 32\n- training is False\n/);
    assert.match(text, /\*\*≥ \\~5\.4 ms\*\* \|/);
    assert.match(text, /\| boosted \| ≥ \\~5\.9 ms \|/);
    assert.match(text, /⚠ The totals are lower bounds/);
  });

  it("says the error that keeps the network from being built, where there are no figures from before it", () => {
    const error = problem({ severity: "error", code: "argument", message: "padding must be one of valid, same" });
    const text = textAt("def small", 5, view(smallReport({ error, estimates: {} })));
    assert.match(text, /^\*\*small\*\* .*\n\n✗ line \d+: padding must be one of valid, same\n\n.*\[Breakdown\]/);
  });

  it("says the error above the figures from before it, which it calls old", () => {
    const error = problem({ severity: "error", code: "argument", message: "padding must be one of valid, same" });
    const shown = { ...view(smallReport({ error, estimates: {} })), before: [smallModel()] };
    const text = textAt("def small", 5, shown);
    assert.match(
      text,
      /^✗ line \d+: padding must be one of valid, same\n\n⚠ Old figures, from before the error:\n\n.*\*\*small\*\*/,
    );
    assert.match(text, /5\.4 ms/);
  });

  it("says why there is no estimate", () => {
    const refused = { kind: "refused", why: "the model file is damaged" } as const;
    const text = textAt("def small", 5, view(smallReport({ estimates: { agx: refused, tx2: refused } })));
    assert.match(text, /\| total \| not estimated: the model file is damaged \|/);
  });

  it("says why one device has no estimate beside another's figures", () => {
    const estimates = { agx: estimate(5.4), tx2: { kind: "refused", why: "the model file is damaged" } } as const;
    const text = textAt("def small", 5, view(smallReport({ estimates })));
    assert.match(
      text,
      /\| layered \(answers\) \| (?:&nbsp;)+\*\*5\.4 ms\*\* .* \| not estimated: the model file is damaged \|/,
    );
  });
});

describe("hover elsewhere", () => {
  it("says nothing", () => {
    assert.equal(hover(view(), positionOf("for index")), null);
    assert.equal(hover(view(smallReport(), { enabled: false }), positionOf("def small", 5)), null);
  });
});
