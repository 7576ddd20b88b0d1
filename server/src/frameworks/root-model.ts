/** A model that a file offers, and how what a function returns becomes one. */
import type { Assumption, Candidate } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import type { Evaluation, RootResult, WatchedCall } from "../eval/evaluate";
import { unknown } from "../eval/read";
import type { EvaluationProblem, LayerValue, ModelValue, TensorValue, UnknownValue, Value } from "../eval/values";
import type { Program } from "../syntax/program";
import { networkOf } from "./keras/instances";
import { sourcesOf } from "./keras/tracer";

export interface RootModel {
  /** Unique in the file: the name, numbered where several models have it. */
  readonly id: string;
  readonly name: string;
  /** The function's name or the variable's, else the call that constructs the model. */
  readonly location: Location;
  readonly model: ModelValue;
  /** Height, width and channels asked for from outside the code, for inputs that the source leaves open. */
  readonly inputShape: readonly number[] | null;
  /** True where the evaluation itself could not finish, so that layers may be missing. */
  readonly partial: boolean;
  /** Problems of this root alone; those of the top level stand in the evaluation. */
  readonly problems: readonly EvaluationProblem[];
  readonly assumptions: readonly Assumption[];
  /** The call that gave a function its arguments; null for its own defaults. */
  readonly calledAt: Location | null;
  /** What is said in place of the model where not all of it is understood; null for one that is shown in any case. */
  readonly otherwise: Omit<Candidate, "id"> | null;
  /** What is said in place of the model where its size, which is nothing but likely for an image, goes into layers that take none. */
  readonly unlessImage: Omit<Candidate, "id"> | null;
}

export type Unnamed = Omit<RootModel, "id">;

export interface RootOptions {
  readonly program: Program;
  readonly uri: string;
  /** Height, width and channels, passed to the parameters that take an input size; null leaves the defaults. */
  readonly inputShape: readonly number[] | null;
  /** What the author's settings say of the inputs of this document. */
  readonly settings?: InputSettings;
  /** Calls of the document's functions, by their names, in other files of the project; asked only where the document has none. */
  readonly callsElsewhere?: (names: readonly string[]) => readonly WatchedCall[];
}

/** Arguments as plain data, as JSON has it. */
export type PlainArguments = Readonly<Record<string, unknown>>;

export interface InputSettings {
  /** Of any function: for parameters that nothing else gives a value. */
  readonly general: PlainArguments;
  /** Of functions by name: as a directive. */
  readonly named: ReadonlyMap<string, PlainArguments>;
}

export const NO_SETTINGS: InputSettings = { general: {}, named: new Map() };

export interface Answer {
  readonly model: ModelValue;
  /** False where what the function returns is not known; the evaluation has reported why. */
  readonly whole: boolean;
}

/** Null for a function that gives no model; a function that could not be followed but builds layers has a candidate. */
export function modelOfResult(name: string, result: RootResult): Answer | null {
  const { value } = result;
  const first = firstOf(value) ?? value;
  const model = modelIn(value);
  if (model !== null) return { model, whole: true };
  if (first.kind === "tensor") return { model: modelOfTensor(name, first), whole: true };
  if (value.kind !== "unknown" || (result.models.length === 0 && result.layers === 0)) return null;
  return { model: result.models.at(-1) ?? modelOfUnknown(name, value), whole: false };
}

/** The model that a value is or has in front. */
export function modelIn(value: Value | null): ModelValue | null {
  if (value === null) return null;
  const first = firstOf(value) ?? value;
  if (first.kind === "instance") return networkOf(first);
  return first.kind === "model" ? first : null;
}

/** Of several things the first one; of named ones the first model. */
function firstOf(value: Value): Value | undefined {
  if (value.kind === "tuple" || value.kind === "list") return value.items[0];
  if (value.kind !== "dictionary" || value.poison !== undefined) return undefined;
  return [...value.entries.values()].map((entry) => entry.value).find((item) => item.kind === "model");
}

/** `return x` in place of `return Model(inputs, x)`. */
function modelOfTensor(name: string, output: TensorValue): ModelValue {
  return {
    kind: "model",
    form: "functional",
    name,
    inputs: sourcesOf([output]),
    outputs: [output],
    layers: [],
    construction: output.producer.origin,
  };
}

/** Nothing but the reason: one node that is not known. */
function modelOfUnknown(name: string, why: UnknownValue): ModelValue {
  const construction = [{ location: why.location, function: name, iterations: [] }];
  const layer: LayerValue = {
    kind: "layer",
    class: "unknown",
    name,
    arguments: new Map(),
    unknown: unknown(why.why, why.location),
    construction,
  };
  const producer = { layer, inputs: [], origin: construction };
  return modelOfTensor(name, { kind: "tensor", shape: null, batch: null, producer });
}

/** Whether a limit was reached, so that something is missing. */
export function reachedLimit({ problems }: Pick<Evaluation, "problems">): boolean {
  return problems.some((problem) => problem.code === "limit");
}
