/** Trees on whole-network features: the boosted trees and the random forest of Bouzidi et al., 2020. */
import { isOutside, unusableTotals } from "./aggregate";
import type { AggregateFeature, AggregateFeatures, Estimate, NetworkFeatures, Refused } from "./predictor";
import { sumOfTrees, type Trees } from "./trees";

export interface TotalsModel {
  /** Features of a row, in the order in which the trees number them. */
  readonly features: readonly AggregateFeature[];
  readonly trees: Trees;
  /** Milliseconds before the first tree. */
  readonly base: number;
  /** Smallest and largest trained value of each feature. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export function predictFromTotals(model: TotalsModel, network: NetworkFeatures): Estimate | Refused {
  const unusable = unusableTotals(network.aggregate);
  if (unusable !== null) return { kind: "refused", why: `the network's totals cannot be priced: ${unusable}` };
  const row = totalsRow(model.features, network.aggregate);
  const ms = model.base + sumOfTrees(model.trees, row);
  // Trees answer with the nearest measured totals, and a sum of boosted trees can even fall below zero.
  if (ms <= 0) return { kind: "refused", why: "the network is smaller than any measured one" };
  const outsideMeasuredRange = isOutside(network.aggregate, model.features, model);
  return { kind: "estimate", ms, low: null, high: null, layers: null, outsideMeasuredRange, nearest: [] };
}

export function totalsRow(features: readonly AggregateFeature[], aggregate: AggregateFeatures): Float32Array {
  // Not Float32Array.from, which walks an iterator: this is half of the time of a prediction.
  const row = new Float32Array(features.length);
  for (let i = 0; i < features.length; i++) row[i] = aggregate[features[i] as AggregateFeature];
  return row;
}
