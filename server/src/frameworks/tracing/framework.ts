/** A framework as the rest of the program knows it. */
import type { Heap } from "../../values/heap";
import type { Assumed, Library, ModuleRequest, ModuleSource } from "../../eval/host";
import type { Value } from "../../values/value";
import type { KnownLayers } from "../../layers/known-layers";
import type { Vocabulary } from "../../layers/vocabulary";

export interface Framework {
  /** In which its networks are written. */
  readonly language: "python" | "javascript";
  /** How messages about its layers speak. */
  readonly vocabulary: Vocabulary;
  /** First words of the paths that its library gives to its names: "keras" of `keras.layers.Dense`. */
  readonly homes: readonly string[];
  /**
   * Whether a text can hold one of its networks at all; `packages` are those that a text in Python imports. What is left alone here is
   * never analysed, so that a text that holds a network must not be missed.
   */
  readonly mayHoldNetwork: (text: string, packages: ReadonlySet<string>) => boolean;
  /** Whether a file that imports no framework is handed one by whoever imports it. */
  readonly isHandedIn?: (text: string) => boolean;
  readonly createLibrary: (shared: Shared) => Library;
}

/** What the libraries of one evaluation share. */
export interface Shared {
  readonly heap: Heap;
  readonly layers: KnownLayers;
  /** Values that they answer and the source does not say, such as their version; they add theirs. */
  readonly assumed: Map<Value, Assumed>;
  readonly bundled: BundledSources;
}

/** Modules that come with this program as source text, parsed once for all evaluations. */
export interface BundledSources {
  module(request: ModuleRequest): ModuleSource | undefined;
}
