import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeBytes, decodeFloat32, encodeBytes, encodeFloat32 } from "../../predictors/src/base64";
import { decodeTrees, encodeTrees, LEAF, leafValue, sumOfTrees, treesOf, type Trees } from "../../predictors/src/trees";

type Tree =
  number | { readonly feature: number; readonly threshold: number; readonly left: Tree; readonly right: Tree };

const WIDTH = 4;
const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    float,
    fc.record({
      feature: fc.nat(WIDTH - 1),
      threshold: float,
      left: tie("tree"),
      right: tie("tree"),
    }),
  ),
}));

function flatten(trees: readonly Tree[]): { feature: number[]; value: number[] } {
  const feature: number[] = [];
  const value: number[] = [];
  const add = (node: Tree): void => {
    if (typeof node === "number") {
      feature.push(LEAF);
      value.push(node);
      return;
    }
    feature.push(node.feature);
    value.push(node.threshold);
    add(node.left);
    add(node.right);
  };
  trees.forEach(add);
  return { feature, value };
}

function treesFrom(feature: readonly number[], value: readonly number[], count: number): ReturnType<typeof treesOf> {
  return treesOf(WIDTH, count, Uint8Array.from(feature), Float32Array.from(value));
}

function ensemble(trees: readonly Tree[]): Trees {
  const { feature, value } = flatten(trees);
  const made = treesFrom(feature, value, trees.length);
  assert("roots" in made, "why" in made ? made.why : "");
  return made;
}

/** The definition: no arrays, no indexes. */
function walk(node: Tree, row: ArrayLike<number>): number {
  if (typeof node === "number") return node;
  return walk((row[node.feature] ?? NaN) < node.threshold ? node.left : node.right, row);
}

function reason(made: ReturnType<typeof treesOf>): string {
  assert("why" in made, "the trees should have been refused");
  return made.why;
}

describe("trees", () => {
  const rows = fc.array(float, { minLength: WIDTH, maxLength: WIDTH }).map((values) => Float32Array.from(values));

  it("answer as walking down each tree does", () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), rows, (trees, row) => {
        const flat = ensemble(trees);
        trees.forEach((one, i) => {
          assert.equal(leafValue(flat, flat.roots[i] ?? -1, row), walk(one, row));
        });
        const sum = trees.reduce<number>((total, one) => total + walk(one, row), 0);
        assert.equal(sumOfTrees(flat, row), sum);
      }),
    );
  });

  it("survive their file form unchanged", () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), (trees) => {
        const flat = ensemble(trees);
        assert.deepEqual(decodeTrees(encodeTrees(flat)), flat);
      }),
    );
  });

  it("keep every right child behind its parent", () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), (trees) => {
        const { feature, right } = ensemble(trees);
        feature.forEach((column, node) => {
          if (column !== LEAF) assert((right[node] ?? 0) > node + 1);
        });
      }),
    );
  });

  it("are refused when a subtree is missing", () => {
    assert.match(reason(treesFrom([0, LEAF], [1, 2], 1)), /tree 1 of 1 is cut off/);
  });
  it("are refused when a tree is missing", () => {
    assert.match(reason(treesFrom([LEAF], [1], 2)), /tree 2 of 2 is cut off/);
  });
  it("are refused when nodes are left over", () => {
    assert.match(reason(treesFrom([LEAF, LEAF], [1, 2], 1)), /1 nodes belong to no tree/);
  });
  it("are refused when a node asks for a feature that is not there", () => {
    assert.match(reason(treesFrom([WIDTH, LEAF, LEAF], [1, 2, 3], 1)), /feature 4 of 4/);
  });
  it("are refused when a value is not a number", () => {
    assert.match(reason(treesFrom([LEAF], [NaN], 1)), /node 0 has the value NaN/);
  });
  it("are refused when nodes and values differ in number", () => {
    assert.match(reason(treesFrom([LEAF], [1, 2], 1)), /1 nodes but 2 values/);
  });
});

describe("base64", () => {
  it("is Node's own", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = encodeBytes(bytes);
        assert.equal(text, Buffer.from(bytes).toString("base64"));
        assert.deepEqual(decodeBytes(text), bytes);
      }),
    );
  });
  it("keeps 32-bit numbers", () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 20 }), (values) => {
        assert.deepEqual(decodeFloat32(encodeFloat32(values)), values);
      }),
    );
  });
  for (const text of ["abc", "ab!=", "é===", "a==="]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(decodeBytes(text), null);
    });
  }
});
