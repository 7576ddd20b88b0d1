/** A report in the two forms that the command line prints, on the whole: UPDATE_GOLDENS=1 writes them. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { reportJson } from "../../cli/json";
import type { Report } from "../../protocol/report";
import { reportText } from "../../server/src/ide/report-text";
import { ROOT } from "../support/paths";
import { at, DEVICES, estimate, problem, smallModel, URI } from "../support/report";

/** One of everything, no two figures alike. */
function report(): Report {
  const shape = problem({
    code: "shape",
    severity: "error",
    message: "Add: the shapes do not agree.",
    location: at("layers.Add()"),
    related: [{ message: "made here", location: at("layers.BatchNormalization()") }],
  });
  const own = estimate(7.5, {
    ownRows: 12,
    accuracy: "3.1 % on your networks",
    outsideMeasuredRange: true,
    extrapolated: ["forest"],
    consumption: {
      kind: "consumption",
      powerMilliwatts: { value: 3500, low: 2900, high: 4200, outsideMeasuredRange: false },
      energyMillijoules: { value: 1200, low: 950, high: 1600, outsideMeasuredRange: true },
      memoryMegabytes: { value: 950, low: 800, high: 1100, outsideMeasuredRange: false },
    },
  });
  const layers = smallModel().layers.slice(0, 4);
  const [input, stem, ...rest] = layers;
  assert.ok(input && stem);
  const partial = smallModel({
    id: "partial",
    name: "partial",
    partial: true,
    location: at("layers.Dense(10)"),
    calledAt: at("block(x, 64)"),
    layers: [
      input,
      {
        ...stem,
        name: "odd",
        class: "Odd",
        times: {},
        outputShape: null,
        parameters: null,
        flops: null,
        notEstimated: "Odd is not known",
      },
      ...rest,
    ],
    estimates: {
      agx: estimate(0.004, { consumption: { kind: "refused", why: "not all of its layers are known" } }),
      tx2: { kind: "refused", why: "the model file is damaged" },
    },
    assumptions: [
      {
        message: "input_shape is taken as 224×224×3.",
        short: "224×224×3",
        location: at("small()"),
        code: "input-size",
      },
      { message: "classes is taken as 1,000.", short: "1,000 classes", location: at("small()") },
    ],
    notes: [{ message: "It asks for float16.", short: "FP32 assumed", location: at("for index") }],
    problems: [problem()],
  });
  return {
    uri: URI,
    version: 3,
    devices: DEVICES,
    models: [
      smallModel({ layers, estimates: { agx: own, tx2: estimate(13.5) } }),
      partial,
      smallModel({ id: "wrong", name: "wrong", error: shape, layers: [], estimates: {} }),
    ],
    candidates: [
      {
        id: "block",
        name: "block",
        location: at("def block"),
        kind: "network",
        missing: ["x"],
        why: "block needs x.",
        directive: "# latency: x=…",
        size: null,
      },
    ],
    problems: [shape, problem({ location: { ...at("y)"), uri: "file:///models/other.py" } })],
  };
}

function compare(name: string, text: string): void {
  const golden = path.join(ROOT, "test/cli/goldens", name);
  if (process.env["UPDATE_GOLDENS"] === "1") fs.writeFileSync(golden, text);
  assert.equal(text, fs.readFileSync(golden, "utf8"));
}

describe("cli/report", () => {
  it("as text is what the golden text is", () => {
    compare("report.txt", reportText(report(), { file: "models/small.py", pathOf: fileURLToPath }));
  });

  it("as JSON is what the golden JSON is", () => {
    compare("report.json", `${JSON.stringify(reportJson(report(), "models/small.py"), null, 1)}\n`);
  });

  it("without a model says so, and what is looked for only where nothing else is said", () => {
    const empty = { ...report(), models: [], candidates: [], problems: [] };
    const advice = /^models\/small\.py: no model found\.\nLatency Lens looks for .*\n.*--call.*\n$/;
    assert.match(reportText(empty, { file: "models/small.py", pathOf: fileURLToPath }), advice);
    assert.equal(
      reportText({ ...empty, problems: [problem()] }, { file: "small.py", pathOf: fileURLToPath }),
      "small.py: no model found.\n\nProblems\n  small.py:8:12: information: Lambda is not a layer that Latency Lens knows.\n",
    );
  });
});
