/** Whether what a network does first with an input is what one does with an image: a guessed image size means nothing to others. */
import type { ShapedGraph } from "./graph";

/** True unless an input with one of the sides goes into dense, recurrent or embedding layers before any that works on images. */
export function areImages(graph: ShapedGraph, sides: readonly number[]): boolean {
  return graph.inputs.every((input) => {
    const shape = graph.nodes[input]?.outputShape ?? null;
    if (shape === null || !shape.some((side) => side !== null && sides.includes(side))) return true;
    // A vector or a sequence of vectors has no height and width.
    return shape.length >= 3 && isImage(graph, input);
  });
}

/** Without any layer of either kind nothing speaks against it. */
function isImage({ nodes }: ShapedGraph, input: number): boolean {
  const reached = new Set([input]);
  let meetsOther = false;
  // A node's inputs stand before it.
  for (const [index, node] of nodes.entries()) {
    if (!node.inputs.some((one) => reached.has(one))) continue;
    const { takes } = node.layer.rules;
    if (takes === "images") return true;
    if (takes === "vectors") meetsOther = true;
    else reached.add(index);
  }
  return !meetsOther;
}
