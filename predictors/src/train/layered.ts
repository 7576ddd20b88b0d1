/** Fit of the layered predictor's parts on networks whose layers are known, and its estimates for many networks at once. */
import { constantMs, kernelMs, leastMs, type AdditiveModel } from "../additive";
import type { Device } from "../devices";
import { ENSEMBLE_WIDTHS, gate, kernelFeatures, logCorrection } from "../layered";
import type { Kernel } from "../kernels";
import { networkShape, SHAPE_LENGTH, type PricedKernel } from "../network-shape";
import { neighbourhood, POINT_STEP, type Novelty } from "../novelty";
import type { Trees } from "../trees";
import { fitAdditive } from "./additive";
import { boostKernels } from "./kernel-boost";
import { networkTotals, type KernelTable } from "./kernel-table";
import { mean } from "./statistics";

/** What is fitted on measured times; the interval and the aggregate predictor are calibrated apart. */
export interface LayeredFit {
  readonly additive: AdditiveModel;
  readonly trees: readonly Trees[];
  readonly novelty: Novelty;
}

export interface LayeredEstimates {
  readonly ms: Float64Array;
  /** Of the additive model alone. */
  readonly additiveMs: Float64Array;
  readonly distance: Float64Array;
}

/** What each network of a table was measured at, and the family of architectures that it is of. */
export interface MeasuredNetworks {
  readonly target: Float64Array;
  readonly families: readonly string[];
}

export function fitLayered(
  device: Device,
  table: KernelTable,
  { target, families }: MeasuredNetworks,
  seed: number,
): LayeredFit {
  const additive = fitAdditive(device, table, target);
  const additiveMs = additiveKernelMs(additive, table);
  const novelty = noveltyOf(networkShapes(additive, table, additiveMs));
  const networks = {
    table,
    additiveMs,
    leastMs: leastKernelMs(device, table),
    constantMs: constantMs(additive),
    target,
    weight: familyWeights(families),
  };
  const trees = ENSEMBLE_WIDTHS.map((width, i) => boostKernels(networks, width, seed + i));
  return { additive, trees, novelty };
}

/** The more rows a family has, the less each of them says of others; 1 on average. */
function familyWeights(families: readonly string[]): Float64Array {
  const counts = new Map<string, number>();
  for (const family of families) counts.set(family, (counts.get(family) ?? 0) + 1);
  const weights = Float64Array.from(families, (family) => (counts.get(family) ?? 1) ** -0.5);
  const average = mean(weights);
  return weights.map((weight) => weight / average);
}

/** The numbers that `layeredPredictor` gives for each network of the table, kernel by kernel instead of layer by layer. */
export function estimateNetworks(fit: LayeredFit, table: KernelTable): LayeredEstimates {
  const ms = additiveKernelMs(fit.additive, table);
  const correction = ms.map((value, u) => {
    const features = kernelFeatures(table.kernels[u] as Kernel, table.group[u] as number, value);
    return logCorrection(fit.trees, Float32Array.from(features));
  });
  const constant = constantMs(fit.additive);
  const least = leastKernelMs(fit.additive.device, table);
  const distance = Float64Array.from(
    networkShapes(fit.additive, table, ms),
    (shape) => neighbourhood(fit.novelty, shape).distance,
  );
  const estimate = distance.map((value, n) => {
    const strength = gate(value);
    let total = constant;
    for (let e = table.start[n] as number; e < (table.start[n + 1] as number); e++) {
      const u = table.kernel[e] as number;
      const corrected = (ms[u] as number) * Math.exp(strength * (correction[u] as number));
      total += Math.max(corrected, least[u] as number) * (table.count[e] as number);
    }
    return total;
  });
  return { ms: estimate, additiveMs: networkTotals(table, ms).map((value) => value + constant), distance };
}

function leastKernelMs(device: Device, table: KernelTable): Float64Array {
  return Float64Array.from(table.kernels, (kernel, u) => leastMs(device, kernel, table.group[u] as number));
}

export function additiveKernelMs(additive: AdditiveModel, table: KernelTable): Float64Array {
  return Float64Array.from(table.kernels, (kernel) => kernelMs(additive, kernel));
}

export function networkShapes(additive: AdditiveModel, table: KernelTable, ms: Float64Array): readonly Float64Array[] {
  const totals = networkTotals(table, ms);
  const constant = constantMs(additive);
  return Array.from(totals, (total, n) => {
    const kernels: PricedKernel[] = [];
    for (let e = table.start[n] as number; e < (table.start[n + 1] as number); e++) {
      const u = table.kernel[e] as number;
      const kernel = table.kernels[u] as Kernel;
      kernels.push({ kernel, group: table.group[u] as number, ms: ms[u] as number, count: table.count[e] as number });
    }
    return networkShape(kernels, total + constant);
  });
}

function noveltyOf(shapes: readonly Float64Array[]): Novelty {
  const mean = new Float64Array(SHAPE_LENGTH);
  const scale = new Float64Array(SHAPE_LENGTH);
  for (let i = 0; i < SHAPE_LENGTH; i++) {
    const values = shapes.map((shape) => shape[i] as number);
    const centre = values.reduce((total, value) => total + value, 0) / values.length;
    mean[i] = centre;
    scale[i] = Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / values.length) + 1e-6;
  }
  const points = new Int16Array(shapes.length * SHAPE_LENGTH);
  shapes.forEach((shape, n) => {
    shape.forEach((value, i) => {
      const steps = Math.round((value - (mean[i] as number)) / (scale[i] as number) / POINT_STEP);
      points[n * SHAPE_LENGTH + i] = Math.min(Math.max(steps, -32768), 32767);
    });
  });
  return { mean, scale, points };
}
