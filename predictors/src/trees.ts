/**
 * An ensemble of regression trees in flat arrays. Nodes stand in pre-order, tree after tree: the left child of node i is
 * i + 1, the right child is `right[i]`, always further on, so that a walk ends whatever the numbers are.
 */
import { decodeBytes, decodeFloat32, encodeBytes, encodeFloat32 } from "./base64";
import type { Refused } from "./predictor";

/** In `Trees.feature`: this node is a leaf. Features are therefore at most 255. */
export const LEAF = 255;

export interface Trees {
  /** Length of the rows that the trees are asked about. */
  readonly width: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  readonly feature: Uint8Array;
  /** A leaf's value; elsewhere the threshold: rows below it go left. */
  readonly value: Float32Array;
  readonly right: Int32Array;
}

/** What a model file holds: `nodes` are the features in pre-order, from which the tree's shape follows. */
export interface EncodedTrees {
  readonly width: number;
  readonly count: number;
  readonly nodes: string;
  readonly values: string;
}

/** Sum of the leaves that the row reaches. The row must be in 32-bit precision, as the thresholds are. */
export function sumOfTrees(trees: Trees, row: Float32Array): number {
  let sum = 0;
  for (const root of trees.roots) sum += leafValue(trees, root, row);
  return sum;
}

export function leafValue(trees: Trees, root: number, row: Float32Array): number {
  const { feature, value, right } = trees;
  let node = root;
  for (;;) {
    const column = feature[node] as number;
    if (column === LEAF) return value[node] as number;
    node = (row[column] as number) < (value[node] as number) ? node + 1 : (right[node] as number);
  }
}

/** Trees from pre-order nodes, or why there are none: the nodes must be exactly `count` whole trees. */
export function treesOf(width: number, count: number, feature: Uint8Array, value: Float32Array): Trees | Refused {
  if (width < 1 || width > LEAF) return refused(`trees on ${width} features are not supported`);
  if (feature.length !== value.length) return refused(`${feature.length} nodes but ${value.length} values`);
  const right = new Int32Array(feature.length);
  const roots = new Int32Array(count);
  let node = 0;
  for (let tree = 0; tree < count; tree++) {
    roots[tree] = node;
    // Splits that still wait for their right child; a leaf completes the left side of the last of them.
    const waiting: number[] = [];
    let complete = false;
    while (!complete) {
      const column = feature[node];
      const number = value[node];
      if (column === undefined || number === undefined) return refused(`tree ${tree + 1} of ${count} is cut off`);
      if (!Number.isFinite(number)) return refused(`node ${node} has the value ${number}`);
      if (column === LEAF) {
        const parent = waiting.pop();
        if (parent === undefined) complete = true;
        else right[parent] = node + 1;
      } else if (column < width) waiting.push(node);
      else return refused(`node ${node} asks for feature ${column} of ${width}`);
      node++;
    }
  }
  if (node !== feature.length) return refused(`${feature.length - node} nodes belong to no tree`);
  return { width, roots, feature, value, right };
}

export function encodeTrees(trees: Trees): EncodedTrees {
  return {
    width: trees.width,
    count: trees.roots.length,
    nodes: encodeBytes(trees.feature),
    values: encodeFloat32(trees.value),
  };
}

export function decodeTrees(encoded: EncodedTrees): Trees | Refused {
  const feature = decodeBytes(encoded.nodes);
  const value = decodeFloat32(encoded.values);
  if (feature === null || value === null) return refused("the trees are not valid base64");
  return treesOf(encoded.width, encoded.count, feature, value);
}

function refused(why: string): Refused {
  return { kind: "refused", why };
}
