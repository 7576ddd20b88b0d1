/** The outside world of an evaluation. */
import type { Program } from "../syntax/program";
import type { Deadline } from "./budget";
import type { Limits } from "./limits";
import type { FunctionValue, Library } from "./values";

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
