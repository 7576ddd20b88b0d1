/** Distance of a network to the measured ones, in standardised network shapes. */
import { SHAPE_LENGTH } from "./network-shape";

/** A distance is the mean over this many nearest measured rows. */
const NEIGHBOURS = 3;
/** Points are kept in steps of this much of a standard deviation. */
export const POINT_STEP = 1 / 1024;

export interface Novelty {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Measured rows × SHAPE_LENGTH, standardised, in steps of POINT_STEP. */
  readonly points: Int16Array;
}

export interface Neighbourhood {
  readonly distance: number;
  /** Rows of the nearest points, nearest first. */
  readonly rows: readonly number[];
}

export function neighbourhood(novelty: Novelty, shape: Float64Array): Neighbourhood {
  const { mean, scale, points } = novelty;
  const place = shape.map((value, i) => (value - (mean[i] as number)) / (scale[i] as number) / POINT_STEP);
  const count = points.length / SHAPE_LENGTH;
  const nearest: { row: number; squared: number }[] = [];
  let furthest = Infinity;
  for (let row = 0; row < count; row++) {
    let squared = 0;
    for (let i = 0; i < SHAPE_LENGTH && squared < furthest; i++)
      squared += ((points[row * SHAPE_LENGTH + i] as number) - (place[i] as number)) ** 2;
    if (squared >= furthest) continue;
    nearest.push({ row, squared });
    nearest.sort((a, b) => a.squared - b.squared);
    if (nearest.length > NEIGHBOURS) nearest.pop();
    if (nearest.length === NEIGHBOURS) furthest = nearest[NEIGHBOURS - 1]?.squared ?? Infinity;
  }
  const distances = nearest.map(({ squared }) => Math.sqrt(squared) * POINT_STEP);
  return {
    distance: distances.reduce((total, value) => total + value, 0) / distances.length,
    rows: nearest.map(({ row }) => row),
  };
}
