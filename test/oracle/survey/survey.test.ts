/** The committed figures of the survey of public packages, and the comparison behind them (`npm run test:oracle -- --section survey`). */
import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../support/paths";

const FOLDER = path.join(ROOT, "test/oracle/survey");

interface Row {
  readonly file: string;
  readonly call: string;
  readonly unaided: string;
  readonly called: string;
  readonly why: string | null;
}

interface Figures {
  readonly compared: number;
  readonly exactUnaided: number;
  readonly exactWithCall: number;
  readonly wrong: number;
}

interface Results {
  readonly all: Figures;
  readonly packages: Readonly<Record<string, Figures>>;
  readonly files: Readonly<Record<string, readonly Omit<Row, "file">[]>>;
}

type Layer = Readonly<Record<"class" | "name", string>> & { outputShape: readonly number[]; parameters: number };

interface Model {
  partial: boolean;
  parameters: { total: number };
  outputShapes: readonly (readonly (number | null)[] | null)[];
  layers: Layer[];
  assumptions: { message: string }[];
  problems: { severity: string; message: string }[];
}

interface Compare {
  readonly compare: (
    truth: unknown,
    model: Model | undefined,
    problems: unknown,
    known: ReadonlySet<string>,
  ) => { readonly verdict: string };
}

interface Summary {
  readonly summarize: (rows: readonly Row[]) => Pick<Results, "all" | "packages">;
}

async function load(name: string): Promise<unknown> {
  return import(pathToFileURL(path.join(FOLDER, name)).href);
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(FOLDER, name), "utf8"));
}

describe("survey of public packages", () => {
  const results = readJson("results.json") as Results;
  const rows = Object.entries(results.files).flatMap(([file, each]) => each.map((row): Row => ({ ...row, file })));

  it("keeps its promises: 60 % exact unaided, 80 % with the call, nothing wrong", () => {
    const { compared, exactUnaided, exactWithCall, wrong } = results.all;
    assert.ok(compared > 100);
    assert.ok(exactUnaided >= 0.6 * compared, `${exactUnaided} of ${compared} unaided`);
    assert.ok(exactWithCall >= 0.8 * compared, `${exactWithCall} of ${compared} with the call`);
    assert.equal(wrong, 0);
  });

  it("has a row for each call of the list, and a reason for each that is not exact", () => {
    const { files } = readJson("calls.json") as { files: Readonly<Record<string, readonly string[]>> };
    const listed = Object.entries(files).flatMap(([file, calls]) => calls.map((call) => `${file} ${call}`));
    assert.deepEqual(
      rows.map(({ file, call }) => `${file} ${call}`),
      listed,
    );
    const silent = rows.filter(({ called, why }) => !["exact", "not asked"].includes(called) && why === null);
    assert.deepEqual(silent, []);
  });

  it("adds up", async () => {
    const { summarize } = (await load("summary.mjs")) as Summary;
    const { all, packages } = summarize(rows);
    assert.deepEqual({ all, packages }, { all: results.all, packages: results.packages });
  });
});

describe("comparison of the survey", () => {
  const known = new Set(["Conv2D", "Dense"]);
  const truth = {
    parameters: 30,
    inputs: [[8, 8, 3]],
    outputs: [[10]],
    layers: [
      ["Conv2D", "conv2d", [8, 8, 2], 10],
      ["OwnLayer", "own", [8, 8, 2], 0],
      ["Dense", "dense", [10], 20],
    ],
  };

  function ours(change: (model: Model) => void = () => undefined): Model {
    const model: Model = {
      partial: false,
      parameters: { total: 30 },
      outputShapes: [[10]],
      layers: [
        { class: "Conv2D", name: "conv2d", outputShape: [8, 8, 2], parameters: 10 },
        { class: "Dense", name: "dense", outputShape: [10], parameters: 20 },
      ],
      assumptions: [],
      problems: [],
    };
    change(model);
    return model;
  }

  async function verdict(model: Model | undefined, theirs: unknown = truth): Promise<string> {
    const { compare } = (await load("compare.mjs")) as Compare;
    return compare(theirs, model, [{ severity: "warning", message: "why" }], known).verdict;
  }

  it("finds equal networks exact", async () => {
    assert.equal(await verdict(ours()), "exact");
  });

  const planted: readonly (readonly [what: string, change: (model: Model) => void])[] = [
    ["another total", (model) => (model.parameters.total = 31)],
    ["another output", (model) => (model.outputShapes = [[11]])],
    ["an output that is missing", (model) => (model.outputShapes = [])],
    [
      "another shape of a layer",
      (model) => (model.layers[0] = { ...ours().layers[0], outputShape: [7, 8, 2] } as Layer),
    ],
    ["another count of a layer", (model) => (model.layers[1] = { ...ours().layers[1], parameters: 19 } as Layer)],
    ["a layer that is missing", (model) => model.layers.pop()],
  ];
  for (const [what, change] of planted)
    it(`finds ${what}`, async () => {
      assert.equal(await verdict(ours(change)), "wrong");
    });

  it("takes a lower bound as partial, and more than all as wrong", async () => {
    const incomplete = (total: number) => (model: Model) => {
      Object.assign(model, { partial: true, parameters: { total }, outputShapes: [null] });
    };
    assert.equal(await verdict(ours(incomplete(10))), "partial");
    assert.equal(await verdict(ours(incomplete(31))), "wrong");
  });

  it("takes a complete shape in an incomplete report at its word", async () => {
    const other = (model: Model) => {
      Object.assign(model, { partial: true, parameters: { total: 10 }, outputShapes: [[11]] });
    };
    assert.equal(await verdict(ours(other)), "wrong");
  });

  it("keeps apart what was assumed, what is absent, and what Keras refuses", async () => {
    assert.equal(
      await verdict(
        ours((model) => {
          Object.assign(model, { parameters: { total: 31 }, assumptions: [{ message: "classes=10" }] });
        }),
      ),
      "assumed",
    );
    assert.equal(await verdict(undefined), "absent");
    assert.equal(await verdict(ours(), { error: "ValueError" }), "no oracle");
  });
});
