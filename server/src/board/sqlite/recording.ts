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
  const kernels = new Kernels(schema, strings);
  for (const table of schema.kernels) kernels.add(file, table);
  if (kernels.list.length === 0) return notImported("the recording holds no kernel: the program did not use the GPU");
  if (kernels.processes.size > 1)
    return notImported(`it is of ${kernels.processes.size} processes; record the one that runs the network alone`);
  // A copy begins before the kernel that reads it.
  const list = [...readCopies(file, kernels.base), ...kernels.list].sort((a, b) => a.start - b.start);
  const devices = readDevices(file, schema, strings).filter(({ id }) => kernels.devices.has(id));
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
  let found = false;
  eachRow(file, name, [], () => (found = true));
  return found;
}

/** Rows of the table; none where there is no such table. `values` is the same list each time. */
function eachRow(
  file: SqliteFile,
  name: string,
  columns: readonly string[],
  each: (values: readonly Value[]) => void,
): void {
  const table = file.table(name);
  if (table !== null) file.rows(table, columns, each);
}

type Strings = ReadonlyMap<number, string>;

function readStrings(file: SqliteFile, { strings: [table, id, value] }: Schema): Strings {
  const strings = new Map<number, string>();
  eachRow(file, table, [id, value], ([key, text]) => strings.set(Number(key), String(text)));
  return strings;
}

const KERNEL_COLUMNS = ["start", "end", "gridX", "gridY", "gridZ", "deviceId", "contextId", "streamId"] as const;

/** The kernels of a recording, and what is to be known of all of them. */
class Kernels {
  readonly list: KernelRun[] = [];
  readonly processes = new Set<Value>();
  readonly devices = new Set<number>();
  /** Nanoseconds since 1970 do not fit a number: what is left of the first one does. */
  base = 0n;
  /** Texts that stand in every row are made once. */
  readonly #texts = new Map<string, string>();

  constructor(
    private readonly schema: Schema,
    private readonly strings: Strings,
  ) {}

  add(file: SqliteFile, table: string): void {
    const columns = [...KERNEL_COLUMNS, "correlationId", "globalPid", ...this.schema.names];
    eachRow(file, table, columns, (row) => {
      const [start, end, x, y, z, device, context, stream, id, process] = row;
      const began = whole(start);
      if (this.list.length === 0) this.base = began;
      const name = this.nameOf(row);
      this.processes.add(process ?? null);
      this.devices.add(Number(device));
      this.list.push({
        kind: "kernel",
        key: this.once(`${name} ${String(x)} ${String(y)} ${String(z)}`),
        name,
        ms: Number(whole(end) - began) * MS_PER_NS,
        start: Number(began - this.base) * MS_PER_NS,
        stream: this.once(`${String(device)} ${String(context)} ${String(stream)}`),
        id: typeof id === "number" ? id : id === null || id === undefined ? null : String(id),
      });
    });
  }

  private nameOf(row: readonly Value[]): string {
    for (let place = KERNEL_COLUMNS.length + 2; place < row.length; place++) {
      const name = row[place];
      if (typeof name === "string") return this.once(name);
      if (name !== null) return this.strings.get(Number(name)) ?? "";
    }
    return "";
  }

  private once(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

function readCopies(file: SqliteFile, base: bigint): readonly CopyIn[] {
  const copies: CopyIn[] = [];
  eachRow(file, "CUPTI_ACTIVITY_KIND_MEMCPY", ["copyKind", "bytes", "start"], ([kind, count, start]) => {
    if (kind === COPY_TO_BOARD)
      copies.push({
        kind: "copy in",
        bytes: [Number(count)],
        step: 0,
        start: Number(whole(start ?? null) - base) * MS_PER_NS,
      });
  });
  return copies;
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
  const found: RecordedDevice[] = [];
  eachRow(file, table[0], [table[1], ...DEVICE_COLUMNS], (row) => {
    const [id, name, processors, count, coreClock, clock, major, minor, otherMajor, otherMinor] = row;
    found.push({
      id: Number(id),
      name: typeof name === "string" ? name : (strings.get(Number(name)) ?? ""),
      hardware: {
        multiprocessors: positive(processors) ?? positive(count),
        clockMhz: megahertz(positive(coreClock) ?? positive(clock)),
        computeCapability: capability(major, minor) ?? capability(otherMajor, otherMinor),
      },
    });
  });
  return found;
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
