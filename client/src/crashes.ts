/** What follows when the server's process ends although nobody asked it to. */
export type AfterCrash =
  /** Start it again and say so: the author may have seen figures go. */
  | "restart and tell"
  /** Start it again; the author knows by now, and the log has each crash. */
  | "restart"
  /** It would end again at once; only the author can change that. */
  | "give up";

/** So many crashes within this time are taken for a cause that stays. */
export const MOST_CRASHES = 5;
export const WITHIN_MINUTES = 3;

const WITHIN_MS = WITHIN_MINUTES * 60_000;

/** Counts the crashes of one server. */
export class Crashes {
  private recent: number[] = [];
  private told = false;

  /** `now` answers milliseconds. */
  constructor(private readonly now: () => number) {}

  crashed(): AfterCrash {
    const at = this.now();
    this.recent = [...this.recent.filter((earlier) => at - earlier < WITHIN_MS), at];
    if (this.recent.length >= MOST_CRASHES) return "give up";
    if (this.told) return "restart";
    this.told = true;
    return "restart and tell";
  }

  /** The author wants it tried again: what happened before does not count any more. */
  forget(): void {
    this.recent = [];
  }
}
