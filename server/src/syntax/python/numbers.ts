import type { Expression } from "../program";
import type { TreeNode } from "../tree";
import { broken, rangeOf, textOf, type LoweringContext } from "../context";

/** `1_000`, `0x1F`, `10L` of Python 2, `1.`, `1e-3`; complex numbers and integers beyond 2^53 are broken. */
export function lowerNumber(context: LoweringContext, node: TreeNode): Expression {
  const digits = textOf(context, node).replaceAll("_", "");
  if (/^[^xX]*[jJ]$/.test(digits)) return broken(context, node, "complex numbers are not evaluated");
  const range = rangeOf(context, node);
  if (/^0[xXoObB]|^\d+[lL]?$/.test(digits)) {
    const value = parseInteger(digits.replace(/[lL]$/, ""));
    if (!Number.isSafeInteger(value)) return broken(context, node, "integers beyond 2^53 are not evaluated");
    return { kind: "literal", type: "integer", value, range };
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) return broken(context, node, `${digits} is not a number within range`);
  return { kind: "literal", type: "float", value, range };
}

function parseInteger(digits: string): number {
  // Python 2 wrote octal numbers with a leading zero.
  return /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
}
