/** Milliseconds of rows, with a bar a series: a row is one target for mouse and keyboard. */
import * as Plot from "@observablehq/plot";
import { fillOf, strokeOf, TARGET } from "./chart";
import type { Chart, Tone } from "./chart";

export interface Bar {
  readonly key: string;
  readonly name: string;
  /** Behind the name, where there is room. */
  readonly detail: string;
  /** Zero-based. */
  readonly line: number | null;
  /** By series; null where there is no estimate. */
  readonly values: readonly ({ readonly ms: number; readonly text: string } | null)[];
  /** At the right edge: "34 % ⚠", "+1.2 ms". */
  readonly note: string;
  readonly isAtCaret: boolean;
  readonly leads: boolean;
  /** What is said of the row beside its figures. */
  readonly more: string;
}

interface Placed {
  readonly top: number;
}

interface Part extends Placed {
  readonly tone: Tone;
}

export interface Series {
  readonly name: string;
  readonly tone: Tone;
}

const BAR = 9;
const BETWEEN_BARS = 2;
const ROW_PADDING = 8;
/** Pixels of a letter on average at the size of the labels; wide on purpose, for a label must not reach into the bars. */
const LETTER = 6.3;
const LINE_NUMBER = 34;
const FIGURE = 62;
const NOTE = 66;

/** Pixels under which a name has a line of its own above its bars: beside them there would be no room for what tells rows apart. */
const STACKED_UNDER = 520;
const LABEL_LINE = 17;

export function barChart(bars: readonly Bar[], series: readonly Series[], width: number): Chart {
  const isStacked = width < STACKED_UNDER;
  const head = isStacked ? LABEL_LINE : 0;
  const row = head + series.length * (BAR + BETWEEN_BARS) + ROW_PADDING;
  const labels = isStacked ? LINE_NUMBER : Math.round(Math.min(340, Math.max(150, width * 0.36)));
  const room = isStacked ? width - NOTE : labels;
  const right = isStacked ? FIGURE : FIGURE + NOTE;
  const longest = Math.max(...bars.flatMap(({ values }) => values.map((value) => value?.ms ?? 0)), Number.MIN_VALUE);
  const height = bars.length * row;
  const pixelsOf = (index: number, side: number): number =>
    index * row + head + ROW_PADDING / 2 + side * (BAR + BETWEEN_BARS);
  const parts = bars.flatMap((bar, index) =>
    series.flatMap(({ tone }, side) => {
      const value = bar.values[side] ?? null;
      return value === null ? [] : [{ ...value, tone, top: pixelsOf(index, side) }];
    }),
  );
  const unknown = bars.flatMap((bar, index) =>
    bar.values.every((value) => value === null) ? [{ top: index * row }] : [],
  );
  const marked = bars.flatMap(({ isAtCaret }, index) => (isAtCaret ? [index * row] : []));
  const middle = (_: Bar, index: number): number => index * row + (isStacked ? ROW_PADDING / 2 + head / 2 : row / 2);
  const text = { frameAnchor: "left", lineAnchor: "middle" } as const;
  return {
    label: `Milliseconds of ${bars.length} rows on ${series.map(({ name }) => name).join(" and ")}`,
    plot: {
      width,
      height,
      margin: 0,
      marginLeft: labels,
      marginRight: right,
      x: { axis: null, domain: [0, longest] },
      y: { axis: null, domain: [height, 0], range: [height, 0] },
      marks: [
        Plot.rect(marked, {
          y1: (top: number) => top,
          y2: (top: number) => top + row,
          insetLeft: -labels,
          insetRight: -right,
          className: "caret",
        }),
        Plot.text(bars, {
          ...text,
          y: middle,
          text: ({ line }: Bar) => (line === null ? "" : String(line + 1)),
          textAnchor: "end",
          dx: LINE_NUMBER - 8 - labels,
          className: "number",
        }),
        Plot.text(bars, {
          ...text,
          y: middle,
          text: (bar: Bar) => labelOf(bar, room),
          dx: LINE_NUMBER - labels,
          className: "label",
        }),
        Plot.rect(parts, {
          x1: 0,
          x2: "ms",
          y1: "top",
          y2: ({ top }: Placed) => top + BAR,
          fill: ({ tone }: Part) => fillOf(tone),
          stroke: ({ tone }: Part) => strokeOf(tone),
          className: "bar",
        }),
        Plot.text(parts, {
          x: "ms",
          y: ({ top }: Placed) => top + BAR / 2,
          text: "text",
          textAnchor: "start",
          dx: 6,
          className: "number",
        }),
        Plot.text(unknown, {
          ...text,
          y: ({ top }: Placed) => top + (row + head) / 2,
          text: () => "not estimated",
          dx: 6,
          className: "number",
        }),
        Plot.text(bars, {
          y: middle,
          text: "note",
          frameAnchor: "right",
          textAnchor: "end",
          lineAnchor: "middle",
          dx: right - 4,
          className: "number",
        }),
        Plot.rect(bars, {
          y1: (_, index) => index * row,
          y2: (_, index) => (index + 1) * row,
          insetLeft: -labels,
          insetRight: -right,
          fill: "transparent",
          title: (bar: Bar) => sentence(bar, series),
          className: TARGET,
        }),
      ],
      color: { type: "identity" },
    },
    targets: bars.map((bar) => ({ key: bar.key, label: sentence(bar, series), leads: bar.leads })),
  };
}

/** The name and, if all of it fits, the detail; a name that is too long is cut. The whole of it is in the row's title. */
export function labelOf({ name, detail }: Pick<Bar, "name" | "detail">, width: number): string {
  const room = Math.floor((width - LINE_NUMBER - 10) / LETTER);
  const full = detail === "" ? name : `${name} · ${detail}`;
  if (full.length <= room) return full;
  // A round of a loop is what tells one row from the next.
  const left = room - detail.length - 3;
  const kept = detail !== "" && left >= 8 ? left : room;
  const cut = name.length <= kept ? name : `${name.slice(0, Math.max(1, kept - 1)).trimEnd()}…`;
  return kept === left ? `${cut} · ${detail}` : cut;
}

function sentence({ name, detail, line, values, more }: Bar, series: readonly Series[]): string {
  const figures = values.map((value, side) => `${series[side]?.name ?? ""} ${value?.text ?? "not estimated"}`);
  const place = line === null ? "" : `, line ${line + 1}`;
  return `${name}${detail === "" ? "" : ` (${detail})`}${place}: ${figures.join(", ")}${more === "" ? "" : `; ${more}`}`;
}
