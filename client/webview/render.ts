/** Panel data → markup and SVG, as a pure function of the data. Every text from outside is escaped. */
import type { ComparePanel, PanelLayer, PanelSide, PanelTime } from "../../protocol/panel";

/** Bars above the table; the table has every layer. */
const BARS = 15;

/** Layout of the bars in pixels of the drawing; the page scales it. Beside an editor a panel is half this width to as wide, and its text must stay readable. */
const WIDTH = 560;
const LABEL_WIDTH = 180;
const NUMBER_WIDTH = 64;
const SHARE_WIDTH = 56;
const BAR_HEIGHT = 9;
const ROW_PADDING = 6;

/** Longest label that fits its column; the whole name is in the row's title and in the table. */
const LABEL_CHARACTERS = 28;

export function render(panel: ComparePanel): string {
  return [
    heading(panel),
    sides(panel),
    ...panel.warnings.map(
      (warning) => `<p class="warning">${warning.startsWith("✗") ? "" : "⚠ "}${escape(warning)}</p>`,
    ),
    bars(panel),
    layerTable(panel),
    `<p class="note">${escape(panel.conditions)}</p>`,
  ].join("\n");
}

export function renderEmpty(why: string): string {
  return `<p>Nothing to compare: ${escape(why)}</p>`;
}

function heading({ model, models }: ComparePanel): string {
  const picker =
    models.length < 2
      ? escape(model.name)
      : `<select aria-label="Model">${models.map(({ id, name }) => option(id, name, id === model.id)).join("")}</select>`;
  const place = `<button class="link" data-model-place="${escape(JSON.stringify(model.location))}">${escape(model.place)}</button>`;
  const marks = model.marks.map((mark) => ` <span class="mark">· ${escape(mark)}</span>`).join("");
  return `<h1>${picker} <span class="dim">· ${place} · ${escape(model.size)}</span>${marks}</h1>`;
}

// ---------------------------------------------------------------- totals

function sides(panel: ComparePanel): string {
  const { verdict } = panel;
  const text =
    verdict.text === ""
      ? ""
      : `<div class="verdict">${escape(verdict.text)} <span class="dim">(${escape(verdict.detail)})</span></div>`;
  return `<div class="sides">\n${panel.sides.map((side, index) => total(panel, side, index)).join("\n")}\n${text}</div>`;
}

function total({ devices }: ComparePanel, side: PanelSide, index: number): string {
  const options = devices.map(({ id, name }) => option(id, name, id === side.device)).join("");
  return `<div class="side"><span class="key ${tone(index)}"></span><select data-side="${index}" aria-label="Device ${index + 1}">${options}</select><br><span class="big">${escape(side.total)}</span> <span class="dim detail">${escape(side.detail)}</span></div>`;
}

function option(value: string, text: string, selected: boolean): string {
  return `<option value="${escape(value)}"${selected ? " selected" : ""}>${escape(text)}</option>`;
}

// ---------------------------------------------------------------- bars

function bars({ layers, sides: shown }: ComparePanel): string {
  const timed = layers.map((layer, index) => ({ layer, index })).filter(({ layer }) => slowestMs(layer) > 0);
  if (timed.length === 0) return "";
  const top = timed.slice(0, BARS);
  const longest = Math.max(...top.map(({ layer }) => slowestMs(layer)));
  const rowHeight = shown.length * (BAR_HEIGHT + 2) + ROW_PADDING;
  const rows = top.map((entry, row) => barRow(entry, { y: row * rowHeight, height: rowHeight, longest, shown }));
  const on = shown.map(({ shortName }) => shortName).join(" and ");
  const which = timed.length > top.length ? `the ${top.length} slowest layers` : "the layers that take time";
  const of = shown[0] === undefined ? "" : `, with their shares of ${shown[0].shortName} time`;
  return `<h2>Where the time goes <span class="dim">(${which}${escape(of)}; choose one to go to its source)</span></h2>
<svg viewBox="0 0 ${WIDTH} ${top.length * rowHeight}" role="list" aria-label="Time per layer on ${escape(on)}">
${rows.join("\n")}
</svg>`;
}

interface BarLayout {
  readonly y: number;
  readonly height: number;
  readonly longest: number;
  readonly shown: readonly PanelSide[];
}

function barRow(
  { layer, index }: { layer: PanelLayer; index: number },
  { y, height, longest, shown }: BarLayout,
): string {
  const scale = (WIDTH - LABEL_WIDTH - NUMBER_WIDTH - SHARE_WIDTH) / longest;
  const parts = layer.times.flatMap((time, side) => (time === null ? [] : [bar(time, side, scale)]));
  const middle = height / 2 + 4;
  const title = barTitle(layer, shown);
  return `<g class="row" ${reachable(layer, index, "listitem")} aria-label="${escape(title)}" transform="translate(0 ${y})"><title>${escape(title)}</title>
<rect width="${WIDTH}" height="${height}" fill="transparent"/><text class="label" x="${LABEL_WIDTH - 12}" y="${middle}" text-anchor="end">${escape(shorten(layer.name))}</text>
${parts.join("")}<text class="num" x="${WIDTH - 4}" y="${middle}" text-anchor="end">${escape(layer.share)}${layer.slow ? " ⚠" : ""}</text></g>`;
}

function bar({ ms, text }: PanelTime, side: number, scale: number): string {
  const y = ROW_PADDING / 2 + side * (BAR_HEIGHT + 2);
  const width = Math.max(1, ms * scale);
  return `<rect class="bar ${tone(side)}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}"/><text class="num" x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${y + BAR_HEIGHT}">${escape(text)}</text>`;
}

function barTitle(layer: PanelLayer, shown: readonly PanelSide[]): string {
  const figures = layer.times.map((time, side) => `${shown[side]?.shortName ?? ""} ${time?.text ?? "not estimated"}`);
  return `${layer.name} (${layer.class}): ${figures.join(", ")}, held back by ${layer.heldBackBy}`;
}

function slowestMs(layer: PanelLayer): number {
  return Math.max(0, ...layer.times.map((time) => time?.ms ?? 0));
}

// ---------------------------------------------------------------- table

function layerTable({ layers, sides: shown }: ComparePanel): string {
  const heads = shown.map(({ shortName }) => `<th class="n" scope="col">${escape(shortName)} ms</th>`).join("");
  const of = shown[0] === undefined ? "" : ` of ${escape(shown[0].shortName)}`;
  return `<h2>All ${layers.length} layers</h2>
<div class="scroll"><table><thead><tr><th scope="col">layer</th><th scope="col">class</th><th class="n" scope="col">output</th><th class="n" scope="col">FLOPs</th>${heads}<th class="n" scope="col">share${of}</th><th scope="col">held back by</th></tr></thead>
<tbody>
${layers.map(tableRow).join("\n")}
</tbody></table></div>`;
}

function tableRow(layer: PanelLayer, index: number): string {
  const name =
    layer.location === null
      ? escape(layer.name)
      : `<button class="link" data-layer="${index}">${escape(layer.name)}</button>`;
  const times = layer.times.map(
    (time) => `<td class="n">${escape(time === null ? "not estimated" : time.text.replace(/ ms$/, ""))}</td>`,
  );
  return `<tr><td>${name}</td><td>${escape(layer.class)}</td><td class="n">${escape(layer.output)}</td><td class="n">${escape(layer.flops)}</td>${times.join("")}<td class="n">${escape(layer.share)}${layer.slow ? " ⚠" : ""}</td><td>${escape(layer.heldBackBy)}</td></tr>`;
}

// ---------------------------------------------------------------- helpers

/** A row that a click, Enter or the space bar takes to its source; one without a source is only read. */
function reachable(layer: PanelLayer, index: number, role: string): string {
  return layer.location === null ? `role="${role}"` : `role="${role}" tabindex="0" data-layer="${index}"`;
}

function tone(side: number): string {
  return side === 0 ? "first" : "second";
}

function shorten(name: string): string {
  return name.length <= LABEL_CHARACTERS ? name : `${name.slice(0, LABEL_CHARACTERS - 1)}…`;
}

function escape(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
