/** The server's tasks done at once, in the thread that asks: for tests that are not about threads. */
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import type { Measurements } from "../../server/src/ide/measurements";
import { TaskRunner } from "../../server/src/ide/tasks";
import type { TaskKind, Tasks } from "../../server/src/ide/tasks";
import type { Background, Outcome, Running } from "../../server/src/lsp/background";

export class Here implements Background {
  private readonly runner: TaskRunner;

  constructor(environment: AnalysisEnvironment, measurements: Measurements | null = null) {
    this.runner = new TaskRunner(environment, measurements);
  }

  run<K extends TaskKind>(kind: K, task: Tasks[K]["task"]): Running<Tasks[K]["result"]> {
    return { outcome: Promise.resolve(this.outcomeOf(kind, task)), cancel: () => undefined };
  }

  renew(): void {
    this.runner.renew();
  }

  private outcomeOf<K extends TaskKind>(kind: K, task: Tasks[K]["task"]): Outcome<Tasks[K]["result"]> {
    try {
      return { kind: "done", result: this.runner.run(kind, task, () => false) };
    } catch (error) {
      return { kind: "failed", error };
    }
  }
}
