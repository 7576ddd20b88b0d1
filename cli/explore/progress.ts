/** How far a long command is, and how long it will take, for whoever waits at the terminal or reads a log. */
export interface ProgressTarget {
  readonly write: (text: string) => void;
  /** One line that is written over; otherwise a line now and then. */
  readonly isTerminal: boolean;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/** Milliseconds between two texts. */
const TERMINAL_INTERVAL = 200;
const LOG_INTERVAL = 5_000;

export class Progress {
  private readonly begun: number;
  private written: number;
  private done = 0;

  /** `before` of `total` were done by an earlier run: they say nothing of the pace. */
  constructor(
    private readonly total: number,
    private readonly before: number,
    private readonly target: ProgressTarget,
  ) {
    this.begun = this.written = target.now();
  }

  one(): void {
    this.done += 1;
    const now = this.target.now();
    if (now - this.written < (this.target.isTerminal ? TERMINAL_INTERVAL : LOG_INTERVAL)) return;
    this.written = now;
    const left = this.total - this.before - this.done;
    const remaining = ((now - this.begun) / this.done) * left;
    const text = `${(this.before + this.done).toLocaleString("en-US")} of ${this.total.toLocaleString("en-US")} networks, ${duration(remaining)} left`;
    this.target.write(this.target.isTerminal ? `\r${text}\x1b[K` : `${text}\n`);
  }

  /** Removes the line of a terminal. */
  end(): void {
    if (this.target.isTerminal) this.target.write("\r\x1b[K");
  }
}

/** "40 s", "3 min", "2 h 5 min"; `milliseconds` are rounded up. */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
