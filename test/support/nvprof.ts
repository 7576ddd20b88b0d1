/** Recordings as nvprof prints them, of a network's kernels and with a known latency. */
import type { Kernel } from "../../predictors/src/kernels";
import type { NetworkFeatures } from "../../predictors/src/predictor";
import { Random } from "../../predictors/src/train/random";

export interface RecordingOptions {
  /** Mean over the steady runs of the summed kernel time. */
  readonly ms: number;
  readonly runs?: number;
  readonly seed?: number;
  /** Standard deviation of a run's time as a share. */
  readonly jitter?: number;
  /** Whether the input is copied to the board before every run. */
  readonly copies?: boolean;
  readonly timeUnit?: keyof typeof UNITS_PER_MS;
  readonly sizeUnit?: keyof typeof BYTES_PER_UNIT;
  readonly gpu?: string;
  /** Live recordings name the process, imported ones do not. */
  readonly imported?: boolean;
  readonly correlation?: boolean;
  /** The Type column came with CUDA 9. */
  readonly typeColumn?: boolean;
  readonly nvtx?: boolean;
}

export interface RecordedRun {
  readonly name: string;
  readonly grid: readonly [number, number, number];
  readonly ms: number;
}

const UNITS_PER_MS = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };
const BYTES_PER_UNIT = { B: 1, KB: 1024, MB: 1024 ** 2 };
const WARM_UP = 10;
/** The first runs try algorithms, and the clocks rise. */
const TUNED_RUNS = 2;
const SLOW_RUNS = 6;

/** The kernels of every run, as the board runs them one after the other. */
export function recordedRuns(network: NetworkFeatures, options: RecordingOptions): readonly (readonly RecordedRun[])[] {
  const { runs = 110, seed = 1, jitter = 0.005 } = options;
  const random = new Random(seed);
  const kernels = (network.kernels ?? []).flat().map((kernel) => ({ kernel, weight: 1 + Math.cbrt(kernel.macs) }));
  const whole = kernels.reduce((total, { weight }) => total + weight, 0);
  const steady = Math.max(runs - WARM_UP, 1);
  const factors = Array.from({ length: steady }, () => 1 + jitter * normal(random));
  const mean = factors.reduce((total, factor) => total + factor, 0) / steady;
  return Array.from({ length: runs }, (_, run) => {
    const slow = run < SLOW_RUNS ? 2 - run / SLOW_RUNS : 1;
    const factor = run < WARM_UP ? slow : (factors[run - WARM_UP] ?? 1) / mean;
    const own = kernels.map(({ kernel, weight }): RecordedRun => {
      const ms = (options.ms * factor * weight) / whole;
      return { name: kernelName(kernel), grid: gridOf(kernel), ms };
    });
    return run < TUNED_RUNS
      ? own.flatMap((entry) => (isConvolution(entry) ? [...trials(entry), entry] : [entry]))
      : own;
  });
}

export function gpuTrace(network: NetworkFeatures, options: RecordingOptions): string {
  const { copies = true, timeUnit = "us", sizeUnit = "MB", gpu = "NVIDIA Tegra X2 (0)", correlation = true } = options;
  const columns = [...TRACE_COLUMNS, "Device", "Context", "Stream", "Name", ...(correlation ? ["Correlation_ID"] : [])];
  const units = columns.map((name) => unitOf(name, timeUnit, sizeUnit));
  let start = 1000;
  let id = 100;
  const row = (ms: number, middle: string, name: string): string => {
    const times = [start, ms].map((value) => (value * UNITS_PER_MS[timeUnit]).toFixed(6));
    start += ms + 0.002;
    return `${times.join(",")},${middle},"${gpu}","1","7","${name}"${correlation ? `,${id++}` : ""}`;
  };
  const copy = (bytes: number, way: string): string =>
    row(0.01, `,,,,,,,,,${(bytes / BYTES_PER_UNIT[sizeUnit]).toFixed(6)},3.141593`, `[CUDA memcpy ${way}]`);
  const inputBytes = network.aggregate.input_size * 4;
  const rows = [copy(4096, "HtoD"), copy(64, "HtoD"), row(0.001, ",,,,,,,,,0.000004,0.5", "[CUDA memset]")];
  for (const run of recordedRuns(network, options)) {
    if (copies) rows.push(copy(inputBytes, "HtoD"));
    for (const { name, grid, ms } of run) rows.push(row(ms, `${grid.join(",")},128,1,1,32,1.500000,0.000000,,`, name));
    rows.push(copy(4000, "DtoH"));
  }
  return document(options, [columns.map((name) => `"${name}"`).join(","), units.join(","), ...rows]);
}

const TRACE_COLUMNS = [
  "Start",
  "Duration",
  "Grid X",
  "Grid Y",
  "Grid Z",
  "Block X",
  "Block Y",
  "Block Z",
  "Registers Per Thread",
  "Static SMem",
  "Dynamic SMem",
  "Size",
  "Throughput",
];

function unitOf(column: string, timeUnit: string, sizeUnit: string): string {
  if (column === "Start" || column === "Duration") return timeUnit;
  if (column === "Static SMem" || column === "Dynamic SMem") return "KB";
  return column === "Size" ? sizeUnit : column === "Throughput" ? "GB/s" : "";
}

/** The truth of a summary is the whole, first runs included, divided by the runs: `summaryMs`. */
export function gpuSummary(network: NetworkFeatures, options: RecordingOptions): string {
  const { timeUnit = "ms", typeColumn = true, nvtx = false } = options;
  const totals = new Map<string, { ms: number; calls: number }>();
  for (const { name, ms } of recordedRuns(network, options).flat()) {
    const known = totals.get(name) ?? { ms: 0, calls: 0 };
    totals.set(name, { ms: known.ms + ms, calls: known.calls + 1 });
  }
  totals.set("[CUDA memcpy HtoD]", { ms: 12.5, calls: 110 });
  const type = typeColumn ? ['"Type"'] : [];
  const header = [...type, '"Time(%)"', '"Time"', '"Calls"', '"Avg"', '"Min"', '"Max"', '"Name"'].join(",");
  const units = [...(typeColumn ? [""] : []), "%", timeUnit, "", "us", "us", "ms", ""].join(",");
  const whole = [...totals.values()].reduce((total, { ms }) => total + ms, 0);
  const rows = [...totals].map(([name, { ms, calls }]) => {
    const time = (ms * UNITS_PER_MS[timeUnit]).toFixed(6);
    const each = ((1000 * ms) / calls).toFixed(6);
    const share = ((100 * ms) / whole).toFixed(6);
    return `${typeColumn ? '"GPU activities",' : ""}${share},${time},${calls},${each},${each},${(ms / calls).toFixed(6)},"${name}"`;
  });
  const api = typeColumn
    ? ['"API calls",50.000000,1.000000,10,1.0,1.0,1.0,"cudaLaunchKernel"']
    : ["", `${mark(options)} API calls:`, header, units, '50.000000,1.000000,10,1.0,1.0,1.0,"cudaLaunch"'];
  const ranges = nvtx
    ? ["", `${mark(options)} NVTX result:`, `${mark(options)}   Thread "main" (id = 1)`, header, units, ...rows]
    : [];
  return document(options, [header, units, ...rows, ...api, ...ranges]);
}

/** What a summary can know: everything divided by the runs. */
export function summaryMs(network: NetworkFeatures, options: RecordingOptions): number {
  const all = recordedRuns(network, options);
  return all.flat().reduce((total, { ms }) => total + ms, 0) / all.length;
}

/** The program's own output stands between nvprof's lines. */
function document(options: RecordingOptions, lines: readonly string[]): string {
  const begin = mark(options);
  const own = ["Using TensorFlow backend.", "2020-05-01 10:00:00.123456: I tensorflow/core 1.14", '"ready", she said'];
  const head = options.imported === true ? [] : [`${begin} NVPROF is profiling process 4711, command: python3 Main.py`];
  return `${[...head, ...own, `${begin} Profiling application: python3 Main.py`, `${begin} Profiling result:`, ...lines].join("\n")}\n`;
}

function mark({ imported = false }: RecordingOptions): string {
  return imported ? "========" : "==4711==";
}

function kernelName({ kind, size }: Kernel): string {
  switch (kind) {
    case "conv":
      return size === 3
        ? "maxwell_scudnn_winograd_128x128_ldg1_ldg4_tile148n_nt"
        : 'void cudnn::detail::implicit_convolve_sgemm<float, "nchw", int=128, (bool)1>(int, float const *, int)';
    case "depthwise":
      return "void tensorflow::DepthwiseConv2dGPUKernelNCHW<float, int=3, int=3, int=1>(tensorflow::DepthwiseArgs, float const *)";
    case "dense":
    case "matmul":
      return "void gemv2T_kernel_val<int, int, float, (bool)0>(cublasGemvParams<float const *, 2>, float)";
    case "batch_norm":
    case "batch_norm_first":
      return "void cudnn::detail::bn_fw_inf_1C11_kernel_NCHW<float, float, bool=1, int=1>(float, float, cudnnTensorStruct)";
    default:
      return `void Eigen::internal::EigenMetaKernel<Eigen::TensorEvaluator<"${kind}", int=${size}>>(float, int=1)`;
  }
}

function gridOf({ writes, channelsOut }: Kernel): readonly [number, number, number] {
  return [Math.max(Math.ceil(writes / 1024), 1), Math.max(Math.ceil(channelsOut / 32), 1), 1];
}

function isConvolution({ name }: RecordedRun): boolean {
  return /scudnn|implicit_convolve/.test(name);
}

function trials(entry: RecordedRun): readonly RecordedRun[] {
  return [
    { ...entry, name: "void fft2d_r2c_32x32<float, bool=0>(float2*, float const *, int)", ms: entry.ms * 3 },
    { ...entry, name: "void explicit_convolve_sgemm<float, int=1024>(int, int, int)", ms: entry.ms * 2 },
  ];
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
