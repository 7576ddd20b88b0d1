/** Every example of docs/supported-python.md goes through the whole chain, and gives what the page states beside it. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Frame, LayerReport, ModelReport, Report, Shape } from "../../protocol/report";
import type { InputsByFile } from "../../protocol/settings";
import { startEvaluation } from "../../server/src/languages/start";
import { LIMITS, PATIENT_LIMITS } from "../../server/src/eval/limits";
import { analyse, analyseCall } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment, AnalysisInput } from "../../server/src/analysis/analysis";
import { inputSettingsFor } from "../../server/src/project/input-settings";
import { createLibrary, createZoo, languageOf, parseDocument } from "../../server/src/project/language";
import { ProjectModules } from "../../server/src/project/modules";
import type { Parsers } from "../../server/src/syntax/parser";
import { examplesOf, marksOf, saysOf } from "../support/doc-examples";
import type { Example, Mark } from "../support/doc-examples";
import { MemoryFiles } from "../support/memory-files";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";

const PAGE = fs.readFileSync(path.join(ROOT, "docs", "supported-python.md"), "utf8");

/** A block without a name of its own. */
const FILE = "model.py";

/** What the page says of a value, a line or a block, and what the chain finds there. */
interface Finding {
  readonly kind: string;
  /** Line of the block, from 0; null for what stands in no place of it. */
  readonly line: number | null;
  readonly text: string;
}

describe("docs/supported-python.md", () => {
  let environment: AnalysisEnvironment;
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
    environment = { parsers, devices: [], limits: LIMITS, zoo: createZoo(parsers), now: () => 0 };
  });

  const examples = examplesOf(PAGE);
  examples.forEach((example, index) => {
    const title = example.text.split("\n").find((line) => marksOf(line).length > 0) ?? example.text.split("\n")[0];
    it(`line ${example.line}: ${title?.trim() ?? ""}`, () => {
      check(example, examples.slice(0, index));
    });
  });

  it("states something beside every example but files that others import", () => {
    const silent = examples.filter(
      ({ language, file, text }) => language === "python" && file === null && marksOf(text).length === 0,
    );
    assert.deepEqual(
      silent.map(({ line }) => line),
      [],
    );
    assert.ok(examples.length > 40, "the page has its examples");
  });

  it("gives the limits as they are", () => {
    const rows = [...PAGE.matchAll(/^\| [a-z ,]+ +\| ([\d,.]+) +\| ([\d,.]+) +\|$/gm)].map(([, editor, command]) => [
      editor,
      command,
    ]);
    const written = (value: number): string => value.toLocaleString("en");
    const names = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
    assert.deepEqual(
      rows,
      names.map((name) => [written(LIMITS[name]), written(PATIENT_LIMITS[name])]),
    );
  });

  it("would notice a statement that is wrong", () => {
    const example = (text: string): Example => ({ line: 1, language: "python", file: null, text });
    const head = "from keras import Input, Sequential, layers\n";
    const network = `${head}model = Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Dens(4)])\n`;
    for (const wrong of [
      `${head}n = 2 + 2  # = 5\n`,
      `${head}model = Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3)])\n# → 6×6×4, 113 parameters\n`,
      `${head}model = Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3)])\n# → 6×6×5\n`,
      `${network}# → at least 112 parameters\n`,
      `${network}# → not understood: the moon\n`,
    ])
      assert.throws(
        () => {
          check(example(wrong), []);
        },
        assert.AssertionError,
        wrong,
      );
  });

  function check(example: Example, earlier: readonly Example[]): void {
    switch (example.language) {
      case "python":
        checkSource(example, earlier, {});
        return;
      case "jsonc":
        checkSource(last(earlier, "python"), earlier, settingsIn(example), marksOf(example.text.replaceAll("//", "#")));
        return;
      case "sh":
        for (const line of example.text.trim().split("\n")) checkCommand(line, earlier);
        return;
      default:
        assert.fail(`a block of ${example.language}`);
    }
  }

  // ---------------------------------------------------------------- kinds of blocks

  function checkSource(
    example: Example,
    earlier: readonly Example[],
    inputs: InputsByFile,
    marks = marksOf(example.text),
  ): void {
    // A file that others import is checked by what they make of it.
    if (example.file !== null && marks.length === 0) return;
    const report = analyse(environmentWith(earlier), inputOf(example, inputs));
    const values = marks.filter(({ about }) => about === "value");
    for (const mark of values) {
      const value = valueAt(example, mark.line);
      assert.ok(saysOf(mark.text, value), `${written(example, mark)}\nfound: ${value}`);
    }
    checkReport(
      example,
      report,
      marks.filter(({ about }) => about !== "value"),
    );
  }

  /** `latency-lens estimate FILE --call "CALL"  # → …`, of the block of Python before it. */
  function checkCommand(line: string, earlier: readonly Example[]): void {
    const call = /--call "(.*?)"(?=\s|$)/.exec(line)?.[1];
    assert.ok(call !== undefined, line);
    const example = last(earlier, "python");
    const report = analyseCall(environmentWith(earlier), inputOf(example, {}), call.replaceAll('\\"', '"'));
    assert.ok(!("why" in report), "why" in report ? report.why : "");
    checkReport(example, report, marksOf(line.replace(/^.*(?=# →)/, "")));
  }

  function environmentWith(earlier: readonly Example[]): AnalysisEnvironment {
    const named = earlier.flatMap(({ file, text }) => (file === null ? [] : [[`/project/${file}`, text] as const]));
    const files = MemoryFiles.of({ "/project/.git/HEAD": "", ...Object.fromEntries(named) });
    const modules = new ProjectModules(files, (source, uri) => parseDocument(parsers, source, languageOf(uri)));
    return { ...environment, modules };
  }

  /** What `repr` gives for the variable that the line assigns to, or why that is not known. */
  function valueAt({ text }: Example, line: number): string {
    const name = /^\s*(\w+)\s*=/.exec(text.split("\n")[line] ?? "")?.[1];
    assert.ok(name !== undefined, "a value stands beside an assignment");
    const source = `${text}\nshown_text = repr(${name})\n`;
    const { scope } = startEvaluation("file:///project/model.py", parseDocument(parsers, source, "python"), {
      library: createLibrary("python", createZoo(parsers)),
      limits: LIMITS,
      inputShape: null,
      now: () => 0,
      cancelled: () => false,
    });
    const shown = scope.own("shown_text");
    assert.ok(shown !== undefined, `${name} is assigned`);
    if (shown.kind === "string") return shown.value;
    return shown.kind === "unknown" ? `not understood: ${shown.why}` : shown.kind;
  }
});

function inputOf({ text, file }: Example, inputs: InputsByFile): AnalysisInput {
  const uri = `file:///project/${file ?? FILE}`;
  const settings = inputSettingsFor(uri, ["file:///project"], inputs);
  return { uri, version: null, text, inputShape: null, settings, cancelled: () => false };
}

function last(examples: readonly Example[], language: string): Example {
  const found = examples.filter((example) => example.language === language).at(-1);
  assert.ok(found !== undefined, `no block of ${language} stands before`);
  return found;
}

function settingsIn({ text }: Example): InputsByFile {
  const json = text.replace(/^"latencyLens.inputs": /m, "").replaceAll(/\s*\/\/.*$/gm, "");
  return JSON.parse(json) as InputsByFile;
}

// ---------------------------------------------------------------- what the page states

function checkReport(example: Example, report: Report, marks: readonly Mark[]): void {
  const findings = findingsIn(report);
  const mentioned = new Set<Finding>();
  let models = 0;
  for (const mark of marks) {
    const [, kind, said] = /^(error|warning|note|not understood|assumed|no estimate): (.*)$/.exec(mark.text) ?? [];
    if (kind !== undefined && said !== undefined) {
      const found = findings.filter(
        (finding) => finding.kind === kind && saysOf(said, finding.text) && isAt(mark, finding),
      );
      assert.ok(found.length > 0, `${written(example, mark)}\nfound: ${JSON.stringify(findings, null, 1)}`);
      for (const finding of found) mentioned.add(finding);
    } else if (mark.about === "line") assert.equal(textAtLine(report, mark), mark.text, written(example, mark));
    else {
      const model = report.models[models++];
      assert.ok(model !== undefined, `no model for: ${written(example, mark)}\n${JSON.stringify(findings)}`);
      assert.equal(textOfModel(model, mark.text), mark.text, written(example, mark));
    }
  }
  const silent = findings.filter((finding) => !mentioned.has(finding) && MUST_BE_MENTIONED.has(finding.kind));
  assert.deepEqual(silent, [], "problems that the page does not mention");
  const partial = report.models.filter((model) => model.partial).length;
  assert.equal(marks.filter(({ text }) => text.includes("at least")).length, partial, "models that are not exact");
}

const MUST_BE_MENTIONED = new Set(["error", "warning", "not understood", "no estimate"]);

function findingsIn({ problems, candidates = [], models }: Report): readonly Finding[] {
  return [
    ...problems.map(({ severity, message, location }) => ({
      kind: severity === "information" ? kindOfInformation(message) : severity,
      line: location.range.start.line,
      text: message,
    })),
    ...candidates.map(({ why, location }) => ({ kind: "no estimate", line: location.range.start.line, text: why })),
    ...models.flatMap(({ assumptions }) =>
      assumptions.map(({ message, location }) => ({ kind: "assumed", line: location.range.start.line, text: message })),
    ),
  ];
}

/** A layer whose shape and weights are known, and whose time is not or rests on another one's, has a note. */
function kindOfInformation(message: string): string {
  return /^No measured network has |never measured on the boards|^The cost of /.test(message)
    ? "note"
    : "not understood";
}

function isAt(mark: Mark, { line }: Finding): boolean {
  return mark.about === "whole" || mark.line === line;
}

/** "6×6×4, 112 parameters" for a model that is understood, "at least 112 parameters" for another; in the form of `said`. */
function textOfModel(model: ModelReport, said: string): string {
  const { parameters, outputShapes, partial } = model;
  const count = `${parameters.total.toLocaleString("en")} parameters`;
  if (partial) return said.includes("×") || /^\d+,/.test(said) ? "partial" : `at least ${count}`;
  const shapes = outputShapes.map(textOfShape).join(" and ");
  const name = /^(\S+): /.exec(said) === null ? "" : `${model.name}: `;
  return said.endsWith("parameters") ? `${name}${shapes}, ${count}` : `${name}${shapes}`;
}

/** Output of the last layer that a call on the line makes, and the parameters of all of them. */
function textAtLine(report: Report, mark: Mark): string {
  const model = report.models.find((candidate) => candidate.layers.some((layer) => isOnLine(layer, mark.line)));
  const layers = model?.layers.filter((layer) => isOnLine(layer, mark.line)) ?? [];
  const total = layers.reduce((sum, { parameters }) => sum + (parameters ?? NaN), 0);
  const shape = textOfShape(layers.at(-1)?.outputShape ?? null);
  return mark.text.endsWith("parameters") ? `${shape}, ${total.toLocaleString("en")} parameters` : shape;
}

function isOnLine({ application, construction }: LayerReport, line: number): boolean {
  const isThere = ({ location }: Frame): boolean => location.uri.endsWith(FILE) && location.range.start.line === line;
  return (application.length > 0 ? application : construction).some(isThere);
}

function textOfShape(shape: Shape | null): string {
  return shape === null ? "?" : shape.length === 0 ? "scalar" : shape.map((side) => side ?? "?").join("×");
}

function written({ line, text }: Example, mark: Mark): string {
  return `line ${line + mark.line + 1}: ${text.split("\n")[mark.line] ?? mark.text}`;
}
