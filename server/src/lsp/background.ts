/** Where tasks are done: in other threads, so that the one that speaks the protocol is always free to answer. */
import type { TaskKind, Tasks } from "../ide/tasks";

export type Outcome<T> =
  | { readonly kind: "done"; readonly result: T }
  /** Nobody wanted the result any more. */
  | { readonly kind: "cancelled" }
  /** It was ended from outside, as it took too much time or memory. `after` names the bound: "5 s", "256 MB". */
  | { readonly kind: "stopped"; readonly by: "time" | "memory"; readonly after: string }
  /** A fault of ours. */
  | { readonly kind: "failed"; readonly error: unknown };

/** A task that goes on while messages are answered. */
export interface Running<T> {
  /** Never rejected. */
  readonly outcome: Promise<Outcome<T>>;
  readonly cancel: () => void;
}

export interface Background {
  /** `progress` hears the share that is done, of the kinds of tasks that take long. */
  run<K extends TaskKind>(
    kind: K,
    task: Tasks[K]["task"],
    progress?: (share: number) => void,
  ): Running<Tasks[K]["result"]>;
  /** Tasks from now on read the predictors anew; those that run go on with what they have. */
  renew(): void;
}
