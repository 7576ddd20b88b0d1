/** A family of layers: its classes, each with what reads a layer's arguments, with Keras' defaults, into rules. */
import type { Value } from "../values/value";
import type { ArgumentReader } from "./arguments";
import type { Rules } from "./rules";

export type Family = readonly (readonly [className: string, read: ReadLayer, traits?: Traits])[];

/** What holds of every layer of a class, whatever its arguments are. */
export interface Traits {
  /**
   * What of the source is followed where the layer is applied: a function, a function of each element, or the layer that it runs at
   * every step.
   */
  readonly follows?: "function" | "activation" | "steps";
  /** An activation may follow what it computes. */
  readonly isActivated?: true;
  /** Its input is a sequence of `input_length` numbers; `input_dim` is how many different ones there are. */
  readonly readsIndexes?: true;
  /** It stands for an operation on tensors such as `x + 1`, which is a layer in Keras 2 alone. */
  readonly isOperation?: true;
}

export const ACTIVATED: Traits = { isActivated: true };

/** `rulesOf` reads a layer that is an argument of another one. */
export type ReadLayer = (reader: ArgumentReader, rulesOf: RulesOf) => Rules;
export type RulesOf = (className: string, given: ReadonlyMap<string, Value>) => Rules;
