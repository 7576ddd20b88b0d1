/** Calls of the tensor functions of the table (`tensor-signatures`), their arguments in the words of the operations that they mean. */
import { boolean, integer, string } from "../../values/make";
import type { CallContext, Value } from "../../values/value";
import { applyOperation } from "../tracing/tensor-operations";
import type { CalledFunction } from "../tracing/tensor-operations";
import type { Tracer } from "../tracing/tracer";
import type { Home, Signature } from "./tensor-signatures";
import { signatureOf } from "./tensor-signatures";

/** A function as the source names it, and where it comes from. */
export interface TensorFunction extends CalledFunction {
  readonly home: Home;
}

/** `label` is the name of its layer: "tf.math.add". */
export function tensorFunctionOf(home: Home, name: string, label: string): TensorFunction {
  const isOfKeras = home === "o";
  return { home, name, label, class: classOf(home, name), stack: isOfKeras ? "stack" : "tf.stack" };
}

/** A call of a function of the table; undefined where it is not in there. */
export function callTensorFunction(called: TensorFunction, call: CallContext, tracer: Tracer): Value | undefined {
  const signature = signatureOf(called.home, called.name);
  if (signature === undefined) return undefined;
  const { operands, given } = bind(signature, call);
  return applyOperation(signature.operation, operands, given, called, call, tracer);
}

interface Bound {
  readonly operands: readonly Value[];
  readonly given: Map<string, Value>;
}

function bind({ parameters, defaults }: Signature, call: CallContext): Bound {
  const operands: Value[] = [];
  const given = new Map<string, Value>([...defaults].map(([name, text]) => [name, defaultValue(text)]));
  for (const [index, { names, form }] of parameters.entries()) {
    const keyword = names.find((name) => call.keywords.has(name));
    const value = keyword === undefined ? call.positional[index] : call.keywords.get(keyword);
    if (form === "rest") operands.push(...call.positional.slice(index));
    else if (value === undefined || value.kind === "none") continue;
    else if (form === "tensor") operands.push(value);
    else if (form === "plain") given.set(names[0] ?? "", value);
    else operands.push(...itemsOf(value, call));
  }
  return { operands, given };
}

function itemsOf(value: Value, call: CallContext): readonly Value[] {
  const items = call.interpreter.iterate(value, call.location);
  return "kind" in items ? [items] : items;
}

function defaultValue(text: string): Value {
  if (text === "true") return boolean(true);
  return /^-?\d+$/.test(text) ? integer(Number(text)) : string(text);
}

/** Classes of the layers that Keras makes of operations: those of Keras 2 wrap functions of TensorFlow. */
function classOf(home: Home, name: string): string {
  if (home === "o") return "Operation";
  return name === "getitem" ? "SlicingOpLambda" : "TFOpLambda";
}
