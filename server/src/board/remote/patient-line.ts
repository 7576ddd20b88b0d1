/** A line that is tried again where it breaks: every script of ours may run twice. */
import type { Call, Line } from "./line";

/** Nothing more can be done over this line now. `message` is a whole sentence. */
export class Unreachable extends Error {
  constructor(
    message: string,
    /** Whether the board may come back. */
    readonly isLost: boolean,
  ) {
    super(message);
  }
}

/** A board that restarts, or a network that changes, takes a minute or two. */
const PATIENCE_MS = 180_000;
const AGAIN_MS = 1000;

interface Outside {
  readonly line: Line;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export class PatientLine {
  constructor(
    private readonly outside: Outside,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** What the script prints. Throws Unreachable. */
  async must(script: string, call: Call = {}): Promise<Uint8Array> {
    for (let waited = 0; ; waited += AGAIN_MS) {
      const answer = await this.outside.line.run(script, call);
      if (answer.kind === "answer" && answer.status === 0) return answer.output;
      if (answer.kind === "answer")
        throw new Unreachable(`The board did not do what it was asked (status ${answer.status}).`, false);
      if (answer.kind === "refused") throw new Unreachable(answer.why, false);
      if (waited >= this.patienceMs) throw new Unreachable(answer.why, true);
      await this.outside.wait(AGAIN_MS);
    }
  }
}
