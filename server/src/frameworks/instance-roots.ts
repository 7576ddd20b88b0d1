/** Models of the user's own classes that the top level makes and neither calls nor builds: their input is open unless somebody says it. */
import type { Assumption } from "../../../protocol/report";
import type { Evaluation } from "../eval/evaluate";
import { NONE } from "../eval/read";
import type { EvaluationProblem, InstanceValue, ModelValue } from "../eval/values";
import { calledWith } from "./assumed-inputs";
import { builtSize } from "./declared-size";
import { isMarked, isModelInstance } from "./keras/instances";

export interface OpenModel {
  readonly model: ModelValue;
  readonly problems: readonly EvaluationProblem[];
  /** The size that the default of the class' `build` says, where nobody says another one. */
  readonly inputShape: readonly number[] | null;
  readonly assumptions: readonly Assumption[];
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
    const said = sizeOf(instance);
    const built = said === null ? builtSize(instance.class) : null;
    const result = evaluation.run(
      (interpreter) => interpreter.networkOf(instance, place) ?? NONE,
      place,
      said ?? built?.shape ?? null,
    );
    // One that hands inputs and outputs to Keras is a model of the top level already.
    if (result.value.kind !== "model" || result.value.instance === undefined) return [];
    const assumptions = built === null || built.isWhole ? [] : [calledWith(instance.class, built.shape)];
    return [{ model: result.value, problems: result.problems, inputShape: built?.shape ?? null, assumptions }];
  });
}
