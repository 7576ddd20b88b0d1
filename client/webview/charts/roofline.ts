/** What bounds each layer: the work done per byte moved, against the two limits of the board. */
import * as Plot from "@observablehq/plot";
import { digits, grouped } from "../../../protocol/figures";
import type { PanelDevice, PanelLayer } from "../../../protocol/panel";
import { strokeOf, TARGET, toneOfDevice } from "./chart";
import type { Chart } from "./chart";

/** Layers under this share of the time are not drawn: hundreds of them would hide the others. */
const LEAST_SHARE = 0.001;

export interface RoofPoint {
  readonly layer: PanelLayer;
  /** Its place in the network. */
  readonly index: number;
  /** FLOPs per byte. */
  readonly intensity: number;
  /** 10⁹ FLOPs per second. */
  readonly rate: number;
  /** `rate` over what the roof allows there. */
  readonly reached: number;
  readonly ms: number;
  readonly text: string;
  readonly heldBackBy: string;
  /** Why it lies above the roof; null for one that does not. */
  readonly why: string | null;
}

export interface Roof {
  readonly points: readonly RoofPoint[];
  /** Layers that take time and have no place in the drawing, as they count no FLOPs or too little time. */
  readonly left: number;
}

export function roofOf(layers: readonly PanelLayer[], device: PanelDevice, index: number): Roof {
  const timed = layers.flatMap((layer, place) => {
    const time = layer.times[index];
    return time === null || time === undefined || time.ms === 0 ? [] : [{ layer, time, place }];
  });
  const points = timed.flatMap(({ layer, time, place }): RoofPoint[] => {
    const { intensity, flops } = layer;
    if (intensity === null || flops.value === null || time.share < LEAST_SHARE) return [];
    const rate = flops.value / time.ms / 1e6;
    const limit = Math.min(device.roof.gflops, intensity * device.roof.gbytes);
    const { ms, text, heldBackBy } = time;
    const why = rate > limit ? whyAbove(layer, intensity * device.roof.gbytes < device.roof.gflops) : null;
    return [{ layer, index: place, intensity, rate, reached: rate / limit, ms, text, heldBackBy, why }];
  });
  // Largest first, so that small ones are drawn over them.
  return { points: points.sort((a, b) => b.ms - a.ms), left: timed.length - points.length };
}

function whyAbove({ class: kind }: PanelLayer, isMemory: boolean): string {
  if (isMemory)
    return "the bytes count each tensor as if it came from memory; one that is still in the cache, or is joined with the layer before it, costs less";
  return /Conv/.test(kind)
    ? "FLOPs are those of the plain formula; cuDNN's Winograd and Fourier kernels get the same result with fewer multiplications"
    : "the estimate of a single layer may be too low";
}

export function rooflineChart(
  { points }: Roof,
  device: PanelDevice,
  { index, width, height = 300 }: { readonly index: number; readonly width: number; readonly height?: number },
): Chart {
  const { gflops } = device.roof;
  const colour = strokeOf(toneOfDevice(index));
  const xs = [
    Math.min(0.1, ...points.map(({ intensity }) => intensity / 1.5)),
    Math.max(300, ...points.map(({ intensity }) => intensity * 1.5)),
  ] as const;
  const least = Math.min(10, ...points.map(({ rate }) => rate / 1.5));
  const most = Math.max(gflops * 2.2, ...points.map(({ rate }) => rate * 1.4));
  const line = roofLine(device, xs, least);
  const corner = [{ x: xs[1], y: gflops, text: `${grouped(gflops)} GFLOP/s` }];
  return {
    label: `Roofline of ${points.length} layers on ${device.shortName}: ${gflops} GFLOP/s, ${device.roof.gbytes} GB/s`,
    plot: {
      width,
      height,
      marginLeft: 52,
      marginBottom: 36,
      marginTop: 24,
      marginRight: 16,
      x: { type: "log", domain: [...xs], label: "FLOP per byte →", grid: true, ticks: 4, tickFormat: "~g" },
      y: { type: "log", domain: [least, most], label: "↑ GFLOP/s", grid: true, ticks: 4, tickFormat: "~g" },
      r: { range: [2.5, 10], domain: [0, Math.max(...points.map(({ ms }) => ms), Number.MIN_VALUE)] },
      symbol: { domain: ["under", "above"], range: ["circle", "triangle"] },
      color: { type: "identity" },
      marks: [
        Plot.line(line, { x: "x", y: "y", strokeWidth: 1.5, className: "quiet" }),
        Plot.text(corner, { x: "x", y: "y", text: "text", dy: -9, textAnchor: "end", className: "number" }),
        Plot.dot(points, {
          x: "intensity",
          y: "rate",
          r: "ms",
          symbol: ({ why }: RoofPoint) => (why === null ? "under" : "above"),
          stroke: colour,
          fill: colour,
          fillOpacity: 0.3,
          sort: null,
          title: (point: RoofPoint) => roofSentence(point),
          className: TARGET,
        }),
      ],
    },
    targets: points.map((point) => ({
      key: String(point.index),
      label: roofSentence(point),
      leads: point.layer.location !== null,
    })),
  };
}

/** What the board could reach between two intensities: it rises with the memory's speed and is cut off below `least`. */
export function roofLine(
  { roof: { gflops, gbytes } }: PanelDevice,
  [from, to]: readonly [number, number],
  least: number,
): readonly { readonly x: number; readonly y: number }[] {
  const start = Math.max(from, least / gbytes);
  return [start, gflops / gbytes, to].map((x) => ({ x, y: Math.min(x * gbytes, gflops) }));
}

export function roofSentence({ layer, text, rate, intensity, reached, heldBackBy, why }: RoofPoint): string {
  const part = why === null ? `${digits(reached * 100)} % of what the roof allows` : `above the roof: ${why}`;
  const by = heldBackBy === "–" ? "" : `, held back by ${heldBackBy}`;
  return `${layer.name} (${layer.class}): ${text}${by}; ${digits(rate)} GFLOP/s at ${digits(intensity)} FLOP/byte, ${part}`;
}
