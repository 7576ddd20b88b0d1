import assert from "node:assert/strict";
import { causeRows, sumOf, timeRows } from "../../client/webview/page/time-rows";
import { MOST_ROWS } from "../../protocol/panel";
import type { PanelData } from "../../protocol/panel";
import { panelData } from "../../server/src/ide/panel";
import { lineOf, smallModel, smallReport, view } from "../support/report";

const data = panelData(view(), smallModel(), () => null);

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

const wholeMs = sum(data.layers.map(({ times }) => times[0]?.ms ?? 0));

describe("rows of the tab Time", () => {
  it("puts first where most of the time goes, and every layer's time into one row", () => {
    for (const grouping of ["call", "helper", "line", "layer"] as const) {
      const shown = timeRows(data, grouping, null).map(({ values }) => values[0]?.ms ?? 0);
      assert.deepEqual(
        shown,
        [...shown].sort((a, b) => b - a),
      );
      assert.ok(Math.abs(sum(shown) - wholeMs) < 1e-9, grouping);
    }
  });

  it("sums up what is left in one row that leads nowhere", () => {
    const layers = Array.from({ length: MOST_ROWS + 5 }, () => data.layers[1]).flatMap((layer) => layer ?? []);
    const rows = timeRows({ ...data, layers }, "layer", null);
    assert.equal(rows.length, MOST_ROWS + 1);
    assert.deepEqual([rows.at(-1)?.name, rows.at(-1)?.leads], ["5 more rows", false]);
    assert.equal(timeRows({ ...data, layers: layers.slice(0, MOST_ROWS + 1) }, "layer", null).length, MOST_ROWS + 1);
  });

  it("marks the row of the caret's line", () => {
    const marked = (line: number): readonly string[] =>
      timeRows(data, "call", line).flatMap(({ isAtCaret, name }) => (isAtCaret ? [name] : []));
    assert.deepEqual(marked(lineOf("block(x, 64)")), ["block", "block", "block"]);
    assert.deepEqual(marked(lineOf("layers.Conv2D(64, 7")), ["stem"]);
    assert.deepEqual(marked(0), []);
  });

  it("keeps what is not known apart from 0", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.name === "stem" ? { ...layer, times: {}, notEstimated: "Lambda is not known" } : layer,
    );
    const change = { partial: true, layers };
    const partial: PanelData = panelData(view(smallReport(change)), smallModel(change), () => null);
    const stem = timeRows(partial, "call", null).find(({ name }) => name === "stem");
    assert.deepEqual(stem?.values, [null, null]);
    assert.match(stem.more, /1 not understood/);
    assert.match(sumOf(partial.layers, 0, "≥ ")?.text ?? "", /^≥ /);
  });

  it("has the same time by what holds it back", () => {
    const rows = causeRows(data);
    assert.equal(rows[0]?.name, "weights");
    assert.ok(Math.abs(sum(rows.map(({ values }) => values[0]?.ms ?? 0)) - wholeMs) < 1e-9);
  });
});
