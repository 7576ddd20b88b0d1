/** Recordings of a network's runs as the SQLite files of nvprof and nsys, and what an import is told of the network. */
import type { DeviceId } from "../../predictors/src/devices";
import type { NetworkFeatures } from "../../predictors/src/predictor";
import { Random } from "../../predictors/src/train/random";
import type { Recorded } from "../../server/src/board/label";
import { normal, recordedRuns, type RecordingOptions } from "./nvprof";
import type { OwnNetwork } from "./own-networks";
import { sqliteFile } from "./sqlite";

export function recordedNetwork({ model, network }: OwnNetwork, device: DeviceId | null): Recorded {
  const kernels = (network.kernels ?? []).flat();
  const countOf = (...kinds: readonly string[]): number => kernels.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    device,
    model,
    convolutions: countOf("conv", "depthwise"),
    depthwise: countOf("depthwise"),
    products: countOf("dense", "matmul"),
    hasTransposed: false,
    inputBytes: network.aggregate.input_size * 4,
    runs: null,
  };
}

interface Rows {
  /** Names by their number, from 1. */
  readonly names: readonly string[];
  /** Without the name, whose number stands last. */
  readonly kernels: readonly unknown[][];
  readonly copies: readonly unknown[][];
}

const BASE_NS = 1_590_000_000_123_456_789n;
const COLUMNS =
  "start INT, end INT, gridX INT, gridY INT, gridZ INT, deviceId INT, contextId INT, streamId INT, correlationId INT";

/** Times as text behind "#": JSON has no whole numbers of that size. */
function rowsOf(network: NetworkFeatures, options: RecordingOptions): Rows {
  const names: string[] = [];
  const kernels: unknown[][] = [];
  const copies: unknown[][] = [];
  let time = BASE_NS;
  for (const run of recordedRuns(network, options)) {
    if (options.copies !== false) copies.push([1, network.aggregate.input_size * 4, `#${time}`]);
    time += 10_000n;
    for (const { name, grid, ms } of run) {
      if (!names.includes(name)) names.push(name);
      const end = time + BigInt(Math.round(ms * 1e6));
      kernels.push([`#${time}`, `#${end}`, ...grid, 0, 1, 7, kernels.length + 1, names.indexOf(name) + 1]);
      time = end + 2000n;
    }
  }
  return { names, kernels, copies };
}

export function nvprofSqlite(network: NetworkFeatures, options: RecordingOptions): Uint8Array {
  const { names, kernels, copies } = rowsOf(network, options);
  return sqliteFile(
    [
      "CREATE TABLE StringTable (_id_ INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE)",
      `CREATE TABLE CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL (_id_ INTEGER PRIMARY KEY AUTOINCREMENT, ${COLUMNS}, name INT)`,
      "CREATE TABLE CUPTI_ACTIVITY_KIND_MEMCPY (copyKind INT, bytes INT, start INT)",
      "CREATE TABLE CUPTI_ACTIVITY_KIND_DEVICE (coreClockRate INT, numMultiprocessors INT, computeCapabilityMajor INT, computeCapabilityMinor INT, id INT, name INT)",
    ],
    {
      StringTable: [...names, options.gpu ?? "NVIDIA Tegra X2"].map((name, i) => [i + 1, name]),
      CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL: kernels.map((row, i) => [i + 1, ...row]),
      CUPTI_ACTIVITY_KIND_MEMCPY: copies,
      CUPTI_ACTIVITY_KIND_DEVICE: [[1_300_500, 2, 6, 2, 0, names.length + 1]],
    },
  );
}

export function nsysSqlite(network: NetworkFeatures, options: RecordingOptions): Uint8Array {
  const { names, kernels, copies } = rowsOf(network, options);
  return sqliteFile(
    [
      "CREATE TABLE StringIds (id INTEGER NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
      `CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (${COLUMNS}, demangledName INT)`,
      "CREATE TABLE CUPTI_ACTIVITY_KIND_MEMCPY (copyKind INT, bytes INT, start INT)",
      "CREATE TABLE TARGET_INFO_GPU (id INT, name TEXT, clockRate INT, smCount INT, computeMajor INT, computeMinor INT)",
    ],
    {
      StringIds: names.map((name, i) => [i + 1, name]),
      CUPTI_ACTIVITY_KIND_KERNEL: kernels,
      CUPTI_ACTIVITY_KIND_MEMCPY: copies,
      TARGET_INFO_GPU: [[0, options.gpu ?? "NVIDIA Tegra X2", 1_300_500_000, 2, 6, 2]],
    },
  );
}

interface Activity {
  readonly start: number;
  readonly ms: number;
  readonly name: string;
  /** Null for a copy of the input to the board. */
  readonly grid: readonly [number, number, number] | null;
}

function* activitiesOf(network: NetworkFeatures, options: RecordingOptions): Generator<Activity> {
  let start = 1000;
  for (const run of recordedRuns(network, options)) {
    if (options.copies !== false) {
      yield { start, ms: 0.01, name: "[CUDA memcpy HtoD]", grid: null };
      start += 0.012;
    }
    for (const { name, grid, ms } of run) {
      yield { start, ms, name, grid };
      start += ms + 0.002;
    }
  }
}

/** The text form of nvprof's GPU trace: five digits, and a unit for each figure. */
export function gpuTraceText(network: NetworkFeatures, options: RecordingOptions): string {
  const { gpu = "NVIDIA Tegra X2 (0)" } = options;
  const size = glued(network.aggregate.input_size * 4, [
    ["B", 1],
    ["KB", 1024],
    ["MB", 1024 ** 2],
  ]);
  let id = 100;
  const rows = [...activitiesOf(network, options)].map(({ start, ms, name, grid }) => {
    const times = `${time(start)}  ${time(ms)}`;
    return grid === null
      ? `${times}  -  -  -  -  -  ${size}  3.1416GB/s    Pageable      Device  ${gpu}         1         7  ${name}`
      : `${times}  (${grid.join(" ")})  (128 1 1)  32  1.5000KB  0B  -  -  -  -  ${gpu}         1         7  ${name} [${id++}]`;
  });
  const heading = TEXT_HEADING;
  const lines = ["==4711== NVPROF is profiling process 4711, command: python3 Main.py", "==4711== Profiling result:"];
  return [...lines, heading, ...rows, "", "Regs: Number of registers used per CUDA thread.", ""].join("\n");
}

const TEXT_HEADING =
  "   Start  Duration            Grid Size      Block Size     Regs*    SSMem*    DSMem*      Size  Throughput  SrcMemType  DstMemType           Device   Context    Stream  Name";

function time(ms: number): string {
  return glued(ms * 1e6, [
    ["ns", 1],
    ["us", 1e3],
    ["ms", 1e6],
    ["s", 1e9],
  ]);
}

/** In the largest of the units that leaves a figure of 1 or more. */
function glued(value: number, units: readonly (readonly [string, number])[]): string {
  const [unit, factor] = units.findLast(([, each]) => value >= each) ?? ["B", 1];
  return `${(value / factor).toPrecision(5)}${unit}`;
}

/** `nsys stats --report cuda_gpu_trace --format csv`; `old`: as versions before 2023 name columns and copies. */
export function nsysCsv(network: NetworkFeatures, options: RecordingOptions, old = false): string {
  const { gpu = "NVIDIA Tegra X2 (0)" } = options;
  const size = ((network.aggregate.input_size * 4) / 1e6).toFixed(3);
  let id = 100;
  const rows = [...activitiesOf(network, options)].map(({ start, ms, name, grid }) => {
    const times = [start, ms].map((each) => String(Math.round(each * 1e6))).join(",");
    const middle =
      grid === null ? `,,,,,,,,,${size},3141.593,Pageable,Device` : `${grid.join(",")},128,1,1,32,0.002,0.000,,,,`;
    const label = grid === null && !old ? "[CUDA memcpy Host-to-Device]" : name;
    const field = /[",]/.test(label) ? `"${label.replaceAll('"', '""')}"` : label;
    return `${times},${id++},${middle},${gpu},1,${old ? "" : ","}7,${field}`;
  });
  const preamble = old
    ? []
    : [
        "",
        "NOTICE: Existing SQLite export found: trace.sqlite",
        "Processing [trace.sqlite] with [cuda_gpu_trace.py]... ",
      ];
  return [...preamble, old ? OLD_NSYS_HEADING : NSYS_HEADING, ...rows, ""].join("\n");
}

const NSYS_HEADING =
  "Start (ns),Duration (ns),CorrId,GrdX,GrdY,GrdZ,BlkX,BlkY,BlkZ,Reg/Trd,StcSMem (MB),DymSMem (MB),Bytes (MB),Throughput (MB/s),SrcMemKd,DstMemKd,Device,Ctx,GreenCtx,Strm,Name";
const OLD_NSYS_HEADING =
  "Start(nsec),Duration(nsec),CorrId,GrdX,GrdY,GrdZ,BlkX,BlkY,BlkZ,Reg/Trd,StcSMem (MB),DymSMem (MB),Bytes (MB),Throughput (MBps),SrcMemKd,DstMemKd,Device,Ctx,Strm,Name";

/** `trtexec --exportTimes`: `runs` runs of about `ms`, with six digits. */
export function trtexecTimes(ms: number, runs: number): string {
  const random = new Random(5);
  let start = 100;
  const lines = Array.from({ length: runs }, () => {
    const [compute, began] = [ms * (1 + 0.005 * normal(random)), start + 0.1];
    start = began + compute + 0.1;
    const figures = { startH2dMs: began - 0.1, endH2dMs: began, startComputeMs: began, endComputeMs: began + compute };
    const durations = { h2dMs: 0.1, computeMs: compute, d2hMs: 0.05, latencyMs: compute + 0.15 };
    const all = Object.entries({ ...figures, ...durations });
    return `{ ${all.map(([name, value]) => `"${name}" : ${Number(value.toPrecision(6))}`).join(", ")} }`;
  });
  return `[\n  ${lines.join("\n, ")}\n]\n`;
}

/** `trtexec --exportProfile` of twelve layers, whose names are not escaped. */
export function trtexecProfile(ms: number, count: number): string {
  const layers = Array.from({ length: 12 }, (_, i) => {
    const share = (i + 1) / 78;
    const figures = {
      timeMs: ms * count * share,
      averageMs: ms * share,
      medianMs: ms * share,
      percentage: 100 * share,
    };
    const all = Object.entries(figures).map(([name, value]) => `"${name}" : ${Number(value.toPrecision(6))}`);
    return `, { "name" : "conv_${i} + "relu" \\d", ${all.join(", ")} }`;
  });
  return `[\n  { "count" : ${count} }\n${layers.join("\n")}\n]\n`;
}
