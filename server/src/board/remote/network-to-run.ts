/** A network of an analysis → what a board needs of it, or the reason why it cannot run there. */
import type { AnalysedModel } from "../../analysis/report";
import { networkToMeasure } from "../measure";
import type { NetworkToRun } from "./board-run";

/** `why` is a whole sentence. The analysis has to be made with topologies. */
export function networkToRun(
  analysed: AnalysedModel,
): NetworkToRun | { readonly kind: "refused"; readonly why: string } {
  const network = networkToMeasure(analysed);
  if ("kind" in network) return { kind: "refused", why: `${network.why}.` };
  const { topology } = analysed.root.network;
  if (topology === undefined) throw new Error("the analysis wrote no topology");
  if (topology.kind === "refused") return topology;
  const predicted = analysed.estimates.flatMap(({ device: { id }, answer }) =>
    answer.kind === "estimate" ? [[id, { ms: answer.ms, low: answer.low, high: answer.high }] as const] : [],
  );
  return {
    network,
    topology: topology.json,
    inputShapes: topology.inputShapes,
    predicted: Object.fromEntries(predicted),
  };
}
