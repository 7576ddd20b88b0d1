import assert from "node:assert/strict";
import { barChart, labelOf } from "../../client/webview/charts/bars";
import type { Bar } from "../../client/webview/charts/bars";
import { curveChart } from "../../client/webview/charts/curves";
import type { Curves } from "../../client/webview/charts/curves";
import type { WhatIfFigure } from "../../protocol/what-if";
import { fillOf, toneOfDevice } from "../../client/webview/charts/chart";
import { rooflineChart, roofLine, roofOf, roofSentence } from "../../client/webview/charts/roofline";
import { itemAfter } from "../../client/webview/page/roving";
import type { PanelDevice, PanelLayer } from "../../protocol/panel";
import { panelData } from "../../server/src/ide/panel";
import { shapesOf } from "../support/paper";
import type { Shape } from "../support/paper";
import { smallModel, view } from "../support/report";

/** Shapes of one kind of mark, and what they look like. */
function drawn<T>(shapes: readonly Shape[], mark: string, look: (shape: Shape) => T): T[] {
  return shapes.filter((shape) => shape.mark === mark).map(look);
}

const pixels = (text = ""): number => Math.round(Number(text));
const textOf = ({ text }: Shape): string => text;

const bar: Bar = {
  key: "a",
  name: "block(x, 64)",
  detail: "round 2",
  line: 13,
  values: [{ ms: 2, text: "2.0 ms" }, null],
  note: "40 %",
  isAtCaret: false,
  leads: true,
  more: "3 layers",
};
const series = [
  { name: "AGX", tone: toneOfDevice(0) },
  { name: "TX2", tone: toneOfDevice(1) },
];

describe("bars", () => {
  it("say in words what they show, what is not known included", () => {
    const { targets } = barChart([bar], series, 600);
    assert.equal(targets[0]?.label, "block(x, 64) (round 2), line 14: AGX 2.0 ms, TX2 not estimated; 3 layers");
  });

  it("draw line, name, figures and note of each row, and bars as long as the times", () => {
    const slow: Bar = {
      ...bar,
      key: "b",
      isAtCaret: true,
      values: [
        { ms: 1, text: "1.0 ms" },
        { ms: 4, text: "4.0 ms" },
      ],
    };
    const none: Bar = { ...bar, key: "c", name: "relu", detail: "", line: null, values: [null, null], note: "" };
    const shapes = shapesOf(barChart([bar, slow, none], series, 600));
    assert.deepEqual(drawn(shapes, "label", textOf), ["block(x, 64) · round 2", "block(x, 64) · round 2", "relu"]);
    assert.deepEqual(
      drawn(shapes, "number", textOf).join(" | "),
      "14 | 14 | 2.0 ms | 1.0 ms | 4.0 ms | not estimated | 40 % | 40 %",
    );
    // Each name stands in the middle of its row.
    const heights = drawn(shapes, "label", ({ attributes: { transform = "" } }) => /,([\d.]+)\)/.exec(transform)?.[1]);
    assert.deepEqual(heights.map(pixels), [15, 45, 75]);
    // Names take 216 of 600, figures and notes 128, so 4 ms are 256; a row is 30 high, of which 11 are a bar and what is below it.
    const bars = drawn(shapes, "bar", ({ attributes: { x, y, width, fill } }) => [
      pixels(x),
      pixels(y),
      pixels(width),
      fill,
    ]);
    assert.deepEqual(bars, [
      [216, 4, 128, "var(--tone-0)"],
      [216, 34, 64, "var(--tone-0)"],
      [216, 45, 256, "url(#hatch-1)"],
    ]);
    const whole = ({ attributes: { x, y, width, height } }: Shape): number[] => [x, y, width, height].map(pixels);
    assert.deepEqual(drawn(shapes, "caret", whole), [[0, 30, 600, 30]]);
    assert.deepEqual(
      drawn(shapes, "target", whole),
      [0, 30, 60].map((top) => [0, top, 600, 30]),
    );
  });

  it("have a height by their rows, never by their width", () => {
    const height = (width: number): unknown => barChart([bar, { ...bar, key: "b" }], series, width).plot.height;
    assert.equal(height(520), height(1180));
    assert.equal(height(300), height(519));
  });

  it("have a name above them where the panel is narrow, so that the round of a loop is read", () => {
    const name = "bottleneck(x, filters, stage, block, strides=first)";
    const narrow = shapesOf(barChart([{ ...bar, name }], series, 360));
    // 294 pixels beside the note have 39 letters of 6.3 behind the line's number.
    assert.deepEqual(drawn(narrow, "label", textOf), ["bottleneck(x, filters, stage… · round 2"]);
    // The name's line is 17 high; the bars begin behind the line's number and end before the figure.
    assert.deepEqual(
      drawn(narrow, "bar", ({ attributes: { x, y, width } }) => [pixels(x), pixels(y), pixels(width)]),
      [[34, 21, 264]],
    );
  });

  it("cut the name before the round of a loop, which tells rows apart", () => {
    assert.equal(labelOf({ name: "block(x, 64)", detail: "round 2" }, 340), "block(x, 64) · round 2");
    const long = { name: "a".repeat(60), detail: "round 12" };
    // 240 pixels have 31 letters of 6.3 beside the line's number, 164 have 19, and 158 have 18: too few for both.
    assert.equal(labelOf(long, 240), `${"a".repeat(19)}… · round 12`);
    assert.equal(labelOf(long, 164), `${"a".repeat(7)}… · round 12`);
    assert.equal(labelOf(long, 158), `${"a".repeat(17)}…`);
    assert.equal(labelOf({ ...long, name: "a".repeat(18) }, 158), "a".repeat(18));
    assert.equal(labelOf({ ...long, detail: "" }, 240), `${"a".repeat(30)}…`);
  });

  it("hatch the second device wherever it is shown", () => {
    assert.deepEqual([fillOf(toneOfDevice(0)), fillOf(toneOfDevice(1))], ["var(--tone-0)", "url(#hatch-1)"]);
  });

  it("have three colours, which begin again hatched the other way round", () => {
    const looks = [2, 3, 4, 5].map((index) => fillOf(toneOfDevice(index)));
    assert.deepEqual(looks, ["var(--tone-2)", "url(#hatch-0)", "var(--tone-1)", "url(#hatch-2)"]);
  });
});

describe("roofline", () => {
  const { layers, devices } = panelData(view(), smallModel(), () => null);
  const [found] = layers;
  const [agx] = devices;
  assert.ok(found && agx);
  const device: PanelDevice = { ...agx, roof: { gflops: 1000, gbytes: 100 } };
  const layer = (change: Partial<PanelLayer>, ms: number): PanelLayer => ({
    ...found,
    class: "Conv2D",
    flops: { value: 1e9, text: "1.0 G" },
    why: null,
    times: [{ ms, text: `${ms} ms`, share: 0.5, shareText: "50 %", slow: false, heldBackBy: "weights" }],
    ...change,
  });

  it("places a layer by its FLOPs per byte and per second", () => {
    const [point] = roofOf([layer({ intensity: 50 }, 2)], device, 0).points;
    assert.deepEqual([point?.intensity, point?.rate, point?.reached, point?.why], [50, 500, 0.5, null]);
  });

  it("says of a point how fast it is, in digits that can be read, and how near to the roof", () => {
    // 1e9 FLOPs in 3 ms are 333.33… GFLOP/s, a third of the 1000 that the board has at 57.14… FLOP/byte.
    const [point] = roofOf([layer({ intensity: 400 / 7 }, 3)], device, 0).points;
    assert.ok(point);
    assert.match(
      roofSentence(point),
      /held back by weights; 333 GFLOP\/s at 57 FLOP\/byte, 33 % of what the roof allows$/,
    );
  });

  it("says why a point lies above the roof: arithmetic, or bytes that did not move", () => {
    const [fast] = roofOf([layer({ intensity: 50 }, 0.5)], device, 0).points;
    assert.match(fast?.why ?? "", /Winograd/);
    const [light] = roofOf([layer({ intensity: 1 }, 2)], device, 0).points;
    assert.match(light?.why ?? "", /cache/);
    assert.ok(fast);
    assert.match(roofSentence(fast), /above the roof: /);
  });

  it("draws the largest first, and counts what has no place", () => {
    const all = [layer({ intensity: 50 }, 2), layer({ name: "slow", intensity: 50 }, 4), layer({ intensity: null }, 1)];
    const roof = roofOf(all, device, 0);
    assert.deepEqual([roof.points[0]?.layer.name, roof.left], ["slow", 1]);
    const chart = rooflineChart(roof, device, { index: 0, width: 400 });
    assert.equal(chart.targets.length, 2);
    assert.match(chart.label, /1000 GFLOP\/s, 100 GB\/s/);
  });

  it("leaves out layers of less than a thousandth of the time", () => {
    const shares = [0.0009, 0.001, 0.5].map((share) => {
      const { times, ...other } = layer({ intensity: 50 }, 2);
      return { ...other, times: times.map((time) => time && { ...time, share }) };
    });
    const roof = roofOf(shares, device, 0);
    assert.deepEqual([roof.points.map(({ index }) => index), roof.left], [[1, 2], 1]);
  });

  it("shows the roof and its figure also where all layers lie far below", () => {
    const roof = roofOf([layer({ intensity: 50 }, 1000)], device, 0);
    const shapes = shapesOf(rooflineChart(roof, device, { index: 0, width: 400 }));
    const [line = ""] = drawn(shapes, "quiet", ({ attributes: { d = "" } }) => d);
    const heights = [...line.matchAll(/,([-\d.]+)/g)].map(([, y]) => Number(y));
    // The drawing begins 24 pixels below the top; the figure stands above the line.
    assert.ok(
      heights.every((y) => y > 24 + 9),
      line,
    );
  });

  it("draws each layer at its place, the larger the longer it takes, a triangle above the roof", () => {
    const three = [layer({ intensity: 50 }, 2), layer({ intensity: 50 }, 0.5), layer({ intensity: 1 }, 20)];
    const shapes = shapesOf(rooflineChart(roofOf(three, device, 0), device, { index: 0, width: 400 }));
    const places = drawn(shapes, "target", ({ attributes: { transform = "", d = "" } }) => {
      const [x, y] = transform.match(/[\d.]+/g) ?? [];
      return [pixels(x), pixels(y), /A([\d.]+)/.exec(d)?.[1] ?? "triangle"];
    });
    // Both axes are logarithmic: 1 and 50 FLOP/byte of 0.1 to 300 on 52 to 384; 50, 500 and 2000 GFLOP/s of 10 to 2800 on 264 to 24.
    const at = (
      value: number,
      [from, to]: readonly [number, number],
      [start, end]: readonly [number, number],
    ): number => Math.round(start + ((end - start) * Math.log(value / from)) / Math.log(to / from));
    const x = (value: number): number => at(value, [0.1, 300], [52, 384]);
    const y = (value: number): number => at(value, [10, 2000 * 1.4], [264, 24]);
    assert.deepEqual(places, [
      [x(1), y(50), "10"],
      [x(50), y(500), "4.872"],
      [x(50), y(2000), "triangle"],
    ]);
    const roof = drawn(shapes, "quiet", ({ attributes: { d = "" } }) =>
      d.replace(/[\d.]+/g, (text) => `${pixels(text)}`),
    );
    assert.deepEqual(roof, [`M${x(0.1)},${y(10)}L${x(10)},${y(1000)}L${x(300)},${y(1000)}`]);
    assert.deepEqual(drawn(shapes, "number", textOf), ["1,000 GFLOP/s"]);
  });

  it("draws a roof that rises to 1000 GFLOP/s at 10 FLOP/byte, as far down as the drawing goes", () => {
    const end = [
      { x: 10, y: 1000 },
      { x: 300, y: 1000 },
    ];
    assert.deepEqual(roofLine(device, [0.5, 300], 10), [{ x: 0.5, y: 50 }, ...end]);
    assert.deepEqual(roofLine(device, [0.1, 300], 20), [{ x: 0.2, y: 20 }, ...end]);
  });
});

describe("a list with one stop of the tab key", () => {
  it("moves by the arrow keys, Home and End, and stays at its ends", () => {
    const move = (from: string, key: string): string | undefined => itemAfter(["a", "b", "c"], from, key);
    assert.deepEqual([move("a", "ArrowDown"), move("a", "ArrowUp"), move("c", "ArrowRight")], ["b", "a", "c"]);
    assert.deepEqual([move("b", "Home"), move("b", "End"), move("b", "x")], ["a", "c", undefined]);
  });
});

describe("curves", () => {
  const { devices } = panelData(view(), smallModel(), () => null);
  const figure = (ms: number): WhatIfFigure => ({
    ms,
    low: ms * 0.9,
    high: ms * 1.1,
    outsideMeasuredRange: false,
    isPartial: false,
  });
  const curves: Curves = {
    kind: "curves",
    model: "net",
    parameters: [{ name: "side", value: 64, low: 32, high: 96, step: 32, isSize: true }],
    vary: "side",
    points: [
      { value: 32, why: "the image is smaller than the kernel", devices: {} },
      { value: 64, why: null, devices: { agx: figure(2), tx2: figure(5) } },
      {
        value: 96,
        why: "Lambda is not known",
        devices: { agx: { ...figure(4), isPartial: true, outsideMeasuredRange: true } },
      },
    ],
    measured: { agx: [32, 2400], tx2: null },
  };

  it("say in words what each point is, and draw none where there is no figure", () => {
    const { targets, label } = curveChart(curves, devices, { chosen: 64, source: 64, width: 600 });
    assert.equal(label, "Milliseconds of net over side from 32 to 96, on AGX and TX2");
    assert.deepEqual(
      targets.map((target) => [target.key, target.label]),
      [
        ["agx 64", "side 64: AGX 2.0 ms (1.8–2.2)"],
        ["agx 96", "side 96: AGX ≥ 4.0 ms; Lambda is not known; unlike every measured network"],
        ["tx2 64", "side 64: TX2 5.0 ms (4.5–5.5)"],
      ],
    );
  });

  it("are drawn over what was measured, with the source's value and the chosen one", () => {
    const shapes = shapesOf(curveChart(curves, devices, { chosen: 64, source: 96, width: 400 }));
    // 32 to 96 lie between 52 and 400 - 56.
    assert.deepEqual(
      drawn(shapes, "measured", ({ attributes: { x, width } }) => [x, width].map(pixels)),
      [[52, 292]],
    );
    assert.deepEqual(
      drawn(shapes, "quiet", ({ attributes: { x1 } }) => pixels(x1)),
      [344],
    );
    assert.deepEqual(
      drawn(shapes, "chosen", ({ attributes: { x1 } }) => pixels(x1)),
      [198],
    );
    // 0 to 5.775 ms lie between 284 and 20.
    const points = drawn(shapes, "target", ({ attributes: { cx, cy, fill } }) => [pixels(cx), pixels(cy), fill]);
    assert.deepEqual(points, [
      [198, 193, "var(--tone-0)"],
      [344, 101, "var(--tone-0)"],
      [198, 55, "var(--tone-1)"],
    ]);
    assert.deepEqual(drawn(shapes, "number", textOf), ["AGX", "TX2"]);
    const lines = shapes.filter(
      ({ element, attributes }) => element === "path" && attributes["stroke-width"] === "1.8",
    );
    assert.deepEqual(
      lines.map(({ attributes }) => [attributes["stroke"], attributes["stroke-dasharray"]]),
      [
        ["var(--tone-0)", undefined],
        ["var(--tone-1)", "5 3"],
      ],
    );
  });

  it("shade nothing where no measured size lies in what is shown", () => {
    for (const first of [96, 128]) {
      const elsewhere = { ...curves, measured: { agx: [first, 2400] as const, tx2: null } };
      const shapes = shapesOf(curveChart(elsewhere, devices, { chosen: 64, source: 64, width: 400 }));
      assert.deepEqual(drawn(shapes, "measured", textOf), [], `measured from ${first}`);
    }
  });

  it("have room for the upper end of every interval", () => {
    const { plot } = curveChart(curves, devices, { chosen: 64, source: 64, width: 600 });
    assert.deepEqual(
      [plot.x?.domain, plot.y?.domain],
      [
        [32, 96],
        [0, 5 * 1.1 * 1.05],
      ],
    );
  });
});
