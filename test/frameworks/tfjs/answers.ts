/** Bodies of functions of `tf` that make a model, as TensorFlow.js and we see them. */
import { isDeepStrictEqual } from "node:util";
import type { TfjsAnswer } from "../../support/tfjs";
import { scriptNetworksIn } from "../../support/networks";

/** What we say of each body. */
export async function answersOf(bodies: readonly string[]): Promise<readonly OurAnswer[]> {
  const lines = bodies.map((body, index) => `export function case_${index}() { ${body} }`);
  const source = ['import * as tf from "@tensorflow/tfjs";', ...lines].join("\n");
  const { networks, evaluation, candidates } = await scriptNetworksIn(source, "javascript");
  return bodies.map((_, index) => {
    const network = networks.find(({ root }) => root.name === `case_${index}`);
    const problems = [
      ...evaluation.problems,
      ...(network?.root.problems ?? []),
      ...(network?.graph.problems ?? []),
    ].filter((problem) => ("location" in problem ? problem.location.range.start.line === index + 1 : true));
    const errors = problems.flatMap(({ severity, message }) => (severity === "error" ? [message] : []));
    const graph = network?.graph;
    if (graph === undefined) {
      const why = candidates.find(({ name }) => name === `case_${index}`)?.why ?? "nothing is shown";
      return { errors, outputs: null, parameters: null, trainable: null, unknown: why };
    }
    const unknown = graph.nodes.find((node) => node.outputShape === null || node.parameters === null);
    const total = unknown === undefined ? sum(graph.nodes.map(({ parameters }) => parameters?.total ?? 0)) : null;
    const fixed = sum(graph.nodes.map(({ parameters }) => parameters?.nonTrainable ?? 0));
    return {
      errors,
      outputs: graph.outputs.map((output) => graph.nodes[output]?.outputShape ?? null),
      parameters: total,
      trainable: total === null ? null : total - fixed,
      unknown: unknown === undefined ? null : (unknown.unknown ?? "unknown"),
    };
  });
}

export interface OurAnswer {
  readonly errors: readonly string[];
  readonly outputs: readonly (readonly (number | null)[] | null)[] | null;
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly unknown: string | null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * Null where both agree: TF.js refuses and we report an error; or both give the same outputs and weights; or what TF.js builds without a
 * look at its options does not run, and we give no figure, or an error.
 */
export function difference(theirs: TfjsAnswer, ours: OurAnswer): string | null {
  if (theirs.kind === "refused") {
    return ours.errors.length > 0 ? null : `TF.js refuses: ${theirs.message}; ours: ${print(ours)}`;
  }
  const { outputs, computed, parameters, trainable } = theirs;
  const said = `TF.js builds ${JSON.stringify({ outputs, computed, parameters, trainable })}`;
  if (computed === null)
    return ours.unknown !== null || ours.errors.length > 0 ? null : `${said}, which does not run; ours: ${print(ours)}`;
  if (ours.errors.length > 0) return `${said}; ours an error: ${ours.errors[0] ?? ""}`;
  const isSame =
    [outputs, computed].some((shapes) => isDeepStrictEqual(shapes, ours.outputs)) &&
    ours.parameters === parameters &&
    ours.trainable === trainable;
  return isSame ? null : `${said}; ours: ${print(ours)}`;
}

function print({ outputs, parameters, trainable, unknown }: OurAnswer): string {
  return unknown === null ? JSON.stringify({ outputs, parameters, trainable }) : `unknown: ${unknown}`;
}
