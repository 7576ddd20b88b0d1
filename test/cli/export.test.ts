import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { exportPredictor } from "../../cli/export";
import { UsageError } from "../../cli/usage";
import { loadPredictor } from "../../predictors/src/load";
import type { NetworkFeatures, Predictor } from "../../predictors/src/predictor";
import { programInput, type ProgramLanguage } from "../../predictors/src/program";
import { networkFeatures } from "../../server/src/features/features";
import { Store } from "../../server/src/node/store";
import { captured } from "../support/command-line";
import { committed, DEVICE_IDS, modelText, PREDICTOR_IDS } from "../support/models";
import { networksIn } from "../support/networks";
import { ROOT } from "../support/paths";

/** The bundle's folder, where the test runner lays `wasm/` and `models/`. */
const RESOURCES = path.join(__dirname, "..");

/** Networks of different kinds of kernels, one of them unlike all that were measured. */
const ZOO = ["resnet50.py", "mobilenet_v2.py", "shufflenet.py", "inception_v1.py"];
const ODD = `from keras import Input, Model, layers
image = Input((31, 47, 5))
x = layers.Conv2D(3, (9, 2), strides=3)(image)
x = layers.DepthwiseConv2D(5, strides=2)(x)
x = layers.Multiply()([x, x])
x = layers.MaxPooling2D(3, strides=1)(x)
model = Model(image, layers.Dense(1)(layers.Flatten()(x)))
`;

interface Named {
  readonly name: string;
  readonly features: NetworkFeatures;
}

describe("an exported predictor", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-export-"));
  const networks: Named[] = [];

  before(async () => {
    const sources = ZOO.map((file) => fs.readFileSync(path.join(ROOT, "zoo/keras", file), "utf8"));
    for (const source of [...sources, ODD])
      for (const { root, graph } of (await networksIn(source)).networks)
        networks.push({ name: root.name, features: networkFeatures(graph) });
    assert.ok(networks.length >= 5, `${networks.length} networks`);
  });

  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** What the program prints for an input. */
  function run(language: ProgramLanguage, file: string, input: string, ...given: string[]) {
    const options = { input, encoding: "utf8" } as const;
    return language === "python"
      ? spawnSync("python3", [file, ...given], options)
      : spawnSync(compiled(file), given, options);
  }

  function compiled(file: string): string {
    const program = file.replace(/\.c$/, "");
    execFileSync("cc", ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", file, "-o", program, "-lm"]);
    return program;
  }

  function written(
    language: ProgramLanguage,
    name: string,
    options: { predictor?: string; store?: string },
    device = "tx2",
  ) {
    const out = path.join(folder, `${name}.${language === "c" ? "c" : "py"}`);
    const store = path.join(folder, "no-store");
    exportPredictor({
      device,
      language,
      out,
      store,
      ...options,
      resources: RESOURCES,
      version: "1.2.3",
      write: refuse,
    });
    return out;
  }

  /** Each network's line has the milliseconds that the predictor gives, to the last digits that a sum leaves. */
  function assertSame(printed: string, predictor: Predictor): void {
    const lines = printed.trimEnd().split("\n");
    assert.equal(lines.length, networks.length);
    for (const [index, { name, features }] of networks.entries()) {
      const [said = "", of] = lines[index]?.split("\t") ?? [];
      assert.equal(of, name);
      const expected = predictor.predict(features);
      if (expected.kind === "refused")
        assert.ok(`refused: ${expected.why}`.startsWith(said), `${said} in place of ${expected.why}`);
      else assert.ok(Math.abs(Number(said) / expected.ms - 1) < 1e-12, `${name}: ${said} in place of ${expected.ms}`);
    }
  }

  for (const language of ["python", "c"] as const) {
    const needs = language === "python" ? "python3" : "cc";
    const isThere = spawnSync(needs, ["--version"]).status === 0;
    const test = isThere ? it : it.skip;

    for (const device of DEVICE_IDS)
      for (const predictor of PREDICTOR_IDS)
        test(`gives in ${language} what ${predictor} gives here for ${device}`, () => {
          const file = written(language, `${predictor}_${device}`, { predictor }, device);
          const input = networks.map(({ name, features }) => programInput(name, features)).join("\n");
          const { stdout, stderr, status } = run(language, file, input);
          assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
          assertSame(stdout, committed(predictor, device));
        });

    test(`prices in ${language} with the coefficients of the user's own measurements`, () => {
      const store = path.join(folder, `own-${language}`);
      const text = retrainedText();
      new Store(store).addModel("tx2", 1, text);
      const own = loadPredictor(text);
      assert.ok(!("kind" in own));
      const file = written(language, "own", { store });
      assert.match(fs.readFileSync(file, "utf8").slice(0, 1000), /Fitted to 12 own measurements \(version 1\)/);
      const input = networks.map(({ name, features }) => programInput(name, features)).join("\n");
      assertSame(run(language, file, input).stdout, own);
    });

    test(`says in ${language} which line cannot be read`, () => {
      const file = written(language, "reads", { predictor: "boosted" });
      const [network] = networks;
      assert.ok(network !== undefined);
      const good = programInput("ok", network.features);
      for (const [wrong, said] of [
        [good.replace("kernel conv", "kernel winograd"), /^line \d+ cannot be read: kernel winograd/],
        [good.replace(/^totals .*$/m, "totals 1 2"), /^line 2 cannot be read: totals 1 2/],
        [good.replace(/\nend$/, ""), /^the text ends within a network/],
        ["hello", /^line 1 cannot be read: hello/],
      ] as const) {
        const { status, stderr } = run(language, file, wrong);
        assert.notEqual(status, 0);
        assert.match(stderr, said);
      }
    });

    test(`times a prediction in ${language}, and takes no other argument`, () => {
      const file = written(language, "timed", { predictor: "boosted" });
      const [network] = networks;
      assert.ok(network !== undefined);
      const { stdout } = run(
        language,
        file,
        `# a comment\n\n${programInput("a b", network.features)}\n`,
        "--time",
        "3",
      );
      assert.match(stdout, /^[\d.]+\t[\d.]+ us\ta b\n$/);
      for (const given of [["--time"], ["--time", "0"], ["more"]])
        assert.match(run(language, file, "", ...given).stderr, /^usage: .*--time/);
    });
  }

  it("is that of the predictor that answers in the editor, where none is named", () => {
    const [answering, named] = [
      written("python", "answering", {}),
      written("python", "named", { predictor: "layered" }),
    ];
    assert.equal(fs.readFileSync(answering, "utf8"), fs.readFileSync(named, "utf8"));
  });

  it("breaks its long tables into lines", () => {
    for (const language of ["python", "c"] as const) {
      const file = written(language, "lines", { predictor: "boosted" });
      const longest = Math.max(
        ...fs
          .readFileSync(file, "utf8")
          .split("\n")
          .map((line) => line.length),
      );
      assert.ok(longest <= 300, `${longest} characters`);
    }
  });

  it("refuses what it does not know, and says what it knows", () => {
    const given = { device: "tx2", language: "c", resources: RESOURCES, version: "1", write: refuse };
    for (const [wrong, said] of [
      [{ device: "orin" }, /--device orin: give agx or tx2/],
      [{ language: "rust" }, /--language rust: give python or c/],
      [{ predictor: "oracle" }, /--predictor oracle: give layered, boosted, forest, ols, mlp, svr/],
      [{ predictor: "forest", out: path.join(folder, "missing", "file.c") }, /--out .*file\.c: ENOENT/],
    ] as const)
      assert.throws(
        () => exportPredictor({ ...given, ...wrong }),
        (error: unknown) => error instanceof UsageError && said.test(error.message),
      );
  });

  it("reads what `explain --stage features` prints, which says what is not known", async () => {
    const file = path.join(folder, "partial.py");
    fs.writeFileSync(file, ODD.replace("layers.Multiply()", "layers.Mulltiply()"));
    const { out, status } = await captured(["explain", file, "--stage", "features"], RESOURCES);
    assert.equal(status, 0);
    assert.match(
      out,
      /^# \d of \d+ layers are not known: at least so much time\nnetwork 47 model\ntotals [\d. ]+\nkernel /,
    );
    assert.match(out, /\nend\n$/);
  });
});

/** For a program that goes to a file. */
function refuse(text: string): void {
  assert.ok(false, `${text.length} characters on standard output`);
}

/** TX2's predictor as one that was fitted on top of AGX: other coefficients, so that each network has another time. */
function retrainedText(): string {
  const base = JSON.parse(modelText("layered", "agx")) as {
    card: Record<string, unknown>;
    model: { theta: number[]; calibrated?: unknown };
  };
  const { card, model } = base;
  const recipe = { base: "agx", fitted: "coefficients" };
  const retrained = { version: 1, rows: 12, recipe, errorBefore: 20, errorAfter: 10 };
  const theta = model.theta.map((value, place) => value * (1 + (place % 3) / 4));
  return JSON.stringify({
    ...base,
    card: { ...card, device: "tx2", retrained },
    model: { ...model, calibrated: { base: "agx", theta, correction: 0.5, totals: 1.1 } },
  });
}
