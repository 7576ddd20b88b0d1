/** The outside world of an evaluation. */
import type { Assumption, Note } from "../../../protocol/report";
import type { Program } from "../syntax/program";
import type { Deadline } from "./budget";
import type { Heap } from "../values/heap";
import type { Limits } from "./limits";
import type {
  CallContext,
  FunctionValue,
  InstanceValue,
  Running,
  LayerValue,
  LibraryMember,
  LibraryValue,
  ModelValue,
  TensorValue,
  Value,
} from "../values/value";

export interface Host {
  readonly library: Library;
  readonly limits: Limits;
  /** Height, width and channels in place of what the top level says for an image; null leaves the source as it is. */
  readonly inputShape: readonly number[] | null;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Of this and the other evaluations for one document. */
  readonly deadline?: Deadline;
  /** True once the answer is no longer wanted; the evaluation then stops at the next step. */
  readonly cancelled: () => boolean;
  /** A module of the user's project that the module `from` imports; without it, or undefined, there is none. */
  readonly readModule?: ReadModule;
  /** Functions whose calls are kept in `calls`; without it none are. */
  readonly watches?: (target: FunctionValue) => boolean;
}

export type ReadModule = (request: ModuleRequest) => ModuleSource | { readonly missing: string } | undefined;

export interface ModuleSource {
  /** One module has one uri, however it is imported. */
  readonly uri: string;
  readonly program: Program;
  /** Uri of the package that the module is a part of, where it is part of one. */
  readonly package?: string;
  /** True for a package's own file: it runs when something is asked for that no module of the package is. */
  readonly isPackage?: boolean;
}

/** `from ..a.b import c` in the document `from`: module "a.b", level 2. An absolute import has level 0. */
export interface ModuleRequest {
  readonly module: string;
  readonly level: number;
  readonly from: string;
}

/** What is assumed of a value, in the words of an `Assumption`. */
export type Assumed = Pick<Assumption, "message" | "short">;

/**
 * The meaning of library names, given to the evaluator from outside (`frameworks` implements it).
 * Every method answers `undefined` for "not mine": the evaluator then gives Unknown with the reason.
 */
export interface Library {
  /** Where it keeps what can change: the evaluation undoes and joins that with everything else. */
  readonly heap?: Heap;
  /** Value of `import path` (dotted, no alias resolved) or of an attribute on such a value; canonicalises aliases. */
  resolve(path: string): Value | undefined;
  /** What a script finds under a name that nothing binds: `tf` of a `<script>` element. */
  global?(name: string): Value | undefined;
  /** Call of a LibraryValue. */
  call(path: string, call: CallContext): Value | undefined;
  /** Call of a layer, a model: application to tensors. */
  apply(callee: LayerValue | ModelValue, call: CallContext): Value;
  /** Attribute or method of a layer, tensor or model (`x.shape`, `model.add`). */
  attribute(receiver: LayerValue | TensorValue | ModelValue, name: string, interpreter: Running): Value | undefined;
  /** `a + b` with at least one tensor. */
  binary(operator: string, left: Value, right: Value, call: CallContext): Value | undefined;
  /** `x[…]` on a tensor. */
  subscript(receiver: TensorValue, index: Value, call: CallContext): Value | undefined;
  /**
   * `layer.trainable = False`: true where the write is understood (or does not matter). Without an answer the evaluator
   * poisons the variable that was written through. So does `keras.backend.name_scope = …` on the library itself.
   */
  assignAttribute?(receiver: LayerValue | TensorValue | ModelValue | LibraryValue, name: string, value: Value): boolean;
  /** Whether two names of the library are known to mean different things. */
  areDifferent?(left: string, right: string): boolean;
  /** Whether two names of the library are those of one layer. */
  meanTheSame?(left: string, right: string): boolean;
  /** True for a name that never touches a shape: of an optimizer, a loss. */
  neverMatters?(path: string): boolean;
  /** `isinstance(value, path)`; undefined where it is not known. */
  isInstance?(value: Value, path: string): boolean | undefined;
  /**
   * What a class of the user's inherits under `name` from the library class `base` (`keras.layers.Layer`, `add_weight`); null
   * where the library class is known to have no such member, undefined where that is not known.
   */
  member?(base: string, name: string): LibraryMember | null | undefined;
  /** Call of an instance of a user's class that derives from the library class `base` and has no `__call__`. */
  applyInstance?(instance: InstanceValue, base: string, call: CallContext): Value | undefined;
  /** A file of the user's whose statements are about to run. */
  reads?(uri: string, program: Program): void;
  /**
   * Source of a module that the library brings itself. `from` is the uri of the module that imports it, empty where the library
   * asks by `Running.callBundled`. Functions in it change nothing outside themselves.
   */
  bundled?(request: ModuleRequest): ModuleSource | undefined;
  /** What the source asks of a model and no measurement has, beside what its layers ask. */
  notesOf?(model: ModelValue): readonly Note[];
  /** The network of an instance of a user's class of models, on an input of the size that is asked for, open without one. */
  networkOf?(instance: InstanceValue, call: CallContext): ModelValue | undefined;
  /** Whether instances of what derives from this class of the library are models. */
  isModelClass?(path: string): boolean;
  /** What makes an input for such a model, of a `shape` without the batch. */
  inputOf?(modelClass: string): Value | undefined;
  /** Names under which a directive, which sees none of the file, makes an input of a network. */
  readonly inputNames?: ReadonlyMap<string, Value>;
  /** Variables that packages leave None at their top level for whoever uses them to fill in with parts of the library. */
  readonly injected?: ReadonlyMap<string, Value>;
  /** Values that it answered which the source does not say, such as its own version. */
  readonly assumed?: ReadonlyMap<Value, Assumed>;
}
