import { libraryBases } from "../../values/ancestry";
import type { Library } from "../../eval/host";
import { leavesOf } from "../../values/leaves";
import type { ClassValue, ModelValue, Value } from "../../values/value";
import { networkOf } from "../tracing/instances";

/** The models that a value is or holds, each once. */
export function modelsIn(value: Value | null): readonly ModelValue[] {
  if (value === null) return [];
  const found = leavesOf(value).flatMap((leaf) => {
    if (leaf.kind === "instance") return networkOf(leaf) ?? [];
    return leaf.kind === "model" ? [leaf] : [];
  });
  return [...new Set(found)];
}

/** The model that a value is, or the first that it holds. */
export function modelIn(value: Value | null): ModelValue | null {
  return modelsIn(value)[0] ?? null;
}

/** Whether the instances of a class are models, as the library says that it derives from. */
export function isClassOfModels(value: ClassValue, library: Library): boolean {
  return libraryBases(value).some((base) => library.isModelClass?.(base) === true);
}

/** What makes an input for the models of such a class. */
export function inputFor(value: ClassValue, library: Library): Value | undefined {
  const base = libraryBases(value).find((path) => library.isModelClass?.(path) === true);
  return base === undefined ? undefined : library.inputOf?.(base);
}
