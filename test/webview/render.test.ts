import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { render, renderEmpty } from "../../client/webview/render";
import type { ComparePanel, PanelLayer } from "../../protocol/panel";
import { compare } from "../../server/src/ide/compare";
import { ROOT } from "../support/paths";
import { smallModel, view } from "../support/report";

const GOLDEN = path.join(ROOT, "test/webview/goldens/compare.html");

/** Would leave an attribute and begin an element wherever a sign of it passed as it stands. */
const HOSTILE = `"'><img src=x onerror=alert(1)>&`;

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

/** A tag's name and its attributes' names. */
function withoutValues(tag: string): string {
  return tag.replace(/="[^"]*"/g, "");
}

/** The data with every text in it changed. */
function everyText<T>(data: T, change: (text: string) => string): T {
  return JSON.parse(
    JSON.stringify(data, (_key, value: unknown) => (typeof value === "string" ? change(value) : value)),
  ) as T;
}

function panel(devices: readonly [string | null, string | null] = [null, null]): ComparePanel {
  return compare(view(), smallModel(), devices);
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

describe("render", () => {
  const html = render(panel());

  it("shows both totals with their intervals and the verdict", () => {
    assert.match(html, /<span class="big">14 ms<\/span> <span class="dim detail">13–14<\/span>/);
    assert.match(html, /<span class="big">5\.4 ms<\/span>/);
    assert.match(html, /TX2 takes 2\.5× as long: AGX is faster/);
  });

  it("shows what weakens the figures at their head", () => {
    const location = smallModel().location;
    const model = smallModel({ assumptions: [{ message: "size is <224>", short: "<224>", location }] });
    const marked = render(compare(view({ ...view().report, models: [model] }), model, [null, null]));
    assert.match(marked, /<span class="mark">· assumed &lt;224&gt;<\/span><\/h1>/);
    assert.match(marked, /<span class="big">~14 ms<\/span>/);
    assert.doesNotMatch(html, /class="mark"/);
  });

  it("draws two bars for each layer that takes time, the longest one over the full width", () => {
    assert.equal(count(html, /<rect class="bar first"/g), 11);
    assert.equal(count(html, /<rect class="bar second"/g), 11);
    assert.match(html, /<rect class="bar first" x="180" y="3" width="260\.0"/);
  });

  it("has every layer in the table, those without a kernel too", () => {
    assert.equal(count(html, /<tr><td>/g), 12);
    assert.match(html, /<h2>All 12 layers<\/h2>/);
    assert.match(html, /<td class="n">no kernel<\/td>/);
  });

  it("makes rows reachable by keyboard and names them for screen readers", () => {
    assert.equal(count(html, /<g class="row" role="listitem" tabindex="0" data-layer="\d+" aria-label="[^"]+"/g), 11);
    assert.match(html, /aria-label="conv_2 \(Conv2D\): TX2 6\.4 ms, AGX 2\.6 ms, held back by weights"/);
    assert.equal(count(html, /<button class="link" data-layer="\d+">/g), 12);
  });

  it("shows one bar a layer for one device, without a verdict", () => {
    const breakdown = render(panel(["agx", "agx"]));
    assert.equal(count(breakdown, /class="bar second"/g), 0);
    assert.doesNotMatch(breakdown, /class="verdict"/);
  });

  it("takes no element and no attribute from any text of the data", () => {
    const data = panel();
    const shape = (markup: string): readonly string[] =>
      [...markup.matchAll(/<[^>]*>/g)].map(([tag]) => withoutValues(tag));
    const benign = render(everyText(data, (text) => (text === "" ? "" : "word")));
    const hostile = render(everyText(data, (text) => (text === "" ? "" : HOSTILE)));
    assert.deepEqual(shape(hostile), shape(benign));
    assert.deepEqual(shape(renderEmpty(HOSTILE)), ["<p>", "</p>"]);
    // What is read is the text as it was.
    assert.ok(hostile.includes(escaped(HOSTILE)));
  });

  it("is on the whole what the golden page is", () => {
    const page = `${html}\n`;
    if (process.env["UPDATE_GOLDENS"] === "1") fs.writeFileSync(GOLDEN, page);
    assert.equal(page, fs.readFileSync(GOLDEN, "utf8"));
  });

  it("selects the model and the devices that are shown", () => {
    const models = ["other", "small", "third"].map((id) => ({ id, name: `network ${id}` }));
    const chosen = [...render({ ...panel(), models }).matchAll(/<option value="([^"]*)" selected>/g)];
    assert.deepEqual(
      chosen.map(([, id]) => id),
      ["small", "tx2", "agx"],
    );
    const pickers = (count: number): number =>
      render({ ...panel(), models: models.slice(0, count) }).split("<select").length - 1;
    assert.deepEqual([1, 2].map(pickers), [2, 3]);
  });

  it("leads from a row to the layer of the same index, in the drawing and in the table", () => {
    const { layers } = panel();
    const rows = [...html.matchAll(/data-layer="(\d+)" aria-label="([^ "]+) \(/g)];
    assert.equal(rows.length, 11);
    for (const [, index, name] of rows) assert.equal(layers[Number(index)]?.name, name);
    const cells = [...html.matchAll(/<button class="link" data-layer="(\d+)">([^<]*)</g)];
    assert.deepEqual(
      cells.map(([, index, name]) => [Number(index), name]),
      layers.map(({ name }, index) => [index, name]),
    );
  });

  it("cuts a label that is longer than its column, and no bar vanishes", () => {
    const data = panel();
    const [first, second, ...rest] = data.layers;
    assert.ok(first && second);
    const named = (layer: PanelLayer, length: number): PanelLayer => ({ ...layer, name: "n".repeat(length) });
    const short = { ...named(second, 29), times: [{ ms: 0.001, text: "< 0.01 ms" }, null] };
    const text = render({ ...data, layers: [named(first, 28), short, ...rest] });
    assert.match(text, new RegExp(`>${"n".repeat(28)}</text>`));
    assert.match(text, new RegExp(`>${"n".repeat(27)}…</text>`));
    assert.match(text, / width="1\.0"/);
    assert.doesNotMatch(text, / width="0\.\d"/);
  });

  it("has no inline style or handler, which the page's policy would refuse", () => {
    assert.doesNotMatch(html, /\sstyle=|\son\w+=/);
  });

  it("shows a layer that was not estimated as such", () => {
    const data = panel();
    const layers = data.layers.map((layer) => ({ ...layer, times: [null, null] }));
    const text = render({ ...data, layers });
    assert.equal(count(text, /<td class="n">not estimated<\/td>/g), 24);
    assert.doesNotMatch(text, /NaN|Infinity|<svg/);
  });
});
