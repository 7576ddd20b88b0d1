/**
 * Program → values. `startEvaluation` runs a module's top level; `Evaluation.callFunction` then runs its functions as roots.
 * Never throws for the user's code: problems come back as data, and what is not known is Unknown with its reason.
 */
import type { Argument, Program } from "../syntax/program";
import type { Limits } from "./limits";
import type { Scope } from "./scope";
import type { Assumption } from "../../../protocol/report";
import type { EvaluationProblem, FunctionValue, Library, ModelValue, Value } from "./values";

/** The outside world of an evaluation. */
export interface Host {
  readonly library: Library;
  readonly limits: Limits;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** True once the answer is no longer wanted; the evaluation then stops at the next step. */
  readonly cancelled: () => boolean;
}

export interface Evaluation {
  readonly scope: Scope;
  /** Models constructed while the top level ran, in order. */
  readonly models: readonly ModelValue[];
  readonly problems: readonly EvaluationProblem[];
  readonly assumptions: readonly Assumption[];
  /**
   * Runs one function as a root, on its own budget of steps and time, with its own problems and assumptions.
   * `given` holds values by parameter name, `directive` the literal arguments of a directive.
   */
  callFunction(target: FunctionValue, given: ReadonlyMap<string, Value>, directive: readonly Argument[]): RootResult;
}

export interface RootResult {
  readonly value: Value;
  readonly models: readonly ModelValue[];
  readonly problems: readonly EvaluationProblem[];
  readonly assumptions: readonly Assumption[];
}

export declare function startEvaluation(uri: string, program: Program, host: Host): Evaluation;
