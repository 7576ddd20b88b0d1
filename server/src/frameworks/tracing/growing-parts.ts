/** Questions about the parts of Sequentials that grow layer by layer: each `add` asks them anew, of thousands of parts in the end. */
import type { LayerValue, ModelValue } from "../../values/value";

type Part = LayerValue | ModelValue;

interface Seen {
  readonly count: number;
  readonly last: Part | undefined;
  /** The models among the parts: they may have grown since. */
  readonly models: readonly ModelValue[];
}

export class GrowingParts {
  private readonly seen = new Map<ModelValue, Seen>();

  /** Whether one of its parts is of the kind; of those that were found not to be, only the models are asked about again. */
  some(model: ModelValue, isOfKind: (part: Part) => boolean): boolean {
    const { layers } = model;
    const before = this.seen.get(model);
    // What was undone meanwhile, or put in front, is looked at from the start.
    const isGrown = before !== undefined && before.count > 0 && layers[before.count - 1] === before.last;
    const known = isGrown ? before.models : [];
    const added = isGrown ? layers.slice(before.count) : layers;
    if (known.some(isOfKind) || added.some(isOfKind)) return true;
    const models = [...known, ...added.filter((part) => part.kind === "model")];
    this.seen.set(model, { count: layers.length, last: layers.at(-1), models });
    return false;
  }
}
