/** Whether what a network does first with an input is what one does with an image: a guessed image size means nothing to others. */
import type { ShapedGraph } from "./graph";
import type { Operation } from "../layers/operations";

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
    const kind = kindOfOperation(node.layer.operation, node.layer.name);
    if (kind === "image") return true;
    if (kind === "other") meetsOther = true;
    else reached.add(index);
  }
  return !meetsOther;
}

type Kind = "image" | "other" | "either";

function kindOfOperation(operation: Operation, name: string): Kind {
  switch (operation.type) {
    case "dense":
    case "einsum_dense":
    case "embedding":
    case "recurrent":
    case "bidirectional":
    case "attention":
    case "multi_head_attention":
      return "other";
    case "time_distributed":
    case "kernel_normalization":
      return kindOfOperation(operation.operation, name);
    case "tensor":
      if (/matmul|einsum|dot/i.test(name)) return "other";
      return /conv|pool|patch|resize|crop|space|pad/i.test(name) ? "image" : "either";
    case "conv":
    case "separable_conv":
    case "depthwise_conv":
    case "conv_transpose":
    case "local_conv":
    case "conv_recurrent":
    case "pool":
    case "global_pool":
    case "adaptive_pool":
    case "zero_padding":
    case "cropping":
    case "up_sampling":
    case "resize":
    case "filter":
    case "random_side":
      return "image";
    // What is not understood may work on images.
    case "unknown":
    case "function":
      return "image";
    default:
      return "either";
  }
}
