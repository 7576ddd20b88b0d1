/** Where a bug of one feature ends: it costs that one answer, is written to the log once, and the server lives. */
export class Wall {
  private readonly logged = new Set<string>();

  constructor(private readonly log: (message: string) => void) {}

  run<T>(feature: string, otherwise: T, answer: () => T): T {
    try {
      return answer();
    } catch (error) {
      this.report(feature, error);
      return otherwise;
    }
  }

  /** Writes a fault to the log, unless it stands there already. */
  report(feature: string, error: unknown): void {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const line = `${feature} failed: ${what}`;
    if (this.logged.has(line)) return;
    this.logged.add(line);
    this.log(line);
  }
}
