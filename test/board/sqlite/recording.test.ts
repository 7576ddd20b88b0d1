import assert from "node:assert/strict";
import { importRecording } from "../../../server/src/board/import-recording";
import type { Label, Recorded } from "../../../server/src/board/label";
import { sqliteFile } from "../../support/sqlite";

const NETWORK: Recorded = {
  device: null,
  model: "net",
  convolutions: 1,
  depthwise: 0,
  products: 1,
  hasTransposed: false,
  inputBytes: 12_288,
  runs: null,
};

/** A run takes 2.345678 ms: exact figures show that nothing was rounded. */
const KERNELS = [
  ["maxwell_scudnn_128x64_relu_interior_nn", 2_000_000],
  ["_ZN5Eigen8internal15EigenMetaKernelE", 45_678],
  ["_Z20gemv2T_kernel_valIiifE", 300_000],
] as const;
const BASE = 1_590_000_000_123_456_789n;

interface Options {
  readonly gpu?: string;
  readonly processors?: number;
  readonly kilohertz?: number;
  readonly capability?: readonly [number, number];
  readonly pids?: number;
  readonly metrics?: boolean;
}

/** Times as text behind "#": JSON has no whole numbers of that size. */
function activities(of: Options): { kernels: unknown[][]; copies: unknown[][] } {
  const kernels: unknown[][] = [];
  const copies: unknown[][] = [];
  let time = BASE;
  for (let run = 0; run < 60; run++) {
    copies.push([1, 12_288, `#${time}`]);
    for (const [i, [, ns]] of KERNELS.entries()) {
      const pid = 1000 + (run % (of.pids ?? 1));
      kernels.push([`#${time}`, `#${time + BigInt(ns)}`, 4, 1, 1, 0, 1, 7, kernels.length, pid, i + 1]);
      time += BigInt(ns) + 1000n;
    }
  }
  return { kernels, copies };
}

const COLUMNS =
  "start INT, end INT, gridX INT, gridY INT, gridZ INT, deviceId INT, contextId INT, streamId INT, correlationId INT";

function nvprofFile(of: Options = {}): Uint8Array {
  const { gpu = "NVIDIA Tegra X2", processors = 2, kilohertz = 1_300_500, capability = [6, 2] } = of;
  const { kernels, copies } = activities(of);
  const kernel = "CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL";
  const own = kernels.map((row, i) => [i + 1, ...row.slice(0, 9), row[10]]);
  return sqliteFile(
    [
      "CREATE TABLE StringTable (_id_ INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE)",
      `CREATE TABLE ${kernel} (_id_ INTEGER PRIMARY KEY AUTOINCREMENT, ${COLUMNS}, name INT)`,
      "CREATE TABLE CUPTI_ACTIVITY_KIND_MEMCPY (copyKind INT, bytes INT, start INT)",
      "CREATE TABLE CUPTI_ACTIVITY_KIND_METRIC (value INT)",
      "CREATE TABLE CUPTI_ACTIVITY_KIND_DEVICE (coreClockRate INT, numMultiprocessors INT, computeCapabilityMajor INT, computeCapabilityMinor INT, id INT, name INT)",
    ],
    {
      StringTable: [...KERNELS.map(([name], i) => [i + 1, name]), [9, gpu]],
      [kernel]: own,
      CUPTI_ACTIVITY_KIND_MEMCPY: copies,
      CUPTI_ACTIVITY_KIND_METRIC: of.metrics === true ? [[1]] : [],
      CUPTI_ACTIVITY_KIND_DEVICE: [
        [kilohertz, processors, ...capability, 0, 9],
        [1_000_000, 99, 9, 9, 1, 1],
      ],
    },
  );
}

function nsysFile(of: Options = {}): Uint8Array {
  const { gpu = "Xavier", processors = 8, kilohertz = 1_377_000, capability = [7, 2] } = of;
  const { kernels, copies } = activities(of);
  return sqliteFile(
    [
      "CREATE TABLE StringIds (id INTEGER NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
      `CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (${COLUMNS}, globalPid INT, demangledName INT)`,
      "CREATE TABLE CUPTI_ACTIVITY_KIND_MEMCPY (copyKind INT, bytes INT, start INT)",
      "CREATE TABLE TARGET_INFO_GPU (id INT, name TEXT, clockRate INT, smCount INT, computeMajor INT, computeMinor INT)",
    ],
    {
      StringIds: KERNELS.map(([name], i) => [i + 1, name]),
      CUPTI_ACTIVITY_KIND_KERNEL: kernels,
      CUPTI_ACTIVITY_KIND_MEMCPY: copies,
      TARGET_INFO_GPU: [[0, gpu, 1000 * kilohertz, processors, ...capability]],
    },
  );
}

function imported(bytes: Uint8Array, change: Partial<Recorded> = {}): Label {
  const found = importRecording(bytes, { ...NETWORK, ...change });
  assert(found.kind === "label", JSON.stringify(found));
  return found;
}

function refusal(bytes: Uint8Array, change: Partial<Recorded> = {}): string {
  const found = importRecording(bytes, { ...NETWORK, ...change });
  assert(found.kind === "refused", JSON.stringify(found));
  return found.why;
}

describe("board/sqlite/recording", () => {
  it("reads nvprof's file to the nanosecond, with its board", () => {
    const { ms, runs, device, tool, confidence } = imported(nvprofFile());
    assert.deepEqual([ms.toFixed(9), runs, device, tool, confidence], ["2.345678000", 50, "tx2", "nvprof", "high"]);
  });

  it("reads the file of nsys", () => {
    const { ms, device, tool } = imported(nsysFile());
    assert.deepEqual([ms.toFixed(9), device, tool], ["2.345678000", "agx", "nsys"]);
  });

  it("tells a Xavier NX from an AGX Xavier", () => {
    const nx = { gpu: "Xavier", processors: 6, kilohertz: 1_109_250, capability: [7, 2] } as const;
    for (const bytes of [nvprofFile(nx), nsysFile(nx)])
      assert.match(refusal(bytes, { device: "agx" }), /6 multiprocessors; a Jetson AGX Xavier has 8/);
  });

  it("refuses a lower power mode, another capability, several processes, metrics and foreign files", () => {
    assert.match(refusal(nvprofFile({ kilohertz: 854_400 })), /854 MHz at most/);
    assert.match(refusal(nvprofFile({ capability: [5, 3] })), /compute capability 5\.3; a Jetson TX2 has 6\.2/);
    assert.match(refusal(nsysFile({ pids: 2 })), /2 processes/);
    assert.match(refusal(nvprofFile({ metrics: true })), /replayed/);
    assert.match(refusal(sqliteFile(["CREATE TABLE t (a)"], {})), /neither by nvprof nor by nsys/);
    assert.match(refusal(nvprofFile().subarray(0, 9000)), /cannot be read: it is cut off/);
  });
});
