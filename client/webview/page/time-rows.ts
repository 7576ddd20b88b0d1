/** The rows of the tab Time: layers or groups of them, largest first, and one row for all that are left. */
import { milliseconds, percent } from "../../../protocol/figures";
import { MOST_ROWS } from "../../../protocol/panel";
import type { Grouping, PanelData, PanelGroup, PanelLayer } from "../../../protocol/panel";
import type { Bar } from "../charts/bars";

const REST = "rest";

export interface TimeRow extends Bar {
  readonly location: PanelGroup["location"];
}

export function timeRows(data: PanelData, grouping: Grouping | "layer", caret: number | null): readonly TimeRow[] {
  const primary = data.devices.findIndex(({ id }) => id === data.primary);
  const groups = grouping === "layer" ? data.layers.map(groupOfLayer) : data.groups[grouping];
  const timed = groups
    .map((group) => ({ group, layers: group.layers.flatMap((index) => data.layers[index] ?? []) }))
    .filter(({ layers }) =>
      layers.some(({ times, why }) => why !== null || times.some((time) => time === null || time.ms > 0)),
    )
    .sort((a, b) => msOf(b.layers, primary) - msOf(a.layers, primary));
  const most = timed.length <= MOST_ROWS + 1 ? timed.length : MOST_ROWS;
  const rows = timed.slice(0, most).map(({ group, layers }) => row(data, group, layers, caret));
  const rest = timed.slice(most);
  if (rest.length === 0) return rows;
  const group: PanelGroup = {
    key: REST,
    name: `${rest.length} more rows`,
    detail: "",
    line: null,
    location: null,
    layers: [],
  };
  return [
    ...rows,
    row(
      data,
      group,
      rest.flatMap(({ layers }) => layers),
      null,
    ),
  ];
}

function groupOfLayer(layer: PanelLayer, index: number): PanelGroup {
  const { name, location, lines } = layer;
  return { key: `${index}`, name, detail: layer.class, line: lines.at(-1) ?? null, location, layers: [index] };
}

function row(data: PanelData, group: PanelGroup, layers: readonly PanelLayer[], caret: number | null): TimeRow {
  const primary = data.devices.findIndex(({ id }) => id === data.primary);
  const share = layers.reduce((sum, { times }) => sum + (times[primary]?.share ?? 0), 0);
  const timed = layers.some(({ times }) => times[primary]);
  const isSlow = layers.length === 1 && layers[0]?.times[primary]?.slow === true;
  const unknown = layers.filter(({ why }) => why !== null).length;
  return {
    key: group.key,
    name: group.name,
    detail: group.detail,
    line: lineOf(group),
    values: data.devices.map((_, index) => sumOf(layers, index, data.model.sign)),
    note: timed ? `${percent(share)}${isSlow ? " ⚠" : ""}` : "–",
    isAtCaret: caret !== null && isAt(group, layers, { uri: data.uri, line: caret }),
    leads: group.location !== null,
    more: [
      countText(layers.length),
      ...(unknown > 0 ? [`${unknown} not understood`] : []),
      ...heldBack(layers, primary),
    ].join(", "),
    location: group.location,
  };
}

/** Where a click goes, so that what is read and what happens are the same. */
function lineOf({ location, line }: PanelGroup): number | null {
  return line === null ? null : (location?.range.start.line ?? line);
}

function isAt(
  { location, layers: indexes }: PanelGroup,
  layers: readonly PanelLayer[],
  caret: { readonly uri: string; readonly line: number },
): boolean {
  const { line } = caret;
  const isHere = location?.uri === caret.uri && location.range.start.line <= line && line <= location.range.end.line;
  return isHere || (indexes.length > 0 && layers.every(({ lines }) => lines.includes(line)));
}

function countText(count: number): string {
  return count === 1 ? "1 layer" : `${count} layers`;
}

/** Unknown is no 0: where a part is not known, the sum is a lower bound, and where nothing is, there is none. */
export function sumOf(
  layers: readonly PanelLayer[],
  device: number,
  sign: string,
): { readonly ms: number; readonly text: string } | null {
  const known = layers.flatMap(({ times }) => times[device] ?? []);
  const ms = known.reduce((sum, time) => sum + time.ms, 0);
  const isPart = layers.some(({ times, why }) => why !== null || times[device] === null);
  if (known.length === 0 || (isPart && ms === 0)) return null;
  const guess = sign.includes("~") ? "~" : "";
  return { ms, text: `${isPart ? "≥ " : ""}${guess}${milliseconds(ms)}` };
}

function msOf(layers: readonly PanelLayer[], device: number): number {
  return layers.reduce((sum, { times }) => sum + (times[device]?.ms ?? 0), 0);
}

/** What holds back most of the time. */
function heldBack(layers: readonly PanelLayer[], device: number): string[] {
  const byCause = new Map<string, number>();
  for (const { times } of layers) {
    const time = times[device];
    if (time && time.heldBackBy !== "–") byCause.set(time.heldBackBy, (byCause.get(time.heldBackBy) ?? 0) + time.ms);
  }
  const [first] = [...byCause].sort(([, a], [, b]) => b - a);
  return first === undefined ? [] : [`held back by ${first[0]}`];
}

/** The same time by what holds the layers back, largest first. */
export function causeRows(data: PanelData): readonly Bar[] {
  const causes = new Set(
    data.layers.flatMap(({ times }) => times.flatMap((time) => (time && time.ms > 0 ? [time.heldBackBy] : []))),
  );
  const primary = data.devices.findIndex(({ id }) => id === data.primary);
  const total = msOf(data.layers, primary);
  const rows = [...causes].map((cause) => {
    const values = data.devices.map((_, device) => {
      const ms = data.layers.reduce((sum, { times }) => {
        const time = times[device];
        return sum + (time && time.heldBackBy === cause ? time.ms : 0);
      }, 0);
      return { ms, text: `${data.model.sign}${milliseconds(ms)}` };
    });
    const note = total === 0 ? "" : percent((values[primary]?.ms ?? 0) / total);
    return { key: cause, name: cause, detail: "", line: null, values, note, isAtCaret: false, leads: false, more: "" };
  });
  return rows.sort((a, b) => (b.values[primary]?.ms ?? 0) - (a.values[primary]?.ms ?? 0));
}
