/** Random functions of Keras through the whole chain: what a figure rests on stands wherever the figure does. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { DEVICES } from "../../predictors/src/devices";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import type { ModelReport, Report } from "../../protocol/report";
import { fileName } from "../../protocol/source";
import { reportJson } from "../../cli/json";
import { reportText } from "../../server/src/ide/report-text";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { panelData } from "../../server/src/ide/panel";
import { hover } from "../../server/src/ide/hover";
import { lenses } from "../../server/src/ide/lenses";
import { summary } from "../../server/src/ide/summary";
import type { View } from "../../server/src/ide/view";
import { committed } from "../support/models";
import { loadTestParsers } from "../support/parsers";

const URI = "file:///random.py";
const PROGRAMS = 300;

// ---------------------------------------------------------------- programs

/** A parameter of a builder: its name, what it may be given, and where it goes. */
interface Parameter {
  readonly name: string;
  readonly values: readonly string[];
}

const SIZES: readonly Parameter[] = [
  { name: "input_shape", values: ["(64, 64, 3)", "(57, 91, 1)", "(512, 384, 3)", "(224, 224, 3)"] },
  { name: "image_shape", values: ["(32, 32, 3)", "(33, 17, 5)"] },
  { name: "shape", values: ["(96, 96, 3)", "(1, 1, 8)"] },
];
const COUNTS: readonly Parameter[] = [
  { name: "num_classes", values: ["10", "37"] },
  { name: "n_classes", values: ["2"] },
  { name: "classes", values: ["1000"] },
  { name: "nb_filters", values: ["8", "24"] },
];

/** The first five are understood and priced; each of the others asks for a mark, is not understood, or is an error. */
const BODY_LAYERS = [
  'x = layers.Conv2D(16, 3, padding="same")(x)',
  "x = layers.BatchNormalization()(x)",
  'x = layers.Activation("relu")(x)',
  'x = layers.DepthwiseConv2D(3, padding="same")(x)',
  "x = layers.Dropout(0.3)(x)",
  "x = layers.Convolution2D(8, 3, 3)(x)",
  "x = layers.Dense(12)(x)",
  "x = mystery.Layer()(x)",
  "x = mystery.other(x)",
  'x = layers.Conv2D(16, 3, padding="smae")(x)',
  "x = layers.Conv2D(16, 3, activatoin='relu')(x)",
  'x = layers.Conv2D(8, 1, dtype="float16")(x)',
] as const;

const HEADERS = [
  "",
  "try:\n    import nowhere\n    nowhere.setup()\nexcept ImportError:\n    nowhere = None",
  'tf.keras.mixed_precision.set_global_policy("mixed_float16")',
] as const;

/** What a module assumes, the name that rests on it, and the mark of whoever reads that. */
const ASSUMED_BY_MODULE = [
  { code: 'import os\nWIDTH = int(os.environ.get("WIDTH", "2"))', value: "WIDTH", short: "WIDTH not set" },
  {
    code: 'import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument("--width", default=4)\nflags = parser.parse_args()',
    value: "flags.width",
    short: "no arguments",
  },
  {
    code: 'from absl import flags\nflags.DEFINE_integer("width", 6, "")\nOPTIONS = flags.FLAGS\nSIZES = {"width": OPTIONS.width}',
    value: 'SIZES["width"]',
    short: "no arguments",
  },
  {
    code: 'NARROW = 3\nif tf.__version__ < "2.4":\n    NARROW = 5',
    value: "NARROW",
    short: "TensorFlow 2.15",
  },
] as const;

const PARAMETER_FORMS = ["default", "default", "bare", "bare", "called", "directive"] as const;
type ParameterForm = (typeof PARAMETER_FORMS)[number];

const given = (parameters: readonly Parameter[]): fc.Arbitrary<Given> =>
  fc.constantFrom(...parameters).chain(({ name, values }) =>
    fc.record({
      name: fc.constant(name),
      value: fc.constantFrom(...values),
      form: fc.constantFrom<ParameterForm>(...PARAMETER_FORMS),
    }),
  );

interface Given {
  readonly name: string;
  readonly value: string;
  readonly form: ParameterForm;
}

const program: fc.Arbitrary<string> = fc
  .record({
    header: fc.oneof({ weight: 4, arbitrary: fc.constant("") }, fc.constantFrom(...HEADERS)),
    ofModule: fc.option(fc.constantFrom(...ASSUMED_BY_MODULE), { freq: 3 }),
    isRead: fc.boolean(),
    size: given(SIZES),
    count: given(COUNTS),
    batch: fc.oneof({ weight: 6, arbitrary: fc.constant("") }, fc.constantFrom(", batch_size=8", ", batch_size=1")),
    layers: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...BODY_LAYERS.slice(0, 5)) },
        { weight: 3, arbitrary: fc.constantFrom(...BODY_LAYERS.slice(5)) },
      ),
      { minLength: 0, maxLength: 5 },
    ),
    returned: fc.constantFrom("return Model(image, x)", "return x", "model = Model(image, x)\n    return model"),
  })
  .map(({ header, ofModule, isRead, size, count, batch, layers, returned }) => {
    const ordered = [size, count].sort(
      (left, right) => Number(left.form === "default") - Number(right.form === "default"),
    );
    const parameters = ordered.map(({ name, value, form }) => (form === "default" ? `${name}=${value}` : name));
    const said = (form: ParameterForm): string =>
      [size, count].flatMap((one) => (one.form === form ? [`${one.name}=${one.value}`] : [])).join(", ");
    return [
      "import tensorflow as tf",
      "from tensorflow.keras import Input, Model, layers",
      "import mystery",
      header,
      ofModule?.code ?? "",
      "",
      said("directive") === "" ? "" : `# latency: ${said("directive")}`,
      `def build(${parameters.join(", ")}):`,
      `    x = image = Input(${size.name}${batch})`,
      ...(ofModule !== null && isRead ? [`    x = layers.Conv2D(${ofModule.value}, 1)(x)`] : []),
      ...layers.map((layer) => `    ${layer}`),
      `    x = layers.Conv2D(${count.name}, 3, padding="same")(x)`,
      `    x = layers.Dense(${count.name})(layers.GlobalAveragePooling2D()(x))`,
      `    ${returned}`,
      "",
      said("called") === "" ? "" : `network = build(${said("called")})`,
      "",
    ].join("\n");
  });

// ---------------------------------------------------------------- the property

describe("what weakens a figure, in 300 random functions", () => {
  const reports: { readonly source: string; readonly report: Report }[] = [];

  before(async () => {
    const environment: AnalysisEnvironment = {
      parsers: await loadTestParsers(),
      devices: (["agx", "tx2"] as const).map((id) => ({
        info: { id, name: DEVICES[id].name, shortName: id.toUpperCase() },
        predictors: [{ id: "layered", predictor: committed("layered", id) }],
      })),
      limits: LIMITS,
      now: () => 0,
    };
    for (const source of fc.sample(program, { seed: 9, numRuns: PROGRAMS })) {
      const input = { uri: URI, version: 1, text: source, inputShape: null, cancelled: () => false };
      reports.push({ source, report: analyse(environment, input) });
    }
  });

  function eachModel(check: (model: ModelReport, report: Report, source: string) => void): void {
    for (const { report, source } of reports) for (const model of report.models) check(model, report, source);
  }

  it("is there in every form, and so are functions without any", () => {
    const count = (has: (model: ModelReport) => boolean): number =>
      reports.filter(({ report }) => report.models.some(has)).length;
    const least = {
      assumed: count(({ assumptions }) => assumptions.length > 0),
      several: count(({ assumptions }) => assumptions.length > 1),
      plain: count((model) => weaknesses(model).length === 0),
      outside: count((model) => isOutside(model)),
      within: count((model) => !isOutside(model)),
      notes: count(({ notes }) => notes.length > 0),
      partial: count(({ partial, error }) => partial && error === null),
      errors: count(({ error }) => error !== null),
    };
    for (const [name, found] of Object.entries(least)) assert.ok(found >= 10, `${name}: ${found} of ${PROGRAMS}`);
  });

  it("stands in the lens, the status bar, the command line, the panel and the hover", () => {
    eachModel((model, report, source) => {
      const shown = surfaces(model, report);
      for (const [surface, text] of Object.entries(shown)) {
        for (const mark of weaknesses(model))
          assert.ok(text.includes(mark), `${surface} lacks ${mark}: ${text}\n${source}`);
        if (weaknesses(model).length === 0)
          assert.doesNotMatch(text, /~|assumed|unlike every measured|FP32, batch 1 assumed/, `${surface}\n${source}`);
      }
      for (const { message } of [...model.assumptions, ...model.notes])
        for (const text of [shown.commandLine, shown.panel, shown.hover])
          assert.ok(text.includes(plain(message)), `${message} is not in ${text}\n${source}`);
    });
  });

  it("tells what a module assumes at the models that read it, and at no other", () => {
    const found = { read: 0, other: 0 };
    eachModel(({ assumptions }, _report, source) => {
      const ofModule = ASSUMED_BY_MODULE.find(({ code }) => source.includes(code));
      if (ofModule === undefined) return;
      const isRead = source.includes(`Conv2D(${ofModule.value}, 1)`);
      assert.equal(
        assumptions.some(({ short }) => short === ofModule.short),
        isRead,
        source,
      );
      found[isRead ? "read" : "other"] += 1;
    });
    assert.ok(found.read > 20 && found.other > 20, JSON.stringify(found));
  });

  it("leaves no bound below the smallest figure, and no interval around a guess", () => {
    eachModel((model, report, source) => {
      for (const text of Object.values(surfaces(model, report))) {
        assert.doesNotMatch(text, /≥ <|~ ?<|≥ ~?0(\.0+)? ms/, source);
        if (model.assumptions.length > 0) assert.doesNotMatch(text, /~[\d.,]+ ms \([\d.,]+–/, source);
      }
    });
  });

  it("keeps the sum of the layers the total, to the last bit, in partial models too", () => {
    let partial = 0;
    eachModel((model, report, source) => {
      partial += Number(model.partial);
      const json = JSON.parse(JSON.stringify(reportJson(report, "random.py"))) as JsonReport;
      const written = json.models[report.models.indexOf(model)];
      for (const [device, { ms }] of Object.entries(written?.devices ?? {})) {
        if (ms === null) continue;
        const sum = (written?.layers ?? []).reduce((total, layer) => total + (layer.ms[device] ?? 0), 0);
        assert.equal(sum, ms, source);
      }
    });
    assert.ok(partial > 10);
  });
});

interface JsonReport {
  readonly models: readonly {
    readonly devices: Readonly<Record<string, { readonly ms: number | null }>>;
    readonly layers: readonly { readonly ms: Readonly<Record<string, number | undefined>> }[];
  }[];
}

/** The marks that the plain data of a model asks for. */
function weaknesses(model: ModelReport): string[] {
  const shorts = new Set(model.assumptions.map(({ short }) => short));
  const size = model.assumptions.find(({ code }) => code === "input-size")?.short;
  const [first = ""] = size === undefined ? shorts : [size];
  const more = shorts.size > 1 ? ` and ${shorts.size - 1} more` : "";
  return [
    ...(shorts.size > 0 ? [`assumed ${first}${more}`] : []),
    ...model.notes.map(({ short }) => short),
    ...(isOutside(model) ? ["unlike every measured network"] : []),
  ];
}

function isOutside({ estimates }: ModelReport): boolean {
  return Object.values(estimates).some((one) => one.kind === "estimate" && one.outsideMeasuredRange);
}

function surfaces(
  model: ModelReport,
  report: Report,
): Readonly<Record<"lens" | "statusBar" | "commandLine" | "panel" | "hover", string>> {
  // Each device in turn is the primary one, so that a mark of one alone is asked for too.
  const devices = ["agx", "tx2"] as const;
  const one = { ...report, models: [model], problems: [] };
  const views = devices.map((primaryDevice): View => ({
    report: one,
    stale: new Set(),
    before: [],
    settings: { ...DEFAULT_SETTINGS, primaryDevice },
  }));
  const [view] = views;
  assert.ok(view !== undefined);
  const { start } = model.location.range;
  const bars = views.map((each) => {
    const bar = summary(each, start);
    return bar.kind === "nothing" || bar.kind === "off"
      ? ""
      : bar.kind === "no estimate"
        ? bar.text
        : `${bar.text} ${plain(bar.tooltip)}`;
  });
  return {
    lens: lenses(view)[0]?.title ?? "",
    statusBar: bars.join(" "),
    commandLine: plain(reportText(one, { file: "random.py", pathOf: fileName })),
    panel: textsOf(panelData(view, model, () => null)),
    hover: plain(hover(view, start)?.markdown ?? ""),
  };
}

/** Every text of the data, which the page shows as it is. */
function textsOf(data: unknown): string {
  const texts: string[] = [];
  JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === "string") texts.push(value);
    return value;
  });
  return texts.join(" ");
}

/** Without what markdown and HTML need around signs; sentences start with a capital letter in some places. */
function plain(text: string): string {
  return text
    .replace(/\\([\\`*_[\]<>|~&])/g, "$1")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .replace(/(?<=⚠ )(Assumed|Unlike)/g, (word) => word.toLowerCase());
}
