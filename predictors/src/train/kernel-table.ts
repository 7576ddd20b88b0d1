/** The distinct kernels of many networks and how often each network launches them. */
import { groupIndex } from "../additive";
import { groupOf } from "../groups";
import { kernelKey, type Kernel } from "../kernels";

export interface KernelTable {
  readonly kernels: readonly Kernel[];
  /** Group of each kernel. */
  readonly group: Uint8Array;
  /** Network n launches kernel[e] count[e] times for start[n] ≤ e < start[n + 1]. */
  readonly start: Int32Array;
  readonly kernel: Int32Array;
  readonly count: Float64Array;
  readonly networks: number;
}

/** `networks`: the kernels of each network's layers. */
export function kernelTable(networks: readonly (readonly (readonly Kernel[])[])[]): KernelTable {
  const index = new Map<string, number>();
  const kernels: Kernel[] = [];
  const start = new Int32Array(networks.length + 1);
  const edges: [number, number][] = [];
  networks.forEach((layers, n) => {
    const counts = new Map<number, number>();
    for (const kernel of layers.flat()) {
      const key = kernelKey(kernel);
      let place = index.get(key);
      if (place === undefined) {
        place = kernels.length;
        index.set(key, place);
        kernels.push(kernel);
      }
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    for (const edge of counts) edges.push(edge);
    start[n + 1] = edges.length;
  });
  return {
    kernels,
    group: Uint8Array.from(kernels, (kernel) => groupIndex(groupOf(kernel))),
    start,
    kernel: Int32Array.from(edges, ([kernel]) => kernel),
    count: Float64Array.from(edges, ([, count]) => count),
    networks: networks.length,
  };
}

/** Table of the given networks only, in the given order; kernels that no longer occur are dropped. */
export function tableSubset(table: KernelTable, networks: readonly number[]): KernelTable {
  const place = new Int32Array(table.kernels.length).fill(-1);
  const used: number[] = [];
  const start = new Int32Array(networks.length + 1);
  const kernel: number[] = [];
  const count: number[] = [];
  networks.forEach((network, n) => {
    for (let e = table.start[network] as number; e < (table.start[network + 1] as number); e++) {
      const old = table.kernel[e] as number;
      if (place[old] === -1) place[old] = used.push(old) - 1;
      kernel.push(place[old] as number);
      count.push(table.count[e] as number);
    }
    start[n + 1] = kernel.length;
  });
  return {
    kernels: used.map((old) => table.kernels[old] as Kernel),
    group: Uint8Array.from(used, (old) => table.group[old] as number),
    start,
    kernel: Int32Array.from(kernel),
    count: Float64Array.from(count),
    networks: networks.length,
  };
}

/** Sum of a value per kernel over each network's launches. */
export function networkTotals(table: KernelTable, perKernel: Float64Array): Float64Array {
  const totals = new Float64Array(table.networks);
  for (let n = 0; n < table.networks; n++) {
    let total = 0;
    for (let e = table.start[n] as number; e < (table.start[n + 1] as number); e++)
      total += (perKernel[table.kernel[e] as number] as number) * (table.count[e] as number);
    totals[n] = total;
  }
  return totals;
}
