import type { DeviceInfo } from "../../../protocol/report";
import { consumptionOf, type Consumption, type ConsumptionModel } from "../../../predictors/src/consumption";
import { isInput } from "../layers/rules";
import type { ShapedGraph } from "../graph/graph";
import { isAnswering } from "../../../predictors/src/predictor";
import type { Card, Estimate, NetworkFeatures, Predictor, Refused } from "../../../predictors/src/predictor";

/** A device and its predictors: one answers, as its card says, the others stand beside it. */
export interface DevicePredictors {
  readonly info: DeviceInfo;
  readonly predictors: readonly LoadedPredictor[];
  /** Power and memory of networks on the device; unset where nothing of the kind was measured. */
  readonly consumption?: LoadedConsumption;
  /** Why the user's retrained predictor does not answer although there is one; unset where nothing is wrong. */
  readonly setAside?: string;
}

/** A predictor, or why its model file could not be used. */
export interface LoadedPredictor {
  readonly id: string;
  readonly predictor: Predictor | Refused;
}

/** What was learnt of power and memory, or why its file could not be used. */
export interface LoadedConsumption {
  readonly model: ConsumptionModel | Refused;
}

/** What a device's predictors say of one network. */
export interface DeviceAnswer {
  readonly device: DeviceInfo;
  readonly answer: Estimate | Refused;
  /** Card of the answering predictor; null where its model file could not be used. */
  readonly card: Card | null;
  /** Milliseconds by predictor id, of those that answered. */
  readonly byPredictor: Readonly<Record<string, number>>;
  /** Those of them, but for the answering one, that were asked beyond what they were trained on. */
  readonly extrapolated: readonly string[];
  /** What the network needs beside time; null where the device says nothing of it. */
  readonly consumption: Consumption | Refused | null;
}

/**
 * Why no layer gives a figure: the first reason of a network none of whose layers is understood. Null where at least one is that
 * takes time: what an input takes alone says nothing of the network.
 */
export function whyNothingIsKnown({ nodes, uncountable }: ShapedGraph): string | null {
  if (uncountable !== null) return uncountable;
  const layers = nodes.filter(({ layer }) => !isInput(layer.rules));
  if (layers.some(({ cost }) => cost !== null && cost.kernels.length > 0)) return null;
  const reason = nodes.find(({ unknown }) => unknown !== null)?.unknown;
  if (reason !== undefined) return reason;
  if (layers.length === 0) return "the network has no layers";
  return nodes.some(({ cost }) => cost === null) ? "the sizes of its layers are not known" : null;
}

/**
 * Asks every predictor of the device; none is asked where `refusal` says why there is nothing to price. Where the one that answers refuses,
 * or its file cannot be used, no other one takes its place silently: the answer is the refusal.
 */
export function estimateOn(device: DevicePredictors, features: NetworkFeatures, refusal: string | null): DeviceAnswer {
  if (refusal !== null) {
    const answer: Refused = { kind: "refused", why: refusal };
    return { device: device.info, answer, card: null, byPredictor: {}, extrapolated: [], consumption: null };
  }
  const answering = answeringOf(device.predictors);
  const others = device.predictors.filter((one) => one !== answering);
  const byPredictor: Record<string, number> = {};
  const answers = [...(answering === undefined ? [] : [answering]), ...others].map(({ id, predictor }) => ({
    id,
    ...ask(predictor, features),
  }));
  for (const { id, answer } of answers) if (answer.kind === "estimate") byPredictor[id] = answer.ms;
  const first = answering === undefined ? undefined : answers[0];
  const consumption =
    device.consumption === undefined || first?.answer.kind !== "estimate"
      ? null
      : consumptionOn(device.consumption, features, first.answer, first.card);
  return {
    device: device.info,
    answer: first?.answer ?? { kind: "refused", why: `there is no predictor for ${device.info.name}` },
    card: first?.card ?? null,
    byPredictor,
    extrapolated: answers
      .filter(({ answer }) => answer.kind === "estimate" && answer.outsideMeasuredRange)
      .flatMap(({ id }) => (id === answering?.id ? [] : [id])),
    consumption,
  };
}

function consumptionOn(
  { model }: LoadedConsumption,
  { aggregate }: NetworkFeatures,
  time: Estimate,
  card: Card | null,
): Consumption | Refused {
  if ("why" in model) return model;
  if (card?.calibration !== undefined)
    return { kind: "refused", why: "the time is scaled to a measured one, which says nothing of power" };
  return consumptionOf(model, aggregate, time);
}

/** The predictor whose card says so; where none does, one whose file cannot be used, which may be it. */
export function answeringOf(predictors: readonly LoadedPredictor[]): LoadedPredictor | undefined {
  return (
    predictors.find(({ predictor }) => !("kind" in predictor) && isAnswering(predictor.card)) ??
    predictors.find(({ predictor }) => "kind" in predictor)
  );
}

function ask(
  predictor: Predictor | Refused,
  features: NetworkFeatures,
): { answer: Estimate | Refused; card: Card | null } {
  if ("kind" in predictor) return { answer: predictor, card: null };
  return { answer: predictor.predict(features), card: predictor.card };
}
