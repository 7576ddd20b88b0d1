/** What changed between two states of a network, layer by layer: by what layers compute, since names are counted anew. */
import type { LayerReport } from "../../../protocol/report";

/** A layer before and after; null on the side that does not have it. */
export interface LayerChange {
  readonly before: LayerReport | null;
  readonly after: LayerReport | null;
}

/** Pairs of layers that are compared at most: 2,000 changed layers on each side; beyond, whatever lies between the ends is paired by class. */
const MOST_PAIRS = 4_000_000;

/**
 * Every layer of both networks once, in order. Two are the same where class, output shape, parameters and FLOPs are; what lies
 * between such layers is paired with a layer of the same name and class, or of the same class where both have as many.
 */
export function layerChanges(before: readonly LayerReport[], after: readonly LayerReport[]): readonly LayerChange[] {
  const [first, second] = [before.map(signature), after.map(signature)];
  let start = 0;
  while (start < first.length && start < second.length && first[start] === second[start]) start += 1;
  let end = 0;
  const most = Math.min(first.length, second.length) - start;
  while (end < most && first[first.length - 1 - end] === second[second.length - 1 - end]) end += 1;
  const inner = [first.slice(start, first.length - end), second.slice(start, second.length - end)] as const;
  const changes: LayerChange[] = before.slice(0, start).map((layer, index) => pair(layer, after[index]));
  let [from, to] = [start, start];
  for (const [left, right] of [...sameInOrder(...inner), [inner[0].length, inner[1].length] as const]) {
    changes.push(...paired(before.slice(from, start + left), after.slice(to, start + right)));
    [from, to] = [start + left, start + right];
    if (left < inner[0].length) changes.push(pair(before[from++], after[to++]));
  }
  for (let rest = 0; rest < end; rest++) changes.push(pair(before[from + rest], after[to + rest]));
  return changes;
}

function pair(before: LayerReport | undefined, after: LayerReport | undefined): LayerChange {
  return { before: before ?? null, after: after ?? null };
}

function signature({ class: name, outputShape, parameters, flops }: LayerReport): string {
  return JSON.stringify([name, outputShape, parameters, flops]);
}

/** The longest common subsequence, as pairs of indexes in order. */
function sameInOrder(
  before: readonly string[],
  after: readonly string[],
): readonly (readonly [left: number, right: number])[] {
  if (before.length * after.length > MOST_PAIRS) return [];
  const width = after.length + 1;
  // Length of the longest one from (left, right) on.
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (left: number, right: number): number => lengths[left * width + right] ?? 0;
  for (let left = before.length - 1; left >= 0; left--)
    for (let right = after.length - 1; right >= 0; right--)
      lengths[left * width + right] =
        before[left] === after[right]
          ? at(left + 1, right + 1) + 1
          : Math.max(at(left + 1, right), at(left, right + 1));
  const pairs: [number, number][] = [];
  for (let left = 0, right = 0; left < before.length && right < after.length;) {
    if (before[left] === after[right]) pairs.push([left++, right++]);
    else if (at(left + 1, right) >= at(left, right + 1)) left += 1;
    else right += 1;
  }
  return pairs;
}

/**
 * Each layer before with one after of the same name and class. Of those that are left, layers of a class that both sides have as many of are
 * paired in order; of another count, none is the successor of another.
 */
function paired(before: readonly LayerReport[], after: readonly LayerReport[]): readonly LayerChange[] {
  const left = [...after];
  const take = (index: number): LayerReport | undefined => (index < 0 ? undefined : left.splice(index, 1)[0]);
  const named = before.map(({ class: kind, name }) =>
    take(left.findIndex((other) => other.class === kind && other.name === name)),
  );
  const unnamed = before.filter((_, index) => named[index] === undefined);
  const countOf = (layers: readonly LayerReport[], kind: string): number =>
    layers.filter((layer) => layer.class === kind).length;
  const alike = new Set(
    left.map(({ class: kind }) => kind).filter((kind) => countOf(left, kind) === countOf(unnamed, kind)),
  );
  const changes = before.map((layer, index) =>
    pair(
      layer,
      named[index] ??
        (alike.has(layer.class) ? take(left.findIndex((other) => other.class === layer.class)) : undefined),
    ),
  );
  return [...changes, ...left.map((layer) => pair(undefined, layer))];
}
