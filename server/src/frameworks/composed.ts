/**
 * Several libraries as one, for files that use several frameworks. Names are told apart by the first word of their path; layers, tensors
 * and models belong to the library that gave them.
 */
import type { Library } from "../eval/host";
import { leavesOf } from "../values/leaves";
import { unknown } from "../values/make";
import type { LayerValue, ModelValue, TensorValue, Value } from "../values/value";
import type { Framework, Shared } from "./tracing/framework";

/** One evaluation's library of a file that may use all these frameworks. */
export function composed(frameworks: readonly Framework[], shared: Shared): Library {
  const [only, ...others] = frameworks;
  // Most files have no choice, and no library is asked more often than this one.
  if (only !== undefined && others.length === 0) return only.createLibrary(shared);
  return composedOf(
    frameworks.map((framework) => ({ homes: framework.homes, library: framework.createLibrary(shared) })),
    shared,
  );
}

interface Part {
  readonly homes: readonly string[];
  readonly library: Library;
}

type Made = LayerValue | TensorValue | ModelValue;

function composedOf(parts: readonly Part[], { heap, assumed }: Shared): Library {
  const libraries = parts.map(({ library }) => library);
  const owners = new WeakMap<Made, Library>();

  const libraryOf = (path: string): Library | undefined => {
    const home = /^\w+/.exec(path)?.[0] ?? path;
    return parts.find(({ homes }) => homes.includes(home))?.library;
  };
  const ownerOf = (value: Value): Library | undefined => {
    if (value.kind === "library") return libraryOf(value.path);
    if (value.kind !== "layer" && value.kind !== "tensor" && value.kind !== "model") return undefined;
    return (
      owners.get(value) ?? (value.kind === "tensor" ? owners.get(value.producer.layer) : undefined) ?? libraries[0]
    );
  };
  /** What it gives is its own, what a method of its gives, too. */
  const given = <T extends Value | undefined>(library: Library, value: T): T | Value => {
    if (value === undefined) return value;
    if (value.kind === "builtin") return { ...value, call: (call) => given(library, value.call(call)) };
    for (const leaf of leavesOf(value)) {
      if (leaf.kind !== "layer" && leaf.kind !== "tensor" && leaf.kind !== "model") continue;
      if (!owners.has(leaf)) owners.set(leaf, library);
      if (leaf.kind === "tensor" && !owners.has(leaf.producer.layer)) owners.set(leaf.producer.layer, library);
    }
    return value;
  };
  const first = <T>(ask: (library: Library) => T | undefined): T | undefined => {
    for (const library of libraries) {
      const answer = ask(library);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  const merged = (ask: (library: Library) => ReadonlyMap<string, Value> | undefined): ReadonlyMap<string, Value> =>
    new Map([...libraries].reverse().flatMap((library) => [...(ask(library) ?? [])]));

  return {
    heap,
    assumed,
    inputNames: merged((library) => library.inputNames),
    injected: merged((library) => library.injected),
    resolve: (path) => first((library) => library.resolve(path)),
    global: (name) => first((library) => library.global?.(name)),
    call: (path, call) => {
      const library = libraryOf(path);
      return library === undefined ? undefined : given(library, library.call(path, call));
    },
    apply: (callee, call) => {
      const library = ownerOf(callee);
      if (library === undefined) return unknown(`a call of ${callee.name}`, call.location);
      return given(library, library.apply(callee, call));
    },
    attribute: (receiver, name, interpreter) => {
      const library = ownerOf(receiver);
      return library === undefined ? undefined : given(library, library.attribute(receiver, name, interpreter));
    },
    binary: (operator, left, right, call) => {
      const library = ownerOf(left) ?? ownerOf(right);
      return library === undefined ? undefined : given(library, library.binary(operator, left, right, call));
    },
    subscript: (receiver, index, call) => {
      const library = ownerOf(receiver);
      return library === undefined ? undefined : given(library, library.subscript(receiver, index, call));
    },
    assignAttribute: (receiver, name, value) => ownerOf(receiver)?.assignAttribute?.(receiver, name, value) ?? false,
    areDifferent: (left, right) => libraryOf(left)?.areDifferent?.(left, right) ?? false,
    meanTheSame: (left, right) => libraryOf(left)?.meanTheSame?.(left, right) ?? false,
    neverMatters: (path) => libraryOf(path)?.neverMatters?.(path) ?? false,
    isInstance: (value, path) => libraryOf(path)?.isInstance?.(value, path),
    member: (base, name) => libraryOf(base)?.member?.(base, name),
    applyInstance: (instance, base, call) => {
      const library = libraryOf(base);
      return library === undefined ? undefined : given(library, library.applyInstance?.(instance, base, call));
    },
    reads: (uri, program) => {
      for (const library of libraries) library.reads?.(uri, program);
    },
    bundled: (request) => first((library) => library.bundled?.(request)),
    notesOf: (model) => libraries.flatMap((library) => library.notesOf?.(model) ?? []),
    networkOf: (instance, call) => first((library) => library.networkOf?.(instance, call)),
    isModelClass: (path) => libraryOf(path)?.isModelClass?.(path) ?? false,
    inputOf: (path) => libraryOf(path)?.inputOf?.(path),
  };
}
