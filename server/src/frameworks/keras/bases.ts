/** Which classes of Keras' a class of the user's derives from. */
import { libraryBases } from "../../values/ancestry";
import { classesOf } from "../../values/keys";
import type { InstanceValue } from "../../values/value";
import { constructorOf } from "./constructors";

/** The most special class of Keras' that a class derives from; null for one that derives from none. */
export function kerasBase(instance: InstanceValue): string | null {
  const bases = libraryBases(instance.class).filter(isKerasBase);
  return bases.sort((left, right) => specialty(right) - specialty(left))[0] ?? null;
}

export function isKerasBase(path: string): boolean {
  return isModelBase(path) || /^keras\.layers\.[A-Z]/.test(path);
}

export function isModelBase(path: string): boolean {
  return path === "keras.Model" || path === "keras.Sequential";
}

/** True for `keras.layers.Conv2D` and its like, of which a user's class inherits what it computes. */
export function isConcrete(path: string): boolean {
  return path.startsWith("keras.layers.") && !ABSTRACT.includes(path);
}

const ABSTRACT = ["keras.layers.Layer", "keras.layers.Wrapper", "keras.layers.AbstractRNNCell"];

function specialty(path: string): number {
  if (path === "keras.layers.Layer") return 0;
  if (!isConcrete(path)) return path === "keras.Sequential" ? 2 : 1;
  return constructorOf(path.slice("keras.layers.".length)) === undefined ? 3 : 4;
}

/** True for instances of the user's models, in contrast to layers. */
export function isModelInstance(instance: InstanceValue): boolean {
  const base = kerasBase(instance);
  return base !== null && isModelBase(base);
}

/**
 * True where its class has a `__call__` of its own that does not call Keras': then Keras knows nothing of the call, and applies only the
 * layers that are called within it.
 */
export function passesKerasBy(instance: InstanceValue): boolean {
  const own = classesOf(instance.class).find(({ members }) => members.has("__call__"));
  const method = own?.members.get("__call__");
  return method?.kind === "function" && !namesAttribute(method.body, "__call__");
}

function namesAttribute(code: unknown, name: string): boolean {
  const waiting: unknown[] = [code];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if ("kind" in next && next.kind === "attribute" && "name" in next && next.name === name) return true;
    for (const part of Object.values(next)) if (typeof part === "object") waiting.push(part);
  }
  return false;
}
