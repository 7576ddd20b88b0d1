import assert from "node:assert/strict";
import { Random } from "../../predictors/src/train/random";
import { rowFields } from "../../server/src/board/nvprof/csv";
import type { Label, Recorded } from "../../server/src/board/label";
import { importNvprof } from "../../server/src/board/nvprof/import";
import { readTables } from "../../server/src/board/nvprof/tables";
import { gpuSummary, gpuTrace, summaryMs, type RecordingOptions } from "../support/nvprof";
import { gpuTraceText, recordedNetwork } from "../support/recordings";
import { ownNetworks, type OwnNetwork } from "../support/own-networks";

const MS = 11.404;

describe("nvprof", () => {
  let network: OwnNetwork;
  let other: OwnNetwork;
  before(async () => {
    const networks = await ownNetworks();
    network = find(networks, "residual_c");
    other = find(networks, "plain_a");
  });

  const recorded = (change: Partial<Recorded> = {}, of = network): Recorded => ({
    ...recordedNetwork(of, "tx2"),
    ...change,
  });
  const trace = (options: Partial<RecordingOptions> = {}): string => gpuTrace(network.network, { ms: MS, ...options });
  const textTrace = (): string => gpuTraceText(network.network, { ms: MS });
  const summary = (options: Partial<RecordingOptions> = {}): string =>
    gpuSummary(network.network, { ms: MS, ...options });

  describe("imports within 0.1 % of the truth", () => {
    const traces: readonly (readonly [string, Partial<RecordingOptions>, Label["confidence"]])[] = [
      ["by the copies of the input", {}, "high"],
      ["in nanoseconds and bytes", { timeUnit: "ns", sizeUnit: "B" }, "high"],
      ["in seconds and kilobytes", { timeUnit: "s", sizeUnit: "KB", ms: 1000 * MS }, "high"],
      ["of an imported file", { imported: true, timeUnit: "ms" }, "high"],
      ["without correlation ids", { correlation: false }, "high"],
      ["of the fewest runs", { runs: 30 }, "high"],
      ["by the period of the kernels", { copies: false }, "medium"],
      ["by the period, of few runs", { copies: false, runs: 32 }, "medium"],
    ];
    for (const [name, options, confidence] of traces) {
      it(`a trace ${name}`, () => {
        const label = imported(trace(options), recorded());
        assertNear(label.ms, options.ms ?? MS);
        assert.equal(label.confidence, confidence);
        assert.equal(label.form, "gpu-trace");
        assert.equal(label.kernelsPerRun, (network.network.kernels ?? []).flat().length);
        const runs = (options.runs ?? 110) - 10;
        assert.ok(Math.abs(label.runs - runs) <= 1, `${label.runs} runs`);
      });
    }

    const summaries: readonly (readonly [string, Partial<RecordingOptions>])[] = [
      ["of CUDA 10", {}],
      ["of CUDA 8, without types", { typeColumn: false }],
      ["in seconds", { timeUnit: "s", ms: 1000 * MS }],
      ["with NVTX ranges, which list the kernels again", { nvtx: true }],
      ["of an imported file", { imported: true, timeUnit: "ns" }],
    ];
    for (const [name, options] of summaries) {
      it(`a summary ${name}`, () => {
        const label = imported(summary(options), recorded({ runs: 110 }));
        assertNear(label.ms, summaryMs(network.network, { ms: MS, ...options }));
        assert.deepEqual([label.runs, label.confidence, label.form], [110, "low", "gpu-summary"]);
      });
    }

    it("a trace whose lines stand in another order", () => {
      const heading = /^[^]*?"Start".*\n.*\n/.exec(trace())?.[0] ?? "";
      const rows = trace().slice(heading.length).trimEnd().split("\n");
      const turned = `${heading}${rows.reverse().join("\n")}\n`;
      assert.deepEqual(imported(turned, recorded()), imported(trace(), recorded()));
    });

    it("the text form of a trace", () => {
      const label = imported(textTrace(), recorded());
      assertNear(label.ms, MS);
      assert.deepEqual([label.runs, label.confidence, label.form], [100, "high", "gpu-trace"]);
    });

    it("the text form of a long trace, and says what its digits do not tell", () => {
      const label = imported(gpuTraceText(network.network, { ms: 10 * MS }), recorded());
      assertNear(label.ms, 10 * MS);
      assert.equal(label.confidence, "medium");
      assert.match(label.how, /starts printed to 1 ms, too few digits to see overlapping kernels/);
    });

    it("a trace whose runs only the user knows", () => {
      const text = trace({ copies: false });
      let places = 1;
      const kernels = text.split("\n").map((line) => line.replace(/,\d+,\d+,\d+,128,/, () => `,${places++},1,1,128,`));
      const label = imported(kernels.join("\n"), recorded({ runs: 110 }));
      assertNear(label.ms, summaryMs(network.network, { ms: MS }));
      assert.equal(label.confidence, "low");
    });
  });

  it("trusts a trace less where the user counts other runs than it shows", () => {
    const label = imported(trace(), recorded({ runs: 50 }));
    assert.equal(label.confidence, "low");
    assert.match(label.how, /110 runs by the copies of the input, not the 50/);
  });

  it("does not take the name of the program for a warning", () => {
    const text = trace().replaceAll("Main.py", "replay_dropped_frames.py");
    assertNear(imported(text, recorded()).ms, MS);
  });

  it("leaves out kernels of runs that were interrupted", () => {
    const lines = trace().split("\n");
    const kernels = lines.flatMap((line, i) => (line.includes("EigenMetaKernel") ? [i] : []));
    const removed = new Set([30, 60, 90].map((share) => kernels[Math.floor((kernels.length * share) / 100)]));
    const label = imported(lines.filter((_, i) => !removed.has(i)).join("\n"), recorded());
    assert.equal(label.runs, 97);
    assert.ok(Math.abs(label.ms / MS - 1) < 2e-3);
  });

  it("passes over the table of a process that used no GPU", () => {
    const text = trace();
    const heading = text.split("\n").filter((line) => line.startsWith('"Start"'));
    assert.equal(heading.length, 1);
    const idle = ["==4710== Profiling result:", ...heading].join("\n");
    assertNear(imported(`${idle}\n${text}`, recorded()).ms, MS);
  });

  it("reads on behind a message between two rows", () => {
    const lines = trace().split("\n");
    lines.splice(500, 0, "==4711== Warning: a message of the profiler's own");
    assert.equal(imported(lines.join("\n"), recorded()).runs, 100);
  });

  describe("refuses", () => {
    const cases: readonly (readonly [string, () => string, RegExp, Partial<Recorded>?])[] = [
      ["an empty file", () => " \n", /empty/],
      ["a file without a table", () => "hello\nworld\n", /no table of nvprof/],
      [
        "the text form of a summary",
        () =>
          "==1== Profiling result:\n            Type  Time(%)      Time     Calls       Avg       Min       Max  Name\n",
        /text form of nvprof's summary.*--print-gpu-trace/,
      ],
      [
        "the text form of a trace without rows",
        () => textTrace().split("\n").slice(0, 3).join("\n"),
        /cut off.*no rows/,
      ],
      ["the text form of a trace, cut off", () => cut(textTrace(), 0.7), /cut off: its last line \(\d+\)/],
      [
        "the text form of a trace, damaged",
        () => textTrace().replace(/ (\d+)  void/, " void"),
        /line \d+ is no complete row/,
      ],
      ["few runs", () => trace({ runs: 25 }), /15 of 25 runs are left.*at least 20/],
      ["unsteady runs", () => trace({ jitter: 0.15 }), /runs differ by \d+ %.*at most 5 %/],
      ["a cut-off trace", () => cut(trace(), 0.7), /cut off: its last line \(\d+\)/],
      ["a cut-off summary", () => cut(summary(), 0.5), /cut off/, { runs: 110 }],
      ["a table without rows", () => trace().split("\n").slice(0, 8).join("\n"), /cut off: its table has a heading/],
      [
        "a trace that ends between two lines, in a run",
        () => trace().split("\n").slice(0, 3000).join("\n"),
        /cut off: it ends in the middle of a run/,
      ],
      [
        "two processes",
        () => `${trace()}${trace().replaceAll("==4711==", "==4712==")}`,
        /it is of 2 processes \(4711, 4712\)/,
      ],
      ["a recording that was pasted twice", () => trace() + trace(), /the same kind of table twice/],
      ["a row longer than the heading", () => row(200, (line) => line.replace(",128,", ",128,9,")), /no complete row/],
      ["an infinite figure", () => row(200, (line) => line.replace(/,[^,]+/, ",inf")), /no complete row/],
      ["a negative figure", () => row(200, (line) => line.replace(",", ",-")), /negative or infinite/],
      [
        "a trace of metrics",
        () =>
          '==1== Profiling result:\n"Device","Context","Stream","Kernel","Correlation_ID","ipc"\n,,,,,\n"X2","1","7","k",1,1.5\n',
        /metrics/,
      ],
      ["lost kernels", () => warned("Warning: 3 activity records were lost"), /lost records/],
      ["a damaged line", () => damaged(trace()), /line 2\d\d is no complete row/],
      [
        "lost records",
        () => warned("Warning: 17 records have invalid timestamps due to insufficient device buffer space."),
        /lost records.*17 records/,
      ],
      ["dropped records", () => warned("Warning: Some records were dropped."), /lost records/],
      [
        "missing permission",
        () => warned("Warning: ERR_NVGPUCTRPERM - The user does not have permission to profile on the target device."),
        /no permission/,
      ],
      ["replayed kernels", () => warned('Replaying kernel "void k(int)" (done)'), /replayed/],
      ["a crash", () => warned("Error: Application received signal 139"), /crashed/],
      [
        "metrics",
        () =>
          '==1== Metric result:\n"Device","Kernel","Invocations","Metric Name","Metric Description","Min"\n"X2","k",1,"ipc","IPC",1\n',
        /metrics/,
      ],
      [
        "an API trace",
        () => '==1== Profiling result:\n"Start","Duration","Name","Correlation_ID"\nms,us,,\n1.0,2.0,"cudaLaunch",12\n',
        /API calls/,
      ],
      [
        "only API calls",
        () =>
          '==1== API calls:\n"Time(%)","Time","Calls","Avg","Min","Max","Name"\n%,ms,,us,us,us,\n1.0,2.0,3,1.0,1.0,1.0,"cudaLaunch"\n',
        /API calls/,
      ],
      ["another board", () => trace({ gpu: "Xavier (0)" }), /recorded on “Xavier \(0\)”, not on a Jetson TX2/],
      [
        "another compute capability",
        () => warned("Note: device 0 has compute capability 7.2"),
        /7\.2; a Jetson TX2 has 6\.2/,
      ],
      ["a summary without its runs", () => summary(), /how many runs.*--runs N/],
      [
        "a summary that lost a row",
        () => summary().replace(/^"GPU activities",.*scudnn.*\n/m, ""),
        /add up to \d+ %, not to 100/,
        { runs: 110 },
      ],
      [
        "a summary with a figure changed",
        () => summary().replace(/^("GPU activities",[^,]+),(\d)/m, "$1,9$2"),
        /not the [\d.]+ % of the whole/,
        { runs: 110 },
      ],
      [
        "a summary whose last row ran into the API calls",
        () => summary({ typeColumn: false }).replace(/\[CUDA memcpy HtoD\]/, "cudaLaunch"),
        /names the API call “cudaLaunch” among the work of the GPU/,
        { runs: 110 },
      ],
      [
        "a summary with its calls changed",
        () => summary().replace(/^("GPU activities",[^,]+,[^,]+),(\d)/m, "$1,9$2"),
        /not its calls times their average/,
        { runs: 110 },
      ],
      ["a summary of few runs", () => summary({ runs: 12 }), /of 12 runs; at least 20/, { runs: 12 }],
      [
        "a summary that counts more runs than it has",
        () => summary(),
        /another network.*convolution kernels per run/,
        { runs: 220 },
      ],
      ["a trace without a unit", () => trace().replace(/^us,us,.*\n/m, ""), /names no unit/],
    ];
    for (const [name, text, why, change] of cases) {
      it(name, () => {
        const answer = importNvprof(text(), recorded(change));
        assert(answer.kind === "refused", JSON.stringify(answer));
        assert.match(answer.why, why);
      });
    }

    it("the recording of a network of as many convolutions, of another kind", () => {
      const convolutions = convolutionsOf(network);
      for (const text of [trace(), summary()]) {
        const answer = importNvprof(text, recorded({ runs: 110, convolutions, depthwise: 3, model: "separable" }));
        assert(answer.kind === "refused", JSON.stringify(answer));
        assert.match(answer.why, /another network: it launches no depthwise convolution, separable has 3/);
        const depthwise = text.replaceAll(/[\w:]*scudnn\w*/g, "DepthwiseConv2dGPUKernelNHWC");
        assert.notEqual(depthwise, text);
        const reverse = importNvprof(depthwise, recorded({ runs: 110 }));
        assert(reverse.kind === "refused", JSON.stringify(reverse));
        assert.match(reverse.why, /another network: it launches depthwise convolutions, residual_c has none/);
      }
    });

    it("the recording of a smaller and of a larger network", () => {
      const small = { ms: 5, network: other.network };
      for (const text of [gpuTrace(small.network, small), gpuSummary(small.network, small)]) {
        const answer = importNvprof(text, recorded({ runs: 110 }));
        assert(answer.kind === "refused", JSON.stringify(answer));
        assert.match(
          answer.why,
          /another network: it launches [\d.]+ .*kernels per run, residual_c (?:needs at least|has) \d+/,
        );
      }
      for (const text of [trace(), summary()]) {
        const answer = importNvprof(text, recorded({ runs: 110 }, other));
        assert(answer.kind === "refused", JSON.stringify(answer));
        assert.match(answer.why, /another network: it launches [\d.]+ convolutions per run, plain_a has 6/);
      }
    });
  });

  /** The trace with the first kernel behind a line changed. */
  const row = (from: number, change: (line: string) => string): string => {
    const lines = trace().split("\n");
    const place = lines.findIndex((line, i) => i >= from && line.includes("scudnn"));
    return lines.map((line, i) => (i === place ? change(line) : line)).join("\n");
  };
  const warned = (message: string): string => trace().replace("==4711== Profiling result", `==4711== ${message}\n$&`);
});

describe("rows of nvprof's tables", () => {
  it("keep names with quotes and commas", () => {
    assert.deepEqual(rowFields('1.5,2,,"X2 (0)","void k<"a", (bool)1>(float const*, int)",1189', 4, 6), [
      "1.5",
      "2",
      "",
      "X2 (0)",
      'void k<"a", (bool)1>(float const*, int)',
      "1189",
    ]);
    assert.deepEqual(rowFields('1,"a",b"', 1, 2), ["1", 'a",b']);
    assert.deepEqual(rowFields('",a",k,1', 1, 3), [",a", "k", "1"]);
    assert.deepEqual(rowFields("1,,5", 1, 3), ["1", "", "5"]);
  });

  it("come back as they were written, whatever the name holds", () => {
    const random = new Random(7);
    const pieces = ['"', ",", '",', ',"', " ", "<", "(int)", "float const*", "[12]", "a", "9", "“", "\\"];
    for (let trial = 0; trial < 2000; trial++) {
      const name = `k${Array.from({ length: random.below(12) }, () => pieces[random.below(pieces.length)]).join("")}z`;
      const left = Array.from(
        { length: 1 + random.below(4) },
        () => ["", "1.5", '"Tegra X2 (0)"'][random.below(3)] ?? "",
      );
      const right = Array.from({ length: random.below(3) }, () => String(random.below(1000)));
      const line = [...left, `"${name}"`, ...right].join(",");
      const fields = rowFields(line, left.length, left.length + 1 + right.length);
      assert.deepEqual(fields, [...left.map((field) => field.replaceAll('"', "")), name, ...right], line);
    }
  });

  it("are none where they are cut", () => {
    const line = '1.5,2,,"X2 (0)","void k<int, float>(float const*, int)",1189';
    for (let end = 0; end < line.lastIndexOf(",") + 2; end++)
      assert.equal(end > line.lastIndexOf(",") ? null : rowFields(line.slice(0, end), 4, 6), null, line.slice(0, end));
  });

  it("stand apart from the program's own output", () => {
    const text =
      '==1== Profiling result:\n"Start","Duration","Grid X","Size","Name"\nms,us,,MB,\nEpoch 1, loss 2\n1.0,2.0,3,,"k"\n0.25\n"quoted", too\n';
    const { tables, broken } = readTables(text);
    assert.deepEqual(tables[0]?.rows, [["1.0", "2.0", "3", "", "k"]]);
    assert.deepEqual(broken, []);
  });
});

function find(networks: readonly OwnNetwork[], model: string): OwnNetwork {
  const found = networks.find((network) => network.model === model && network.network.inputWidth === 224);
  assert(found !== undefined);
  return found;
}

function convolutionsOf(of: OwnNetwork): number {
  return kernelsOf(of, "conv") + kernelsOf(of, "depthwise");
}

function kernelsOf({ network }: OwnNetwork, wanted: string): number {
  return (network.kernels ?? []).flat().filter(({ kind }) => kind === wanted).length;
}

function imported(text: string, recorded: Recorded): Label {
  const label = importNvprof(text, recorded);
  assert(label.kind === "label", JSON.stringify(label));
  return label;
}

function assertNear(found: number, truth: number): void {
  assert.ok(Math.abs(found / truth - 1) < 1e-3, `${found} instead of ${truth}`);
}

/** As a full disk leaves it: in the middle of a line. */
function cut(text: string, share: number): string {
  const place = Math.floor(text.length * share);
  return text.slice(0, text.indexOf("\n", place) + 20);
}

function damaged(text: string): string {
  const lines = text.split("\n");
  return lines.map((line, i) => (i === 250 ? line.slice(0, 30) : line)).join("\n");
}
