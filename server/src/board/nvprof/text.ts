/**
 * The text form of nvprof's GPU trace: five digits and a unit glued to each figure, columns for the eye.
 *
 *     325.45ms  1.1520us    (1 1 1)   (256 1 1)  22  0B  0B  -  -  -  -  NVIDIA Tegra X2 (0)   1   7  void k(int) [189]
 */
import { notImported, type NotImported } from "../refusal";
import type { CopyIn, KernelRun } from "../trace";
import { copyIn, MS_PER_UNIT, startOrder, type Activities } from "./activities";

const HEADING = /^\s*Start\s+Duration\s+Grid Size\s.*\bName\s*$/;
const TIME = String.raw`(-?[\d.e+-]+)(ns|us|ms|s|min)`;
const CELL = String.raw`(?:-|\([\d ]+\)|[\d.e+]+[\w/]*)`;
/** What a row holds, but for the kinds of memory, which older versions do not print. */
const ROW = new RegExp(
  String.raw`^\s*${TIME}\s+${TIME}\s+(-|\(\d+ \d+ \d+\))\s+${CELL}\s+${CELL}\s+${CELL}\s+${CELL}\s+(-|[\d.e+]+[KMG]?B)\s+${CELL}\s+(.*?)\s+(\d+)\s+(\d+)\s\s(\S.*)$`,
);
const MEMORY = /^(?:-|[A-Z]\w*)\s+(?:-|[A-Z]\w*)\s\s+/;
const BEGINS_LIKE_ROW = /^\s*-?[\d.]+(?:ns|us|ms|s|min)?\s+-?[\d.]/;

export function isTextTrace(text: string): boolean {
  return text.split(/\r\n|\n|\r/).some((line) => HEADING.test(line));
}

export function readTextTrace(text: string): Activities | NotImported {
  const lines = text.split(/\r\n|\n|\r/);
  const headings = lines.flatMap((line, i) => (HEADING.test(line) ? [i] : []));
  if (headings.length > 1) return notImported("it holds the same kind of table twice: was it pasted together?");
  const [heading = 0] = headings;
  const hasMemory = /SrcMemType/.test(lines[heading] ?? "");
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const list: (KernelRun | CopyIn)[] = [];
  const gpus = new Set<string>();
  let startStep = 0;
  for (let i = heading + 1; i <= last; i++) {
    const line = lines[i] ?? "";
    const found = ROW.exec(line);
    if (found === null) {
      if (!BEGINS_LIKE_ROW.test(line)) continue;
      return notImported(
        i === last
          ? `the file is cut off: its last line (${i + 1}) is no complete row`
          : `line ${i + 1} is no complete row: the file is damaged`,
      );
    }
    const row = textRow(found, hasMemory);
    gpus.add(row.gpu);
    startStep = Math.max(startStep, row.startStep);
    if (row.activity !== null) list.push(row.activity);
  }
  if (list.length === 0) return notImported("the file is cut off: its table has a heading and no rows");
  return { list: startOrder(list), gpus: [...gpus], startStep };
}

interface TextRow {
  /** Null for what is neither a kernel nor a copy to the board. */
  readonly activity: KernelRun | CopyIn | null;
  readonly gpu: string;
  readonly startStep: number;
}

function textRow(found: RegExpExecArray, hasMemory: boolean): TextRow {
  const [, began = "", startUnit = "", lasted = "", unit = "", grid = "", size = "", where = ""] = found;
  const [context = "", stream = "", label = ""] = found.slice(8);
  const start = Number(began) * (MS_PER_UNIT[startUnit] ?? NaN);
  const gpu = hasMemory ? where.replace(MEMORY, "") : where;
  const startStep = stepOf(began) * (MS_PER_UNIT[startUnit] ?? NaN);
  if (grid === "-") {
    const [, count = "", sizeUnit = ""] = /^([\d.e+]+)(\w+)$/.exec(size) ?? [];
    const isCopy = /memcpy HtoD/i.test(label) && count !== "";
    return { activity: isCopy ? copyIn(count, sizeUnit, start) : null, gpu, startStep };
  }
  const [, name = label, id = null] = /^(.*) \[(\d+)\]$/.exec(label) ?? [];
  const ms = Number(lasted) * (MS_PER_UNIT[unit] ?? NaN);
  const key = `${name} ${grid.slice(1, -1)}`;
  return {
    activity: { kind: "kernel", key, name, ms, start, stream: `${gpu} ${context} ${stream}`, id },
    gpu,
    startStep,
  };
}

/** What the last printed digit stands for. */
function stepOf(figure: string): number {
  const [, decimals = ""] = figure.split(".");
  return 10 ** -decimals.length;
}
