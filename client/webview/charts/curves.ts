/** How the time moves with one number of the source: a curve for each device with its interval, the measured range shaded, and the value that is looked at. */
import * as Plot from "@observablehq/plot";
import { digits, milliseconds } from "../../../protocol/figures";
import type { PanelDevice } from "../../../protocol/panel";
import type { WhatIfFigure, WhatIfPoint, WhatIfResult } from "../../../protocol/what-if";
import { strokeOf, TARGET, toneOfDevice } from "./chart";
import type { Chart } from "./chart";

export type Curves = Extract<WhatIfResult, { readonly kind: "curves" }>;

/** A figure of one device at one value. */
interface CurveDot extends WhatIfFigure {
  readonly value: number;
  readonly why: string | null;
  readonly device: PanelDevice;
  readonly index: number;
}

/** Share of the drawing that a dashed line takes: the second device is told by more than its colour. */
const DASHES = "5 3";

export function curveChart(
  { points, vary, measured, model }: Curves,
  devices: readonly PanelDevice[],
  {
    chosen,
    source,
    width,
    height = 320,
  }: { readonly chosen: number; readonly source: number; readonly width: number; readonly height?: number },
): Chart {
  const dots = devices.flatMap((device, index) => dotsOf(points, device, index));
  const ranges = devices.flatMap((device, index) => {
    const range = measured[device.id] ?? null;
    return range === null ? [] : [{ from: range[0], to: range[1], index }];
  });
  const values = points.map(({ value }) => value);
  const domain = [Math.min(...values), Math.max(...values)];
  const most = Math.max(...dots.map(({ high }) => high), Number.MIN_VALUE);
  // One shading for all: the boards were measured at nearly the same sizes.
  const shaded =
    ranges.length === 0
      ? []
      : [
          {
            from: Math.max(domain[0] ?? 0, Math.min(...ranges.map(({ from }) => from))),
            to: Math.min(domain[1] ?? 0, Math.max(...ranges.map(({ to }) => to))),
          },
        ];
  return {
    label: `Milliseconds of ${model} over ${vary} from ${domain[0]} to ${domain[1]}, on ${devices.map(({ shortName }) => shortName).join(" and ")}`,
    plot: {
      width,
      height,
      marginLeft: 52,
      marginBottom: 36,
      marginTop: 20,
      marginRight: 56,
      x: { domain, label: `${vary} →`, ticks: 8, tickFormat: "~r" },
      y: { domain: [0, most * 1.05], label: "↑ ms", grid: true, ticks: 5 },
      color: { type: "identity" },
      marks: [
        Plot.rectX(
          shaded.filter(({ from, to }) => from < to),
          { x1: "from", x2: "to", className: "measured" },
        ),
        Plot.areaY(dots, { x: "value", y1: "low", y2: "high", z: "index", fill: toneOf, fillOpacity: 0.2 }),
        Plot.ruleX([source], { className: "quiet" }),
        Plot.ruleX([chosen], { className: "chosen" }),
        ...devices.map((_, index) =>
          Plot.line(
            dots.filter((dot) => dot.index === index),
            {
              x: "value",
              y: "ms",
              stroke: toneOf,
              strokeWidth: 1.8,
              ...(toneOfDevice(index).isHatched ? { strokeDasharray: DASHES } : {}),
            },
          ),
        ),
        Plot.dot(dots, {
          x: "value",
          y: "ms",
          r: 4,
          stroke: toneOf,
          fill: toneOf,
          fillOpacity: 0.6,
          sort: null,
          className: TARGET,
        }),
        Plot.text(lastOf(dots, devices), {
          x: "value",
          y: "ms",
          text: ({ device }: CurveDot) => device.shortName,
          dx: 8,
          textAnchor: "start",
          className: "number",
        }),
      ],
    },
    targets: dots.map((dot) => ({ key: `${dot.device.id} ${dot.value}`, label: sentenceOf(dot, vary), leads: true })),
  };
}

function dotsOf(points: readonly WhatIfPoint[], device: PanelDevice, index: number): readonly CurveDot[] {
  return points.flatMap(({ value, why, devices }): CurveDot[] => {
    const figure = devices[device.id];
    return figure === undefined ? [] : [{ ...figure, value, why, device, index }];
  });
}

function toneOf({ index }: { readonly index: number }): string {
  return strokeOf(toneOfDevice(index));
}

/** Where the name of a curve stands. */
function lastOf(dots: readonly CurveDot[], devices: readonly PanelDevice[]): readonly CurveDot[] {
  return devices.flatMap((_, index) => dots.filter((dot) => dot.index === index).slice(-1));
}

function sentenceOf(dot: CurveDot, vary: string): string {
  const weak = [
    ...(dot.why === null ? [] : [dot.why]),
    ...(dot.outsideMeasuredRange ? ["unlike every measured network"] : []),
  ];
  return [`${vary} ${dot.value}: ${dot.device.shortName} ${figureText(dot)}`, ...weak].join("; ");
}

/** "31 ms (28–34)", "≥ 31 ms" where parts are missing. */
export function figureText({ ms, low, high, isPartial }: WhatIfFigure): string {
  return isPartial ? `≥ ${milliseconds(ms)}` : `${milliseconds(ms)} (${digits(low)}–${digits(high)})`;
}
