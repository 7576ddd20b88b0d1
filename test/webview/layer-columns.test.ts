import assert from "node:assert/strict";
import { asCsv, asMarkdown, chosenLayers, layerColumns } from "../../client/webview/page/layer-columns";
import type { PanelLayer } from "../../protocol/panel";
import { panelData } from "../../server/src/ide/panel";
import { smallModel, view } from "../support/report";

const data = panelData(view(), smallModel(), () => null);
const columns = layerColumns(data);
const [layer] = data.layers;
assert.ok(layer);

function names(filter: string, column: string, isDescending: boolean, layers = data.layers): readonly string[] {
  return chosenLayers(layers, columns, { filter, sort: { column, isDescending } }).map(({ name }) => name);
}

describe("columns of the tab Layers", () => {
  it("puts milliseconds right behind the name, the shown device first, in columns that never go", () => {
    assert.deepEqual(
      columns.filter(({ rank }) => rank === 0).map(({ head }) => head),
      ["layer", "AGX ms", "TX2 ms", "share"],
    );
  });

  it("sorts by figures, not by their texts; what is not known comes last either way", () => {
    const unknown: PanelLayer = { ...layer, name: "mystery", times: [null, null], why: "not estimated: ?" };
    const layers = [unknown, ...data.layers];
    assert.equal(names("", "primary", true, layers)[0], "conv_2");
    assert.equal(names("", "primary", true, layers).at(-1), "mystery");
    assert.equal(names("", "primary", false, layers).at(-1), "mystery");
  });

  it("filters by all words, in name, class, output and cause", () => {
    assert.deepEqual(names("conv2d weights conv_2", "name", false), ["conv_2"]);
    assert.deepEqual(names("nothing-of-this", "name", false), []);
  });

  it("copies as CSV, in which no cell breaks out or is a formula", () => {
    const text = asCsv([{ ...layer, name: '=1+2","x' }], columns).split("\n");
    assert.equal(text[0], "layer,AGX ms,TX2 ms,share,output,class,held back by,FLOPs,params");
    assert.match(text[1] ?? "", /^"'=1\+2"",""x",/);
  });

  it("copies as Markdown, in which no cell is markup", () => {
    const text = asMarkdown([{ ...layer, name: "a|b_c" }], columns).split("\n");
    assert.match(text[1] ?? "", /^\| :-- \| --: \|/);
    assert.match(text[2] ?? "", /^\| a\\\|b\\_c \|/);
  });
});
