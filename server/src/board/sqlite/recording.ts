/** SQLite files of nvprof (`-o FILE`, whatever they are called) and of nsys (`nsys export --type sqlite`) → a trace, exact to the nanosecond. */
import { notImported, type NotImported } from "../refusal";
import type { CopyIn, Hardware, KernelRun, Trace } from "../trace";
import { SqliteError, SqliteFile, type Value } from "./file";

interface Schema {
  readonly tool: Trace["tool"];
  readonly strings: readonly [table: string, id: string, value: string];
  /** Tables of kernels, the usual one first. */
  readonly kernels: readonly string[];
  /** Column that names the kernel, the best one first. */
  readonly names: readonly string[];
  /** Tables of GPUs and their column that kernels refer to. */
  readonly devices: readonly (readonly [table: string, id: string])[];
}

const NVPROF: Schema = {
  tool: "nvprof",
  strings: ["StringTable", "_id_", "value"],
  kernels: ["CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL", "CUPTI_ACTIVITY_KIND_KERNEL"],
  names: ["name"],
  devices: [["CUPTI_ACTIVITY_KIND_DEVICE", "id"]],
};

const NSYS: Schema = {
  tool: "nsys",
  strings: ["StringIds", "id", "value"],
  kernels: ["CUPTI_ACTIVITY_KIND_KERNEL"],
  names: ["demangledName", "mangledName", "shortName"],
  devices: [
    ["TARGET_INFO_GPU", "id"],
    ["TARGET_INFO_CUDA_GPU", "id"],
  ],
};

/** Values of metrics and events: their kernels were replayed. */
const METRICS = ["METRIC", "METRIC_INSTANCE", "EVENT", "EVENT_INSTANCE"].map((kind) => `CUPTI_ACTIVITY_KIND_${kind}`);

const COPY_TO_BOARD = 1;
const MS_PER_NS = 1e-6;

export function readSqlite(bytes: Uint8Array): Trace | NotImported {
  try {
    const file = new SqliteFile(bytes);
    const schema = [NVPROF, NSYS].find(({ strings: [table] }) => file.table(table) !== null);
    if (schema === undefined) return notImported("this SQLite file was written neither by nvprof nor by nsys");
    return readTrace(file, schema);
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return notImported(`this SQLite file cannot be read: ${error.message}`);
  }
}

function readTrace(file: SqliteFile, schema: Schema): Trace | NotImported {
  if (METRICS.some((name) => hasRows(file, name)))
    return notImported(
      "its kernels were replayed to collect metrics or events, so their times are not those of a run; record without --metrics and --events",
    );
  const strings = readStrings(file, schema);
  const kernels = schema.kernels.flatMap((name) => readKernels(file, name, schema, strings));
  if (kernels.length === 0) return notImported("the recording holds no kernel: the program did not use the GPU");
  const processes = new Set(kernels.map(({ process }) => process));
  if (processes.size > 1)
    return notImported(`it is of ${processes.size} processes; record the one that runs the network alone`);
  const copies = readCopies(file);
  // Nanoseconds since 1970 do not fit a number: what is left of the first one does.
  const base = kernels.reduce((first, { start }) => (start < first ? start : first), kernels[0]?.start ?? 0n);
  const since = (time: bigint): number => Number(time - base) * MS_PER_NS;
  const list = [
    // A copy begins before the kernel that reads it.
    ...copies.map(({ bytes: count, start }): CopyIn => ({ kind: "copy in", bytes: [count], start: since(start) })),
    ...kernels.map(({ name, grid, start, end, stream, id }): KernelRun => ({
      kind: "kernel",
      key: `${name} ${grid}`,
      name,
      ms: Number(end - start) * MS_PER_NS,
      start: since(start),
      stream,
      id,
    })),
  ].sort((a, b) => a.start - b.start);
  const used = new Set(kernels.map(({ device }) => device));
  const devices = readDevices(file, schema, strings).filter(({ id }) => used.has(id));
  return {
    kind: "trace",
    tool: schema.tool,
    gpus: devices.map(({ name }) => name),
    hardware: devices.map(({ hardware }) => hardware),
    messages: [],
    list,
    startStep: MS_PER_NS,
  };
}

function hasRows(file: SqliteFile, name: string): boolean {
  return readRows(file, name, []).length > 0;
}

/** Rows of the table; none where there is no such table. */
function readRows(file: SqliteFile, name: string, columns: readonly string[]): (readonly Value[])[] {
  const table = file.table(name);
  const rows: (readonly Value[])[] = [];
  if (table !== null) file.rows(table, columns, (values) => rows.push(values));
  return rows;
}

type Strings = ReadonlyMap<number, string>;

function readStrings(file: SqliteFile, { strings: [table, id, value] }: Schema): Strings {
  return new Map(readRows(file, table, [id, value]).map(([key, text]) => [Number(key), String(text)]));
}

interface Kernel {
  readonly name: string;
  readonly grid: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly device: number;
  readonly stream: string;
  readonly id: string | null;
  readonly process: string;
}

const KERNEL_COLUMNS = ["start", "end", "gridX", "gridY", "gridZ", "deviceId", "contextId", "streamId"] as const;

function readKernels(file: SqliteFile, table: string, schema: Schema, strings: Strings): readonly Kernel[] {
  const columns = [...KERNEL_COLUMNS, "correlationId", "globalPid", ...schema.names];
  return readRows(file, table, columns).map((row): Kernel => {
    const [start, end, x, y, z, device, context, stream, id, process, ...names] = row;
    const name = names.find((each) => each !== null) ?? null;
    return {
      name: typeof name === "string" ? name : (strings.get(Number(name)) ?? ""),
      grid: [x, y, z].join(" "),
      start: whole(start),
      end: whole(end),
      device: Number(device),
      stream: [device, context, stream].join(" "),
      id: id === null || id === undefined ? null : String(id),
      process: String(process),
    };
  });
}

function readCopies(file: SqliteFile): readonly { readonly bytes: number; readonly start: bigint }[] {
  const rows = readRows(file, "CUPTI_ACTIVITY_KIND_MEMCPY", ["copyKind", "bytes", "start"]);
  return rows
    .filter(([kind]) => kind === COPY_TO_BOARD)
    .map(([, count, start]) => ({ bytes: Number(count), start: whole(start) }));
}

/** A time that is none makes the kernel impossible, which is told as that. */
function whole(value: Value | undefined): bigint {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : -(2n ** 63n);
}

const DEVICE_COLUMNS = [
  "name",
  "numMultiprocessors",
  "smCount",
  "coreClockRate",
  "clockRate",
  "computeCapabilityMajor",
  "computeCapabilityMinor",
  "computeMajor",
  "computeMinor",
] as const;

interface RecordedDevice {
  readonly id: number;
  readonly name: string;
  readonly hardware: Hardware;
}

function readDevices(file: SqliteFile, { devices }: Schema, strings: Strings): readonly RecordedDevice[] {
  const table = devices.find(([name]) => file.table(name) !== null);
  if (table === undefined) return [];
  return readRows(file, table[0], [table[1], ...DEVICE_COLUMNS]).map((row): RecordedDevice => {
    const [id, name, processors, count, coreClock, clock, major, minor, otherMajor, otherMinor] = row;
    return {
      id: Number(id),
      name: typeof name === "string" ? name : (strings.get(Number(name)) ?? ""),
      hardware: {
        multiprocessors: positive(processors) ?? positive(count),
        clockMhz: megahertz(positive(coreClock) ?? positive(clock)),
        computeCapability: capability(major, minor) ?? capability(otherMajor, otherMinor),
      },
    };
  });
}

function positive(value: Value | undefined): number | null {
  const number = typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
  return number > 0 ? number : null;
}

/** nvprof counts in kHz, nsys in Hz. */
function megahertz(clock: number | null): number | null {
  if (clock === null) return null;
  return clock > 1e8 ? clock / 1e6 : clock > 1e5 ? clock / 1e3 : clock;
}

function capability(major: Value | undefined, minor: Value | undefined): string | null {
  return positive(major) === null ? null : `${String(major)}.${String(minor ?? 0)}`;
}
