/** What a source asks of a library's tensors, layers and models. */
import type { Location } from "../../../../protocol/source";
import type { CallContext, Running, LayerValue, ModelValue, TensorValue, Value } from "../../values/value";

/** Answers of one framework, by what is asked; an attribute is read without a call: what it makes stands where its receiver was made. */
export interface Members {
  readonly tensor: (receiver: TensorValue, asking: CallContext) => Value | undefined;
  readonly layer: (receiver: LayerValue, asking: CallContext) => Value | undefined;
  readonly model: (receiver: ModelValue, asking: CallContext) => Value | undefined;
}

/** Undefined where the framework does not know the attribute. */
export function memberOf(
  receiver: LayerValue | TensorValue | ModelValue,
  interpreter: Running,
  members: Members,
): Value | undefined {
  const frames = receiver.kind === "tensor" ? receiver.producer.origin : receiver.construction;
  const location = frames[0]?.location ?? NOWHERE;
  const asking: CallContext = { positional: [], keywords: new Map(), location, frames, interpreter };
  switch (receiver.kind) {
    case "tensor":
      return members.tensor(receiver, asking);
    case "layer":
      return members.layer(receiver, asking);
    case "model":
      return members.model(receiver, asking);
  }
}

const NOWHERE: Location = { uri: "", range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
