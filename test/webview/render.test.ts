import assert from "node:assert/strict";
import { render, renderEmpty } from "../../client/webview/render";
import type { ComparePanel } from "../../protocol/panel";
import { compare } from "../../server/src/ide/compare";
import { smallModel, view } from "../support/report";

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
    assert.match(html, /<rect class="bar first" x="180" y="3" width="460\.0"/);
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

  it("escapes whatever comes from the source", () => {
    const name = `<img src=x onerror="alert(1)">`;
    const data = panel();
    const hostile: ComparePanel = {
      ...data,
      model: { ...data.model, name, place: name, location: { ...data.model.location, uri: name } },
      models: [
        { id: name, name },
        { id: "b", name: "b" },
      ],
      warnings: [name],
      layers: data.layers.map((layer) => ({ ...layer, name, class: name, heldBackBy: name })),
    };
    assert.doesNotMatch(render(hostile), /<img/);
    assert.doesNotMatch(renderEmpty(name), /<img/);
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
