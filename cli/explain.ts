/** `latency-lens explain`: what each step of the analysis made of a file. For whoever looks for the step that went wrong. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { lineText } from "../protocol/source";
import { KERNEL_NUMBERS } from "../predictors/src/kernels";
import { programInput } from "../predictors/src/program";
import { describe } from "../server/src/values/describe";
import type { ShapedGraph } from "../server/src/graph/graph";
import { analyseNetworks } from "../server/src/analysis/analysis";
import type { AnalysedModel } from "../server/src/analysis/report";
import { UNKNOWN } from "../server/src/ide/format";
import { visible } from "../server/src/ide/visible";
import { printProgram } from "../server/src/syntax/print-program";
import { embeddedEnvironment } from "./environment";
import { readSource } from "./source";
import { table } from "../server/src/ide/table";
import { UsageError } from "./usage";

export interface ExplainOptions {
  readonly file: string;
  readonly stage: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
}

type Analysed = ReturnType<typeof analyseNetworks>;

/** The steps in their order, each with the lines that show its result. */
const STAGES: Readonly<Record<string, (analysed: Analysed) => readonly string[]>> = {
  program: ({ program }) => printProgram(program).split("\n"),
  values: ({ evaluation }) => [
    ...[...evaluation.scope.entries()].map(([name, value]) => `${name} = ${describe(value)}`),
    ...evaluation.problems.map(({ severity, message, location }) => `${lineText(location)}: ${severity}: ${message}`),
  ],
  graph: ({ networks }) => networks.flatMap(({ graph }) => ["", `${graph.name}:`, ...table(graphRows(graph), 3)]),
  features: ({ networks }) => networks.flatMap(featureLines),
  kernels: ({ networks }) => networks.flatMap(({ graph }) => ["", `${graph.name}:`, ...table(kernelRows(graph), 2)]),
};

/** As exported predictors read them; there, a line that starts with # counts for nothing. */
function featureLines({ root, graph, features }: AnalysedModel): readonly string[] {
  const unknown = graph.nodes.filter(({ cost }) => cost === null).length;
  const missing =
    unknown === 0 ? [] : [`# ${unknown} of ${graph.nodes.length} layers are not known: at least so much time`];
  return [...missing, ...programInput(visible(root.name), features).split("\n")];
}

export const STAGE_NAMES = Object.keys(STAGES);

/** Prints one stage of one file; the exit status is 0. Throws UsageError for arguments that cannot be used. */
export async function explain({ file, stage, resources, write }: ExplainOptions): Promise<number> {
  const show = STAGES[stage];
  if (show === undefined) throw new UsageError(`--stage ${stage}: give ${STAGE_NAMES.join(", ")}`);
  const source = readSource(file);
  const environment = await embeddedEnvironment(resources);
  const uri = pathToFileURL(path.resolve(file)).href;
  const analysed = analyseNetworks(environment, {
    uri,
    version: null,
    ...source,
    inputShape: null,
    cancelled: () => false,
  });
  const lines = show(analysed).map(visible);
  write(`${lines.length === 0 ? `${visible(file)}: nothing at this stage.` : lines.join("\n").replace(/^\n/, "")}\n`);
  return 0;
}

function graphRows({ nodes }: ShapedGraph): string[][] {
  const head = ["node", "layer", "class", "inputs", "output", "params", "FLOPs", "unknown"];
  const rows = nodes.map(({ layer, inputs, outputShape, parameters, cost, unknown }, index) => [
    String(index),
    layer.name,
    layer.class,
    inputs.join(" "),
    outputShape === null ? UNKNOWN : outputShape.map((side) => side ?? UNKNOWN).join("×"),
    parameters === null ? UNKNOWN : String(parameters.total),
    cost === null ? UNKNOWN : String(cost.flops),
    unknown ?? "",
  ]);
  return [head, ...rows];
}

function kernelRows({ nodes }: ShapedGraph): string[][] {
  const rows = nodes.flatMap(({ layer, cost }) =>
    cost === null
      ? [[layer.name, UNKNOWN]]
      : cost.kernels.map((kernel) => [
          layer.name,
          kernel.kind,
          ...KERNEL_NUMBERS.map((number) => String(kernel[number])),
        ]),
  );
  return [["layer", "kernel", ...KERNEL_NUMBERS], ...rows];
}
