import type { DeviceInfo } from "../../../protocol/report";
import type { ShapedGraph } from "../graph/graph";
import type { Card, Estimate, NetworkFeatures, Predictor, Refused } from "../../../predictors/src/predictor";

/** A device and its predictors; the first one answers in the editor, the others stand beside it. */
export interface DevicePredictors {
  readonly info: DeviceInfo;
  readonly predictors: readonly LoadedPredictor[];
  /** Why the user's retrained predictor does not answer although there is one; unset where nothing is wrong. */
  readonly setAside?: string;
}

/** A predictor, or why its model file could not be used. */
export interface LoadedPredictor {
  readonly id: string;
  readonly predictor: Predictor | Refused;
}

/** What a device's predictors say of one network. */
export interface DeviceAnswer {
  readonly device: DeviceInfo;
  readonly answer: Estimate | Refused;
  /** Card of the answering predictor; null where its model file could not be used. */
  readonly card: Card | null;
  /** Milliseconds by predictor id, of those that answered. */
  readonly byPredictor: Readonly<Record<string, number>>;
}

/** Why no layer gives a figure: the first reason of a network none of whose layers is understood. Null where at least one is. */
export function whyNothingIsKnown(graph: ShapedGraph): string | null {
  if (graph.uncountable !== null) return graph.uncountable;
  if (graph.nodes.some((node) => node.cost !== null)) return null;
  const reason = graph.nodes.find((node) => node.unknown !== null)?.unknown;
  return reason ?? (graph.nodes.length === 0 ? "the network has no layers" : "the sizes of its layers are not known");
}

/** Asks every predictor of the device; none is asked where `refusal` says why there is nothing to price. Where the first refuses, no other one takes its place silently: the answer is the refusal. */
export function estimateOn(device: DevicePredictors, features: NetworkFeatures, refusal: string | null): DeviceAnswer {
  if (refusal !== null) {
    return { device: device.info, answer: { kind: "refused", why: refusal }, card: null, byPredictor: {} };
  }
  const answers = device.predictors.map(({ id, predictor }) => ({ id, ...ask(predictor, features) }));
  const first = answers[0];
  const byPredictor: Record<string, number> = {};
  for (const { id, answer } of answers) if (answer.kind === "estimate") byPredictor[id] = answer.ms;
  return {
    device: device.info,
    answer: first?.answer ?? { kind: "refused", why: `there is no predictor for ${device.info.name}` },
    card: first?.card ?? null,
    byPredictor,
  };
}

function ask(
  predictor: Predictor | Refused,
  features: NetworkFeatures,
): { answer: Estimate | Refused; card: Card | null } {
  if ("kind" in predictor) return { answer: predictor, card: null };
  return { answer: predictor.predict(features), card: predictor.card };
}
