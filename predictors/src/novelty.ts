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
  const nearest: Neighbour[] = [];
  let furthest = Infinity;
  for (let row = 0; row < count; row++) {
    const squared = squaredDistance(points, row * SHAPE_LENGTH, place, furthest);
    if (squared < furthest) furthest = insert(nearest, { row, squared });
  }
  const distances = nearest.map(({ squared }) => Math.sqrt(squared) * POINT_STEP);
  return {
    distance: distances.reduce((total, value) => total + value, 0) / distances.length,
    rows: nearest.map(({ row }) => row),
  };
}

interface Neighbour {
  readonly row: number;
  readonly squared: number;
}

/** Not less than `enough` once the sum is so large: the rest does not matter then. */
function squaredDistance(points: Int16Array, first: number, place: Float64Array, enough: number): number {
  let squared = 0;
  for (let i = 0; i < SHAPE_LENGTH && squared < enough; i++) {
    const difference = (points[first + i] as number) - (place[i] as number);
    squared += difference * difference;
  }
  return squared;
}

/** Keeps the NEIGHBOURS nearest, nearest first; answers what another one has to come below. */
function insert(nearest: Neighbour[], neighbour: Neighbour): number {
  const behind = nearest.findIndex(({ squared }) => squared > neighbour.squared);
  nearest.splice(behind < 0 ? nearest.length : behind, 0, neighbour);
  if (nearest.length > NEIGHBOURS) nearest.pop();
  return nearest.length === NEIGHBOURS ? (nearest[NEIGHBOURS - 1]?.squared ?? Infinity) : Infinity;
}
