/** What a class of the source derives from. */
import type { Location } from "../../../protocol/source";
import { describe } from "./describe";
import { unknown } from "./make";
import type { Scope } from "./scope";
import type { ClassValue, UnknownValue, Value } from "./value";

/** Name under which a class body's scope knows its class, for `super()`. */
export const CLASS_NAME = "__class__";

/** The class and its bases of the user's code in the order in which members are looked up. */
export function ancestors(value: ClassValue): readonly ClassValue[] {
  return resolutionOrder(value).filter((one) => one.kind === "class");
}

/** A base that is no class of the user's code: a library class or something unknown. */
export function foreignBase(value: ClassValue): Value | undefined {
  for (const one of ancestors(value)) for (const base of one.bases) if (base.kind !== "class") return base;
  return undefined;
}

/** Paths of the library classes that a class derives from. */
export function libraryBases(value: ClassValue): readonly string[] {
  return ancestors(value).flatMap((one) => one.bases.flatMap((base) => (base.kind === "library" ? [base.path] : [])));
}

/**
 * The order in which Python looks a member up: classes of the user's and, behind all that derive from them, foreign bases. A shared base
 * stands behind all classes that derive from it: found from the end, the last of the bases first, each stands where it is met first.
 */
export function resolutionOrder(value: ClassValue): readonly Value[] {
  if (value.bases.every((base) => base.kind !== "class")) return [value, ...value.bases];
  const found: Value[] = [];
  const seen = new Set<Value | string>([value]);
  const waiting = [{ one: value, bases: [...value.bases] }];
  for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
    const base = last.bases.pop();
    if (base === undefined) {
      found.push(last.one);
      waiting.pop();
      continue;
    }
    const identity = base.kind === "library" ? base.path : base;
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (base.kind === "class") waiting.push({ one: base, bases: [...base.bases] });
    else found.push(base);
  }
  return found.reverse();
}

/** The metaclass that may give the class, or one that it derives from, a member which is not known here. */
export function metaclassOf(value: ClassValue): ClassValue | undefined {
  return ancestors(value).find(({ metaclass }) => metaclass !== undefined)?.metaclass;
}

/** `BaseException` is Python's root of all errors, `Error` that of JavaScript. */
export function isException(value: ClassValue): boolean {
  return ancestors(value).some((one) => one.bases.length === 0 && ["BaseException", "Error"].includes(one.name));
}

/** The class in whose body the scope stands. */
export function classOf(scope: Scope | undefined): Value | undefined {
  return scope?.kind === "class" ? scope.own(CLASS_NAME) : undefined;
}

/** Why an instance's class cannot be looked into; null where it can. */
export function whyForeign(value: ClassValue, location: Location): UnknownValue | null {
  const base = foreignBase(value);
  if (base === undefined) return null;
  return base.kind === "unknown" ? base : unknown(`${describe(base)} as a base`, location);
}
/** Whether what was raised is an error of the type, by its name. */
export function isError(exception: Value, type: string): boolean {
  return exception.kind === "instance" && ancestors(exception.class).some((one) => one.name === type);
}
