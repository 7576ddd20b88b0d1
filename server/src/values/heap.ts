/**
 * Everything that can change: containers and scopes of the source's, and cells of ours. Whoever is about to write says so here, and
 * each open journal then keeps what was there before. So forks join what two ways did, and a root gives back all that it did.
 */
import { Journal, restore } from "./journal";
import type { States, Tracked } from "./journal";

/** What a root did: the states in which it left all that it wrote. */
export type Effects = States;

export class Heap {
  #journals = new Set<Journal>();
  /** Of the running root: it gives back what the root does. Scopes that are born in it have nothing to give back. */
  #root: Journal | null = null;

  get root(): Journal | null {
    return this.#root;
  }

  /** Whether what changes now may be given back or joined. */
  get isRecording(): boolean {
    return this.#journals.size > 0;
  }

  /** To be called before anything changes. */
  change(tracked: Tracked): void {
    for (const journal of this.#journals) journal.record(tracked);
  }

  open(modelsBefore: number): Journal {
    const journal = new Journal(modelsBefore);
    this.#journals.add(journal);
    return journal;
  }

  close(journal: Journal): void {
    this.#journals.delete(journal);
  }

  /** What `work` changes is not joined by the branches that run now; the root gives it back, unless it is to stay for all roots. */
  apart(stays: boolean, work: () => void): void {
    const open = this.#journals;
    this.#journals = new Set(this.#root === null || stays ? [] : [this.#root]);
    try {
      work();
    } finally {
      this.#journals = open;
    }
  }

  /**
   * Runs a root on top of what another one did, and gives back everything that it wrote: the result of `work` is all that stays. So
   * nothing in it may be a value that can change.
   */
  within<T>(after: Effects | null, work: () => T): T {
    const journal = new Journal(0);
    this.#journals = new Set([journal]);
    for (const [tracked, state] of after ?? []) {
      journal.record(tracked);
      restore(tracked, state);
    }
    this.#root = journal;
    try {
      return work();
    } finally {
      this.#root = null;
      this.#journals = new Set();
      for (const [tracked, state] of journal.before) restore(tracked, state);
    }
  }

  /** What the running root has done so far. */
  effects(): Effects {
    return this.#root?.present() ?? NO_EFFECTS;
  }
}

const NO_EFFECTS: Effects = new Map();
