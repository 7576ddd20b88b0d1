/** What a board says of itself: asked in one call, before and after a run. */
import { milliseconds } from "../../ide/format";
import type { LabelledRow } from "../row";
import type { BoardAddress } from "./address";
import { quoted } from "./shell";

export interface BoardState {
  /** "NVIDIA Jetson TX2 Developer Kit" */
  readonly model: string | null;
  /** First line of /etc/nv_tegra_release. */
  readonly release: string | null;
  readonly mode: PowerMode | null;
  readonly clock: GpuClock | null;
  /** Free memory in MB. */
  readonly memory: number | null;
  /** Free space of the home folder in MB. */
  readonly disk: number | null;
  readonly cuda: string | null;
  /** Absolute paths. */
  readonly nvprof: string | null;
  readonly nsys: string | null;
  /** "Python 3.6.9"; null where there is none. */
  readonly python: string | null;
  /** Null where that Python has none. */
  readonly tensorflow: string | null;
}

export interface PowerMode {
  readonly name: string;
  readonly id: number | null;
}

/** In MHz. */
export interface GpuClock {
  readonly now: number;
  /** In this power mode. */
  readonly highest: number;
}

/** Where nothing is on the PATH of a shell without a terminal. */
const FOLDERS_OF_TOOLS = [
  "/usr/local/cuda/bin",
  "/usr/local/cuda-*/bin",
  "/opt/nvidia/nsight-systems/*/bin",
  "/opt/nvidia/nsight-systems-cli/*/bin",
];

/** The version of an installed package without importing it, which takes half a minute on a board. */
const FIND_TENSORFLOW = [
  "import glob, importlib.util, os",
  "found = importlib.util.find_spec('tensorflow')",
  "home = os.path.dirname(os.path.dirname(found.origin)) if found and found.origin else ''",
  "names = [os.path.basename(p) for p in glob.glob(os.path.join(home, 'tensorflow*-info'))] if home else []",
  "print(' '.join(sorted(names)) or ('there' if home else ''))",
].join("; ");

/** A shell script that prints a line `key=value` for each thing that the board knows of itself. */
export function askingState(address: BoardAddress): string {
  return [...askingPower(address), ...askingTools(address), "true"].join("; ");
}

/** The same for what may change while a network runs. */
export function askingConditions(address: BoardAddress): string {
  return [...askingPower(address), "true"].join("; ");
}

function askingPower({ sudo }: BoardAddress): readonly string[] {
  const gpu = "/sys/class/devfreq/*.g[pv]*";
  return [
    SAY,
    "PATH=$PATH:/usr/sbin:/sbin",
    `${sudo ? "sudo -n " : ""}nvpmodel -q 2>/dev/null | say mode`,
    `cat ${gpu}/cur_freq 2>/dev/null | head -n 1 | say clock`,
    `cat ${gpu}/max_freq 2>/dev/null | head -n 1 | say highest`,
    "grep MemAvailable /proc/meminfo 2>/dev/null | say memory",
  ];
}

/** A value is one line of a length that fits any screen. */
const SAY = `say() { printf '%s=' "$1"; tr -d '\\000' | tr -c '[:print:]' ' ' | cut -c1-300; echo; }`;

function askingTools({ python }: BoardAddress): readonly string[] {
  const run = quoted(python ?? "python3");
  const find = (tool: string): string =>
    `for f in "$(command -v ${tool})" ${FOLDERS_OF_TOOLS.map((folder) => `${folder}/${tool}`).join(" ")}; do [ -x "$f" ] && echo "$f" && break; done`;
  return [
    "cat /proc/device-tree/model 2>/dev/null | say model",
    "head -n 1 /etc/nv_tegra_release 2>/dev/null | say release",
    "df -Pk . 2>/dev/null | tail -n 1 | say disk",
    "{ cat /usr/local/cuda/version.txt || grep -m1 -A3 '\"cuda\"' /usr/local/cuda/version.json; } 2>/dev/null | say cuda",
    `{ ${find("nvprof")}; } 2>/dev/null | say nvprof`,
    `{ ${find("nsys")}; } 2>/dev/null | say nsys`,
    `${run} --version 2>&1 | say python`,
    `${run} -c ${quoted(FIND_TENSORFLOW)} 2>/dev/null | say tensorflow`,
  ];
}

/** What it cannot say is null: a board tells less than one would like. */
export function readState(printed: Uint8Array): BoardState {
  const said = new Map<string, string>();
  for (const line of new TextDecoder().decode(printed).split("\n")) {
    const [key, value] = [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1).trim()];
    if (key !== "" && value !== "" && !said.has(key)) said.set(key, value);
  }
  const text = (key: string): string | null => said.get(key) ?? null;
  const clock = megahertz(text("clock"));
  const highest = megahertz(text("highest"));
  return {
    model: text("model"),
    release: text("release"),
    mode: powerMode(text("mode")),
    clock: clock === null || highest === null ? null : { now: clock, highest },
    memory: kilobytes(text("memory"), /(\d+)\s*kB/),
    // Its fourth column: `/dev/mmcblk0p1 28768380 20000000 7284000 74% /`
    disk: kilobytes(text("disk"), /^\S+\s+\d+\s+\d+\s+(\d+)/),
    cuda: /\d+(\.\d+)+/.exec(text("cuda") ?? "")?.[0] ?? null,
    nvprof: absolutePath(text("nvprof")),
    nsys: absolutePath(text("nsys")),
    python: /^Python \d+\.\d+\S*/.exec(text("python") ?? "")?.[0] ?? null,
    tensorflow: tensorflowVersion(text("tensorflow")),
  };
}

/** `NV Power Mode: MAXN 0` */
function powerMode(said: string | null): PowerMode | null {
  const found = /NV Power Mode: *([^\s:]+)(?: +(\d+))?/.exec(said ?? "");
  if (found === null) return null;
  const [, name = "", id] = found;
  return { name, id: id === undefined ? null : Number(id) };
}

/** `tensorflow-1.15.0+nv20.1-py3.6.egg-info`, `tensorflow_gpu-2.4.0.dist-info` */
function tensorflowVersion(said: string | null): string | null {
  if (said === null) return null;
  for (const name of said.split(" ")) {
    const version = /^tensorflow(?:_gpu|_cpu)?-(\d[\w.+!]*?)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return "of an unknown version";
}

function absolutePath(said: string | null): string | null {
  return said?.startsWith("/") === true ? said : null;
}

function megahertz(said: string | null): number | null {
  const hertz = firstNumber(said);
  return hertz === null ? null : Math.round(hertz / 1e6);
}

function kilobytes(said: string | null, column: RegExp): number | null {
  const count = column.exec(said ?? "")?.[1];
  return count === undefined ? null : Math.round(Number(count) / 1024);
}

function firstNumber(said: string | null): number | null {
  const digits = /^\d{1,15}/.exec(said ?? "")?.[0];
  return digits === undefined ? null : Number(digits);
}

/** "NVIDIA Jetson TX2 · MAXN · GPU 1300 of 1300 MHz · Python 3.6.9 · TensorFlow 1.15.0 · nvprof" */
export function stateText(state: BoardState): string {
  const { model, mode, clock, python, tensorflow, nvprof, nsys } = state;
  return [
    model ?? "a board that does not say its name",
    mode === null ? "power mode unknown" : mode.name,
    ...(clock === null ? [] : [`GPU at ${clock.now} of ${clock.highest} MHz`]),
    python ?? "no Python",
    tensorflow === null ? "no TensorFlow" : `TensorFlow ${tensorflow}`,
    nvprof !== null ? "nvprof" : nsys !== null ? "nsys" : "no profiler",
  ].join(" · ");
}

/** What speaks against measuring now; a run is still possible. Each is a whole sentence. */
export function warningsOf({ mode, clock, nvprof }: BoardState, { sudo }: BoardAddress): readonly string[] {
  return [
    ...(mode === null
      ? ["The board does not say its power mode: the published measurements are of maximum power (sudo nvpmodel -m 0)."]
      : isFullPower(mode)
        ? []
        : [
            `The board is in power mode ${mode.name}, the published measurements are of maximum power (sudo nvpmodel -m 0).`,
          ]),
    ...(clock !== null && clock.now < clock.highest
      ? [`The GPU's clock is not fixed (${clock.now} of ${clock.highest} MHz): sudo jetson_clocks fixes it.`]
      : []),
    ...(nvprof !== null && !sudo
      ? ["nvprof needs root on most Jetsons: where it records nothing, add the board with --sudo."]
      : []),
  ];
}

/** The mode of the published measurements. */
export function isFullPower({ name, id }: PowerMode): boolean {
  return name === "MAXN" || (id === 0 && /^MAXN/.test(name));
}

/** Why the recording says nothing of the board as it is; null where before and after agree. */
export function whyNotSteady(before: BoardState, after: BoardState): string | null {
  if (before.mode?.name !== after.mode?.name)
    return `The power mode changed while the network ran (${before.mode?.name ?? "unknown"} before, ${after.mode?.name ?? "unknown"} after): measure it again.`;
  if (before.clock !== null && after.clock !== null && before.clock.highest !== after.clock.highest)
    return `The GPU's highest clock changed while the network ran (${before.clock.highest} MHz before, ${after.clock.highest} MHz after): measure it again.`;
  return null;
}

export interface Software {
  readonly python: string;
  readonly tensorflow: string | null;
}

/** For the row of the store. */
export function conditionsOf(
  before: BoardState,
  after: BoardState,
  software: Software,
  wallMs: number | null,
): NonNullable<LabelledRow["conditions"]> {
  const { model, mode, clock, memory, release, cuda } = before;
  return {
    board: model,
    mode: mode?.name ?? null,
    clocks: clock === null || after.clock === null ? null : [clock.now, after.clock.now],
    highestClock: clock?.highest ?? null,
    memory: memory === null || after.memory === null ? null : [memory, after.memory],
    software: [
      ...(software.tensorflow === null ? [] : [`TensorFlow ${software.tensorflow}`]),
      `Python ${software.python}`,
      ...(cuda === null ? [] : [`CUDA ${cuda}`]),
      ...(release === null ? [] : [release.replace(/^# */, "").split(", GCID")[0] ?? release]),
    ],
    wallMs,
  };
}

/** "MAXN · GPU at 1300 MHz · TensorFlow 1.15.0 · Python 3.6.9 · wall clock 34.1 ms" */
export function conditionsText(conditions: LabelledRow["conditions"]): string {
  if (conditions === undefined) return "";
  const { mode, clocks, software, wallMs } = conditions;
  return [
    mode ?? "power mode unknown",
    ...(clocks === null ? [] : [`GPU at ${clocks[1]} MHz`]),
    ...software,
    ...(wallMs === null ? [] : [`wall clock ${milliseconds(wallMs)}`]),
  ].join(" · ");
}
