/** Models of the user's own classes that the top level makes and neither calls nor builds: their input is open unless somebody says it. */
import type { Evaluation } from "../eval/evaluate";
import { NONE } from "../eval/read";
import type { EvaluationProblem, InstanceValue, ModelValue } from "../eval/values";
import { isMarked, isModelInstance } from "./keras/instances";

export interface OpenModel {
  readonly model: ModelValue;
  readonly problems: readonly EvaluationProblem[];
}

/** `sizeOf` says the size of the input that is asked for where the instance was made; null leaves it open. */
export function openModels(
  evaluation: Evaluation,
  uri: string,
  sizeOf: (instance: InstanceValue) => readonly number[] | null,
): readonly OpenModel[] {
  const instances = new Set<InstanceValue>();
  for (const [, value] of evaluation.scope.entries()) {
    if (value.kind !== "instance" || value.poison !== undefined) continue;
    const isOwn = value.construction.at(-1)?.location.uri === uri && isModelInstance(value);
    if (isOwn && !isMarked(value, "called")) instances.add(value);
  }
  return [...instances].flatMap((instance) => {
    const place = instance.construction[0]?.location;
    if (place === undefined) return [];
    const result = evaluation.run(
      (interpreter) => interpreter.networkOf(instance, place) ?? NONE,
      place,
      sizeOf(instance),
    );
    // One that hands inputs and outputs to Keras is a model of the top level already.
    if (result.value.kind !== "model" || result.value.instance === undefined) return [];
    return [{ model: result.value, problems: result.problems }];
  });
}
