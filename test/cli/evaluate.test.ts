import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { evaluate, type EvaluateOptions } from "../../cli/evaluate";
import { UsageError } from "../../cli/usage";
import { UnreadableMeasurements } from "../../measurements/unreadable";
import { accuracyOf } from "../../predictors/src/train/metrics";
import { HEADER, makeMeasurements, measurementLine } from "../support/measurements";

interface Row {
  readonly model: string;
  readonly size: number;
  readonly measured: number;
  readonly predicted: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly answeredBy: string | null;
  readonly why?: string;
}

interface Result {
  readonly device: string;
  readonly predictor: string;
  readonly n: number;
  readonly mape: number | null;
  readonly mapeInterval: readonly [number, number] | null;
  readonly within10: number | null;
  readonly p90: number | null;
  readonly coverage: number | null;
  readonly rows: readonly Row[];
}

/** Totals of a network as large as the smallest measured ones. */
const TOTALS = {
  flops: 4e9,
  sum_activations: 1e7,
  weighted_neurons: 2e9,
  params_conv: 2e7,
  layers: 100,
  input_size: 224 * 224 * 3,
  params_fc: 2e6,
  params_bn: 5e4,
  bn_layers: 40,
  conv_layers: 50,
  fc_layers: 1,
};

const KNOWN = measurementLine("Net", 0.1, 4, {});
const UNKNOWN = measurementLine("My own", 20, 224, TOTALS);
/** Nothing to price: the totals of no network. */
const EMPTY = measurementLine("Nothing", 1, 224, {});

describe("cli/evaluate", () => {
  let folder = "";
  afterEach(() => {
    if (folder !== "") fs.rmSync(folder, { recursive: true, force: true });
    folder = "";
  });

  async function run(text: string, given: Partial<EvaluateOptions> = {}): Promise<{ status: number; output: string }> {
    folder = makeMeasurements([]);
    const file = path.join(folder, "any name.csv");
    fs.writeFileSync(file, text);
    let output = "";
    const status = await evaluate({
      data: file,
      topologies: folder,
      device: "agx",
      format: "text",
      resources: path.join(__dirname, ".."),
      write: (part) => (output += part),
      ...given,
    });
    return { status, output };
  }

  async function json(lines: readonly string[], given: Partial<EvaluateOptions> = {}): Promise<readonly Result[]> {
    const { output } = await run([HEADER, ...lines].join("\n"), { format: "json", ...given });
    return (JSON.parse(output) as { results: Result[] }).results;
  }

  it("one entry for each row, in order, whoever answers and also where none does", async () => {
    const [result, ...others] = await json([UNKNOWN, EMPTY, KNOWN, UNKNOWN]);
    assert.ok(result);
    assert.deepEqual(others, []);
    assert.deepEqual([result.device, result.predictor, result.n], ["agx", "layered", 3]);
    assert.deepEqual(
      result.rows.map(({ model, size, measured, answeredBy }) => [model, size, measured, answeredBy]),
      [
        ["My own", 224, 20, "totals"],
        ["Nothing", 224, 1, null],
        ["Net", 4, 0.1, "layered"],
        ["My own", 224, 20, "totals"],
      ],
    );
    const refused = result.rows[1];
    assert.deepEqual([refused?.predicted, refused?.low, refused?.high], [null, null, null]);
    assert.match(refused?.why ?? "", /cannot be priced/);
  });

  it("figures are those of the rows, not rounded", async () => {
    const [result] = await json([UNKNOWN, KNOWN]);
    assert.ok(result);
    const judged = result.rows.map(({ measured, predicted, low, high }) => ({
      measured,
      estimated: predicted ?? NaN,
      low,
      high,
    }));
    const { mape, mapeInterval, within10, p90, coverage } = result;
    assert.deepEqual({ n: 2, mape, mapeInterval, within10, p90, coverage }, accuracyOf(judged, 1));
    const errors = judged.map(({ measured, estimated }) => 100 * Math.abs(estimated / measured - 1));
    assert.equal(mape, ((errors[0] ?? NaN) + (errors[1] ?? NaN)) / 2);
  });

  it("the answering predictor first, the others on request", async () => {
    const results = await json([UNKNOWN], { predictor: "all" });
    assert.deepEqual(
      results.map(({ predictor, rows, coverage }) => [predictor, rows[0]?.answeredBy, coverage === null]),
      [
        ["layered", "totals", false],
        ["boosted", "boosted", true],
        ["forest", "forest", true],
        ["ols", "ols", true],
        ["mlp", "mlp", true],
        ["svr", "svr", true],
      ],
    );
    const [only] = await json([UNKNOWN], { predictor: "forest", device: "tx2" });
    assert.deepEqual([only?.predictor, only?.device], ["forest", "tx2"]);
  });

  it("the text says how many rows were refused, and why", async () => {
    const { status, output } = await run([HEADER, UNKNOWN, EMPTY].join("\n"));
    assert.equal(status, 0);
    assert.match(output, /^layered on agx: 1 of 2 rows priced\n {2}mean absolute error/);
    assert.match(output, /refused: 1\n {4}Nothing at 224: the network's totals cannot be priced/);
  });

  it("a file of which no row can be priced has no accuracy", async () => {
    const { status, output } = await run([HEADER, EMPTY].join("\n"), { format: "json" });
    assert.equal(status, 1);
    const { results } = JSON.parse(output) as { results: Result[] };
    assert.deepEqual([results[0]?.n, results[0]?.mape, results[0]?.rows.length], [0, null, 1]);
  });

  it("reads Windows lines, a byte order mark, blank lines and columns in any order", async () => {
    const columns = HEADER.split(",").reverse();
    const cells = UNKNOWN.split(",").reverse();
    const { output } = await run(`\uFEFF${columns.join(", ")}, more\r\n\r\n${cells.join(", ")}, 1\r\n`);
    assert.match(output, /1 of 1 rows priced/);
  });

  for (const [name, text, message] of [
    ["a missing column", "model,input_width\nNet,4", /line 1: there is no column acet_ms, flops/],
    ["a word for a number", `${HEADER}\n${KNOWN}\n${KNOWN.replace("0.1", "fast")}`, /line 3, column acet_ms: "fast"/],
    ["an empty cell", `${HEADER}\n${KNOWN.replace("0.1", "")}`, /line 2, column acet_ms: "" is not a number/],
    ["a time of nothing", `${HEADER}\n${KNOWN.replace("0.1", "0")}`, /line 2, column acet_ms: "0" is not above 0/],
    ["a size below nothing", `${HEADER}\n\n${KNOWN.replace(",4,", ",-4,")}`, /line 3, column input_width: "-4"/],
    ["a row without a name", `${HEADER}\n${KNOWN.replace("Net", "")}`, /line 2, column model/],
    ["a row that is too short", `${HEADER}\nNet,1,4`, /got 3 on line 2/],
    ["no rows", `${HEADER}\n`, /no line of measurements/],
    ["nothing", "", /no line of measurements/],
  ] as const) {
    it(`refuses ${name}, with the place`, async () => {
      await assert.rejects(run(text), (error: Error) => {
        assert.ok(error instanceof UnreadableMeasurements);
        assert.match(error.message, message);
        assert.match(error.message, /any name\.csv/);
        return true;
      });
    });
  }

  it("refuses what is not there", async () => {
    const text = [HEADER, KNOWN].join("\n");
    for (const [given, kind, message] of [
      [{ data: "missing.csv" }, UnreadableMeasurements, /missing\.csv: there is no such file/],
      [{ topologies: "missing" }, UnreadableMeasurements, /there is no such file/],
      [{ device: "nano" }, UsageError, /--device nano: give agx or tx2/],
      [{ predictor: "best" }, UsageError, /--predictor best: give all, layered, boosted, forest, ols, mlp, svr/],
      [{ format: "xml" }, UsageError, /--format xml: give text or json/],
    ] as const) {
      await assert.rejects(run(text, given), (error: Error) => error instanceof kind && message.test(error.message));
    }
  });
});
