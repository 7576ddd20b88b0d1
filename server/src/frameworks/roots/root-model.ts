/** A model that a file offers, and how what a function returns becomes one. */
import type { Assumption, Candidate } from "../../../../protocol/report";
import type { Location } from "../../../../protocol/source";
import type { Evaluation, Finished, WatchedCall } from "../../eval/evaluate";
import { leavesOf } from "../../values/leaves";
import { ONLY_WHEN_RUN, unknown } from "../../values/make";
import type {
  EvaluationProblem,
  FunctionValue,
  LayerValue,
  ModelValue,
  TensorValue,
  UnknownValue,
  Value,
} from "../../values/value";
import type { Program } from "../../syntax/program";
import { isInputLayer, isOperation } from "../tracing/layers";
import { sourcesOf } from "../tracing/sources";
import { modelsIn } from "./models-in";
import type { Network, Networks } from "./networks";
import { answerNames } from "./returned-names";
import { isPartOf, layersWithin } from "./whole-models";
import type { Built } from "./whole-models";

export interface RootModel {
  /** Unique in the file: the name, numbered where several models have it. */
  readonly id: string;
  readonly name: string;
  /** The function's name or the variable's, else the call that constructs the model. */
  readonly location: Location;
  /** Built for the height, width and channels that are asked for from outside the code, where the source leaves its input open. */
  readonly network: Network;
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

/** A call of a function that a root may stand for: its arguments hold on top of what the run did in which it was made (`after`). */
export interface FoundCall extends Omit<WatchedCall, "result"> {
  /** The models that it gave, by which calls are told apart; nothing is read of them. */
  readonly gave: readonly ModelValue[];
  /** What its arguments are where the class around it is constructed without arguments. */
  readonly classDefaults?: ClassDefaults;
}

/** To be asked while what the call gave still holds. */
export function foundCall({ target, given, frames, assumptions, after, result }: WatchedCall): FoundCall {
  return { target, given, frames, assumptions, after, gave: modelsIn(result) };
}

export interface ClassDefault {
  readonly value: Value;
  /** Name of the class. */
  readonly class: string;
}

/** By parameter of the function that is called. */
export type ClassDefaults = ReadonlyMap<string, ClassDefault>;

export const NO_CLASS_DEFAULTS: ClassDefaults = new Map();

export interface RootOptions {
  readonly program: Program;
  readonly uri: string;
  /** Height, width and channels, passed to the parameters that take an input size; null leaves the defaults. */
  readonly inputShape: readonly number[] | null;
  /** Of the evaluation. */
  readonly networks: Networks;
  /** What the author's settings say of the inputs of this document. */
  readonly settings?: InputSettings;
  /** Calls of the document's functions, by their names, in other files of the project; asked only where the document has none. */
  readonly callsElsewhere?: (names: readonly string[]) => readonly FoundCall[];
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
  readonly name: string;
  readonly network: Network;
  /** False where what the function returns is not known; the evaluation has reported why. */
  readonly whole: boolean;
}

/** What a run is asked for. */
export interface Asked {
  /** What is called, for the names of several models. */
  readonly name: string;
  readonly target: FunctionValue | null;
  readonly networks: Networks;
  readonly inputShape: readonly number[] | null;
}

/**
 * The models that a result stands for: those that it holds, else the one model of all the tensors in it. None for a result
 * without a network; a function that could not be followed but builds layers gives one that is not whole.
 */
export function answersOf(finished: Finished, asked: Asked): readonly Answer[] {
  const { value, layers } = finished;
  if (value.kind !== "unknown") return returnedAnswers(value, asked);
  const { networks, inputShape } = asked;
  const last = finished.models.findLast((model) => layersWithin(model).size > 0);
  const models = last === undefined ? [] : [networks.of(last, inputShape)];
  return unknownAnswers(value, { models, isBuilder: finished.models.length > 0 || layers > 0 }, asked);
}

/** Of a value that is known. */
export function returnedAnswers(value: Value, { name, target, networks, inputShape }: Asked): readonly Answer[] {
  const models = modelsIn(value);
  if (models.length === 0) {
    const model = modelOfTensors(name, leavesOf(value));
    return model === null ? [] : [{ name, network: networks.of(model, inputShape), whole: true }];
  }
  const found = models.map((model) => ({ model, built: networks.built(model) }));
  const shown = found.filter(({ built }) => built.layers.size > 0 && !isBaseOf(built, found)).slice(0, RETURNED_SHOWN);
  const names = answerNames(
    name,
    shown.map(({ model }) => model),
    { target, value },
  );
  return shown.map(({ model, built }, index) => ({
    name: names[index] ?? name,
    network: networks.of(model, inputShape, built),
    whole: true,
  }));
}

/** Of a value that is not known: the last network with layers that the run built. */
export function unknownAnswers(
  why: UnknownValue,
  { models, isBuilder }: { readonly models: readonly Network[]; readonly isBuilder: boolean },
  { name, networks, inputShape }: Asked,
): readonly Answer[] {
  if (!isBuilder || isAnswerOfRun(why)) return [];
  const last = models.findLast(({ layers }) => layers.size > 0);
  // An error is no network of one unknown layer.
  if (last === undefined && isError(why)) return [];
  return [{ name, network: last ?? networks.of(modelOfUnknown(name, why), inputShape), whole: false }];
}

/** The error for which no layer of a model is known: running the source ends there. */
export function errorBehind(value: Value): UnknownValue | null {
  const layers = modelsIn(value).flatMap((model) => [...layersWithin(model)]);
  const reasons = layers.map((layer) => layer.unknown);
  return reasons.every((reason) => reason !== null && isError(reason)) ? (reasons[0] ?? null) : null;
}

function isError({ why }: UnknownValue): boolean {
  return why.startsWith("raises ") || /^[A-Z]\w*(Error|Exception): /.test(why);
}

/** What training and inference give is no network, although networks are built on the way to it. */
export function isAnswerOfRun({ why }: UnknownValue): boolean {
  return why.includes(ONLY_WHEN_RUN);
}

/** Models that one function returns and that are shown: encoder, decoder and autoencoder, not a list of hundreds. */
const RETURNED_SHOWN = 8;

/** A network of a library's that another of the models is built on: the author knows it by the other. */
function isBaseOf(one: Built, models: readonly { readonly built: Built }[]): boolean {
  return one.isReadyMade && models.some(({ built }) => built !== one && isPartOf(one, built));
}

/** `return x` or `return [small, big]` in place of `return Model(inputs, x)`; null where no layer stands behind them. */
function modelOfTensors(name: string, leaves: readonly Value[]): ModelValue | null {
  const tensors = leaves.filter((leaf) => leaf.kind === "tensor");
  const outputs = [...new Set(tensors.filter((tensor) => !isInput(tensor)))];
  const [first] = outputs;
  const sources = sourcesOf(outputs);
  // Without an input it is data: a table of anchors, a mask.
  if (first === undefined || sources.length === 0) return null;
  // `return inputs, outputs`: the inputs in the order in which they are returned.
  const listed = tensors.filter((tensor) => sources.includes(tensor));
  const inputs = [...new Set([...listed, ...sources])];
  const unclear = leaves.filter((leaf) => leaf.kind === "unknown" && leaf.tensors !== undefined);
  const lost = unclear.flatMap((leaf) => (leaf.kind === "unknown" ? [tensorOfUnknown(name, leaf)] : []));
  const model = modelOf(name, inputs, [...outputs, ...lost], first.producer.origin);
  return lost.length > 0 || hasLayers(model) ? model : null;
}

function isInput({ producer: { layer } }: TensorValue): boolean {
  return layer.kind === "layer" && isInputLayer(layer);
}

/** Operations on tensors alone are no network: a table of anchors, a loss. */
function hasLayers(model: ModelValue): boolean {
  return [...layersWithin(model)].some((layer) => !isOperation(layer));
}

function modelOf(
  name: string,
  inputs: readonly TensorValue[],
  outputs: readonly TensorValue[],
  construction: ModelValue["construction"],
): ModelValue {
  return { kind: "model", form: "functional", name, inputs, outputs, layers: [], construction };
}

/** Nothing but the reason: one node that is not known. */
function modelOfUnknown(name: string, why: UnknownValue): ModelValue {
  const output = tensorOfUnknown(name, { ...why, tensors: [] });
  return modelOf(name, [], [output], output.producer.origin);
}

function tensorOfUnknown(name: string, why: UnknownValue): TensorValue {
  const construction = [{ location: why.location, function: name, iterations: [] }];
  const layer: LayerValue = {
    kind: "layer",
    class: "unknown",
    name,
    arguments: new Map(),
    unknown: unknown(why.why, why.location),
    construction,
  };
  const producer = { layer, inputs: why.tensors ?? [], origin: construction };
  return { kind: "tensor", shape: null, batch: null, producer };
}

/** Whether a limit was reached, so that something is missing. */
export function reachedLimit({ problems }: Pick<Evaluation, "problems">): boolean {
  return problems.some((problem) => problem.code === "limit");
}
