import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  assertNoZero,
  closeEditors,
  diagnostic,
  diagnostics,
  hintAt,
  hints,
  hoverAt,
  lenses,
  modelLens,
  open,
  positionOf,
  shownMs,
  until,
} from "./support";

describe("a network in TensorFlow.js", () => {
  afterEach(closeEditors);

  it("JavaScript: lens, hint and hover", async () => {
    const document = await open("digits.js");
    const lens = await modelLens(document);
    assert.match(lens.title, /^AGX .+ · TX2 .+ · 105 k params$/);
    assert.equal(lens.line, positionOf(document, "const model").line);
    await hintAt(document, "tf.layers.dense({ units: 128", /^[\d.]+ ms · 128$/);
    await hoverAt(document, "tf.layers.dense({ units: 128", 11, /^\*\*Dense\*\* .*100 k params/);
  });

  it("TypeScript: lens, hint and hover", async () => {
    const document = await open("tiny_residual.ts");
    const lens = await modelLens(document);
    assert.match(lens.title, /^AGX .+ · TX2 .+ · 177 k params$/);
    assert.equal(lens.line, positionOf(document, "tinyResidual(").line);
    await hintAt(document, "const y = tf.layers.conv2d", /^Σ 15 × · [\d.]+ ms$/);
    await hoverAt(document, "tf.layers.concatenate", 11, /Concatenate.*112/s);
  });
});

describe("a real network", () => {
  afterEach(closeEditors);

  it("ResNet-50: the lens has the totals of both boards, near what was measured", async () => {
    const document = await open("resnet50.py");
    const lens = await modelLens(document);
    assert.match(lens.title, /^AGX \d+ ms \(\d+–\d+\) · TX2 \d+ ms \(\d+–\d+\) · 7\.[78] GFLOPs · 25\.6 M params$/);
    // Measured at 224×224: 19.6 ms on the AGX Xavier, 48.4 ms on the TX2.
    assertWithin(shownMs(lens.title, "AGX"), 19.6, 0.15);
    assertWithin(shownMs(lens.title, "TX2"), 48.4, 0.15);
    assert.equal(lens.line, positionOf(document, "def resnet50").line);
    const titles = (await lenses(document)).filter(({ line }) => line === lens.line).map(({ title }) => title);
    assert.deepEqual(titles, [lens.title, "Compare on TX2", "Breakdown"]);
  });

  it("VGG-16: the lens has the totals of both boards", async () => {
    const lens = await modelLens(await open("vgg16.py"));
    assert.match(lens.title, /^AGX .+ · TX2 .+ · 138 M params$/);
    assert.ok(shownMs(lens.title, "TX2") > shownMs(lens.title, "AGX"), lens.title);
  });

  it("ResNet-50: layers that take much of the time carry a warning lens", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const warnings = (await lenses(document)).filter(({ title }) => title.startsWith("⚠"));
    assert.ok(warnings.length > 0, "no warning");
    for (const { title } of warnings) assert.match(title, /^⚠ \d+ % of AGX time · [\d.]+ ms · .*held back by [a-z ]+$/);
  });

  it("ResNet-50: hints have the shape and time of a line, or the sum of what a helper makes", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    await hintAt(document, 'layers.Conv2D(64, 7, strides=2, name="conv1")', /^[\d.]+ ms · 112×112×64$/);
    // Three convolutions in each of 16 blocks and a projection in the first of each of the 4 stages.
    await hintAt(document, "x = layers.Conv2D(filters, kernel_size", /^Σ 52 × · [\d.]+ ms$/);
    for (const { title } of await hints(document)) assertNoZero(title);
  });

  it("ResNet-50: hover on a layer has both boards in one table", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const text = await hoverAt(document, 'layers.Conv2D(64, 7, strides=2, name="conv1")', 9, /Conv2D/);
    // 7·7·3·64 weights and 64 biases.
    assert.match(text, /\*\*Conv2D\*\* conv1 · 112×112×64 · 9\.5 k params/);
    assert.match(text, /\|.*AGX.*\|.*TX2.*\|/);
    assert.match(text, /\| time \| [\d.]+ ms \| [\d.]+ ms \|/);
    assert.match(text, /FP32, batch 1, maximum power/);
    assertNoZero(text);
  });

  it("ResNet-50: hover on the model names the answering predictor and those beside it", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const text = await hoverAt(document, "def resnet50", 6, /resnet50/);
    assert.match(text, /Jetson AGX Xavier.*Jetson TX2/);
    for (const predictor of ["layered", "boosted", "forest"])
      assert.match(text, new RegExp(`\\| ${predictor}.*\\d ms.*\\d ms`));
    assert.match(text, /Slowest on AGX: /);
    assertNoZero(text);
  });

  it("ResNet-50: no problem is reported", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    assert.deepEqual(
      diagnostics(document).map(({ message }) => message),
      [],
    );
  });
});

describe("problems in the source", () => {
  afterEach(closeEditors);

  it("tensors that do not fit: an error at the layer that joins them", async () => {
    const document = await open("shape_error.py");
    const problem = await diagnostic(document, /32.*16|shape/i);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem.range.start.line, positionOf(document, "layers.Add()").line);
  });

  it("an unknown layer: said so, and the total is a lower bound", async () => {
    const document = await open("unknown_layer.py");
    const problem = await diagnostic(document, /MysteryLayer/);
    assert.equal(problem.range.start.line, positionOf(document, "layers.MysteryLayer(5)").line);
    const lens = await modelLens(document, /^AGX ≥ [\d.]+ ms · TX2 ≥ [\d.]+ ms/);
    assertNoZero(lens.title);
  });

  it("a layer of a module that is not there: said so, and no number stands for it", async () => {
    const document = await open("foreign_layer.py");
    await diagnostic(document, /somewhere/);
    const found = await until("a lens", async () => {
      const titles = (await lenses(document)).map(({ title }) => title);
      return titles.length > 0 ? titles : undefined;
    });
    for (const title of found) assertNoZero(title);
  });

  it("a syntax error: left to the language's own extension", async () => {
    const document = await open("syntax_error.py");
    const found = await until("a lens", async () => {
      const titles = (await lenses(document)).map(({ title }) => title);
      return titles.length > 0 ? titles : undefined;
    });
    for (const title of found) assertNoZero(title);
    const codes = vscode.languages.getDiagnostics(document.uri).map(({ code }) => code);
    assert.ok(!codes.includes("syntax"), JSON.stringify(codes));
  });
});

function assertWithin(value: number, measured: number, tolerance: number): void {
  assert.ok(Math.abs(value / measured - 1) <= tolerance, `${value} is not within ${tolerance} of ${measured}`);
}
