/** Source text → evaluated and shaped models, without predictors and reports. */
import assert from "node:assert/strict";
import type { Candidate } from "../../protocol/report";
import type { Evaluation } from "../../server/src/eval/evaluate";
import { startEvaluation } from "../../server/src/languages/start";
import { LIMITS } from "../../server/src/eval/limits";
import type { RootModel } from "../../server/src/frameworks/roots/root-model";
import { Networks } from "../../server/src/frameworks/roots/networks";
import { isWatched, rootsOf } from "../../server/src/frameworks/roots/roots";
import type { ShapedGraph, ShapedNode } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { KnownLayers } from "../../server/src/layers/known-layers";
import { createLibrary, createZoo, parseDocument, vocabularyOf } from "../../server/src/project/language";
import type { DocumentLanguage } from "../../server/src/project/language";
import { importsFramework } from "../../server/src/project/relevant";
import { withoutGuesses } from "../../server/src/analysis/report";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "./parsers";

export interface Network {
  readonly root: RootModel;
  readonly graph: ShapedGraph;
}

export interface NetworkFile {
  readonly evaluation: Evaluation;
  readonly networks: readonly Network[];
  /** Definitions without a model, and why. */
  readonly candidates: readonly Candidate[];
}

let parsers: Promise<Parsers> | null = null;
let zoo: ReturnType<typeof createZoo> | null = null;

/** Name of the document in every test. */
export const DOCUMENT = "file:///model.py";

export async function networksIn(source: string, inputShape: readonly number[] | null = null): Promise<NetworkFile> {
  return scriptNetworksIn(source, "python", inputShape);
}

export async function scriptNetworksIn(
  source: string,
  language: DocumentLanguage,
  inputShape: readonly number[] | null = null,
): Promise<NetworkFile> {
  const program = parseDocument(await (parsers ??= loadTestParsers()), source, language);
  const layers = new KnownLayers(vocabularyOf(language));
  const library = createLibrary(language, (zoo ??= createZoo(await parsers)), layers);
  const evaluation = startEvaluation(DOCUMENT, program, {
    library,
    limits: LIMITS,
    inputShape,
    // No test depends on how fast the machine is.
    now: () => 0,
    cancelled: () => false,
    watches: isWatched(DOCUMENT),
  });
  const roots = rootsOf(evaluation, {
    program,
    uri: DOCUMENT,
    inputShape,
    networks: new Networks(library, layers, true),
  });
  const analysed = roots.models.map((root) => ({
    root,
    graph: inferGraph(root.network.graph, layers),
  }));
  // Whatever yields a model in a test is a file that the editor does not leave alone.
  assert.ok(
    analysed.length === 0 || importsFramework(source, language),
    "the editor's test of relevance misses this file",
  );
  return { evaluation, ...withoutGuesses(analysed, roots.candidates) };
}

/** Trainable and other weights of a network whose layers are all known; null where one is not. */
export function totalParameters(graph: ShapedGraph): number | null {
  let total = 0;
  for (const { parameters } of graph.nodes) {
    if (parameters === null) return null;
    total += parameters.total;
  }
  return total;
}

/** "(None, 56, 56, 64)", as Keras prints it; "?" where nothing is known. */
export function printShape(node: ShapedNode): string {
  if (node.outputShape === null) return "?";
  const sides = [null, ...node.outputShape].map((side) => (side === null ? "None" : String(side)));
  return `(${sides.join(", ")})`;
}
