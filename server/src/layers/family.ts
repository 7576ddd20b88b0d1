/** A family of layers: its classes, each with what reads a layer's arguments, with Keras' defaults, into rules. */
import type { Value } from "../eval/values";
import type { ArgumentReader } from "./arguments";
import type { Rules } from "./rules";

export type Family = readonly (readonly [className: string, read: ReadLayer])[];
/** `rulesOf` reads a layer that is an argument of another one. */
export type ReadLayer = (reader: ArgumentReader, rulesOf: RulesOf) => Rules;
export type RulesOf = (className: string, given: ReadonlyMap<string, Value>) => Rules;
