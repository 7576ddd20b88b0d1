/** Models of the user's own classes that the top level makes and neither calls nor builds: their input is open unless somebody says it. */
import type { Evaluation } from "../../eval/evaluate";
import type { Library } from "../../eval/host";
import { NONE } from "../../values/make";
import type { InstanceValue, Running, ModelValue, Value } from "../../values/value";
import { isMarked } from "../tracing/instances";
import { calledWith } from "./assumed-inputs";
import { builtSize } from "./declared-size";
import { isClassOfModels } from "./models-in";
import type { Unnamed } from "./root-model";

/**
 * `sizeOf` says the size of the input that is asked for where the instance was made; null leaves it open. `rootOf` shows a model as one of
 * the top level, built for the size that the default of the class' `build` says, where nobody says another one.
 */
export function openModels(
  evaluation: Evaluation,
  library: Library,
  uri: string,
  sizeOf: (instance: InstanceValue) => readonly number[] | null,
  rootOf: (model: ModelValue, inputShape: readonly number[] | null) => Unnamed,
): readonly Unnamed[] {
  const instances = new Set<InstanceValue>();
  for (const [, value] of evaluation.scope.entries()) {
    if (value.kind !== "instance" || value.poison !== undefined) continue;
    const isOwn = value.construction.at(-1)?.location.uri === uri && isClassOfModels(value.class, library);
    if (isOwn && !isMarked(value, "called")) instances.add(value);
  }
  return [...instances].flatMap((instance) => {
    const place = instance.construction[0]?.location;
    if (place === undefined) return [];
    const said = sizeOf(instance);
    const built = said === null ? builtSize(instance.class) : null;
    const make = (interpreter: Running): Value => interpreter.networkOf(instance, place) ?? NONE;
    const inputShape = said ?? built?.shape ?? null;
    return evaluation.run({ kind: "made", make, place, inputShape }, ({ value, problems }) => {
      // One that hands inputs and outputs to Keras is a model of the top level already.
      if (value.kind !== "model" || value.instance === undefined) return [];
      const assumptions = built === null || built.isWhole ? [] : [calledWith(instance.class, built.shape)];
      const root = rootOf(value, built?.shape ?? null);
      return [{ ...root, problems, assumptions: [...root.assumptions, ...assumptions] }];
    });
  });
}
