/** A saved topology (Keras JSON, TF.js `model.json`) → Report. It has no lines: what is said of a layer names it. */
import type { Report } from "../../../protocol/report";
import { readKerasJson } from "../graph/json";
import { KnownLayers } from "../layers/known-layers";
import type { AnalysisEnvironment } from "./analysis";
import { priced } from "./analysis";
import { modelReport, savedReport } from "./report";

/** A topology is a few megabytes; weights are not in it. */
export const LARGEST_TOPOLOGY = 64 * 1024 * 1024;

export interface SavedInput {
  readonly uri: string;
  readonly text: string;
  /** Height, width and channels in place of the saved ones, of a network with one input. */
  readonly inputShape: readonly number[] | null;
}

/** `why` is a whole sentence. */
export function analyseTopology(
  environment: Pick<AnalysisEnvironment, "devices">,
  { uri, text, inputShape }: SavedInput,
): Report | { readonly why: string } {
  const read = readKerasJson(text, inputShape === null ? {} : { inputShape });
  if (read.kind === "refused") return { why: read.why };
  const { graph } = read;
  const start = { line: 0, character: 0 };
  const root = {
    id: graph.name,
    name: graph.name,
    location: { uri, range: { start, end: start } },
    calledAt: null,
    partial: false,
    problems: [],
    assumptions: [],
  };
  const model = modelReport({ root, ...priced(environment, graph, [], new KnownLayers()) });
  return savedReport(uri, environment.devices, model);
}
