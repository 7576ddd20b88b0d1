/** The columns of the tab Layers: what they show, how they sort, and the same as a text to copy. */
import type { PanelData, PanelLayer } from "../../../protocol/panel";

export interface Column {
  readonly id: string;
  readonly head: string;
  readonly isNumber: boolean;
  /** From 0, which is always shown, to 3, which needs a wide panel. */
  readonly rank: 0 | 1 | 2 | 3;
  readonly text: (layer: PanelLayer) => string;
  /** Null sorts last in either direction: what is not known is neither large nor small. */
  readonly order: (layer: PanelLayer) => number | string | null;
}

const UNKNOWN_TIME = "?";

export function layerColumns({ devices, primary }: PanelData): readonly Column[] {
  const own = devices.findIndex(({ id }) => id === primary);
  const timeColumns = devices.map(({ id, shortName }, index): Column => {
    const text = ({ times }: PanelLayer): string => times[index]?.text.replace(/ ms$/, "") ?? UNKNOWN_TIME;
    const order = ({ times }: PanelLayer): number | null => times[index]?.ms ?? null;
    return { id: id === primary ? "primary" : id, head: `${shortName} ms`, isNumber: true, rank: 0, text, order };
  });
  const [first, ...others] = [...timeColumns].sort((a) => (a.id === "primary" ? -1 : 1));
  return [
    { id: "name", head: "layer", isNumber: false, rank: 0, text: ({ name }) => name, order: ({ name }) => name },
    ...(first === undefined ? [] : [first]),
    ...others,
    {
      id: "share",
      head: "share",
      isNumber: true,
      rank: 0,
      text: ({ times }) => {
        const time = times[own];
        return time ? `${time.shareText}${time.slow ? " ⚠" : ""}` : UNKNOWN_TIME;
      },
      order: ({ times }) => times[own]?.share ?? null,
    },
    {
      id: "output",
      head: "output",
      isNumber: true,
      rank: 1,
      text: ({ output }) => output,
      order: ({ elements }) => elements,
    },
    {
      id: "class",
      head: "class",
      isNumber: false,
      rank: 1,
      text: (layer) => layer.class,
      order: (layer) => layer.class,
    },
    {
      id: "held",
      head: "held back by",
      isNumber: false,
      rank: 2,
      text: ({ why, times }) => why ?? times[own]?.heldBackBy ?? UNKNOWN_TIME,
      order: ({ why, times }) => why ?? times[own]?.heldBackBy ?? null,
    },
    {
      id: "flops",
      head: "FLOPs",
      isNumber: true,
      rank: 2,
      text: ({ flops }) => flops.text,
      order: ({ flops }) => flops.value,
    },
    {
      id: "parameters",
      head: "params",
      isNumber: true,
      rank: 3,
      text: ({ parameters }) => parameters.text,
      order: ({ parameters }) => parameters.value,
    },
  ];
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The layers whose name, class, output or cause holds each of the words, in the wanted order. */
export function chosenLayers(
  layers: readonly PanelLayer[],
  columns: readonly Column[],
  { filter, sort }: { readonly filter: string; readonly sort: Sort },
): readonly PanelLayer[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = layers.filter((layer) => {
    const text = columns
      .filter(({ isNumber, id }) => !isNumber || id === "output")
      .map((column) => column.text(layer))
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const column = columns.find(({ id }) => id === sort.column);
  if (column === undefined) return found;
  return [...found].sort((a, b) => compared(column.order(a), column.order(b), sort.isDescending));
}

function compared(a: number | string | null, b: number | string | null, isDescending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return isDescending ? -order : order;
}

export function asCsv(layers: readonly PanelLayer[], columns: readonly Column[]): string {
  return linesOf(layers, columns)
    .map((cells) => cells.map(csvCell).join(","))
    .join("\n");
}

/** A sheet takes what begins with one of these signs for a formula. */
const FORMULA = /^[=+\-@\t]/;

function csvCell(text: string): string {
  const cell = FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function asMarkdown(layers: readonly PanelLayer[], columns: readonly Column[]): string {
  const [head, ...rows] = linesOf(layers, columns).map((cells) => `| ${cells.map(markdownCell).join(" | ")} |`);
  const rule = `| ${columns.map(({ isNumber }) => (isNumber ? "--:" : ":--")).join(" | ")} |`;
  return [head, rule, ...rows].join("\n");
}

function markdownCell(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, "\\$&");
}

function linesOf(layers: readonly PanelLayer[], columns: readonly Column[]): readonly (readonly string[])[] {
  return [columns.map(({ head }) => head), ...layers.map((layer) => columns.map(({ text }) => text(layer)))];
}
