import type { Limits } from "./limits";

/** Ends a root: a limit was reached or the answer is no longer wanted. Caught where the root started, nowhere else. */
export class Stopped extends Error {
  constructor(
    message: string,
    readonly cancelled = false,
  ) {
    super(message);
  }
}

/** A clock read costs as much as some hundred steps. */
const STEPS_BETWEEN_CLOCK_READS = 256;

/** Work on this many items of a container counts as one step. */
const ITEMS_PER_STEP = 16;

/** Work on so many characters of a text counts as work on one item: texts are copied and searched in blocks. */
const CHARACTERS_PER_ITEM = 10;

/** Of the time of a document what may pass before its graphs are begun: what was found is to be priced, too. */
const EVALUATION_SHARE = 0.75;

/** What a document may take altogether: it is read, evaluated, priced in one allowance, which starts where this is made. */
export class Deadline {
  private layers = 0;
  private models = 0;
  private readonly modules = new Set<string>();
  private isFull = false;
  private readonly start: number;

  constructor(
    private readonly limits: Limits,
    private readonly now: () => number,
  ) {
    this.start = now();
  }

  countLayer(): void {
    if (this.isFull)
      throw new Stopped(
        `stopped after ${grouped(this.layers)} layers and tensors: the models of this file are too many together. Split the file to see them all`,
      );
    this.layers += 1;
  }

  /** One large network comes to its end; behind it no further one is begun. */
  countModel(): void {
    this.models += 1;
    this.isFull ||= this.models > 1 && this.layers > this.limits.layersOfSeveral;
  }

  /** A file of the project beside the document is read. */
  countModule(uri: string): void {
    this.modules.add(uri);
  }

  /** Whether reading and evaluating have taken their part. */
  hasPassed(): boolean {
    return this.now() - this.start > this.allowance * EVALUATION_SHARE;
  }

  /** Whether all of it is used. */
  isOver(): boolean {
    return this.now() - this.start > this.allowance;
  }

  private get allowance(): number {
    const { allMilliseconds, layerMilliseconds, moduleMilliseconds } = this.limits;
    return allMilliseconds + this.layers * layerMilliseconds + this.modules.size * moduleMilliseconds;
  }
}

/** What one root may still use. Every method throws `Stopped` once a limit is reached. */
export class Budget {
  private steps = 0;
  private nextClockRead = STEPS_BETWEEN_CLOCK_READS;
  nesting = 0;
  /** Layers, tensors and models that libraries gave. */
  layers = 0;
  private modules = 0;
  private readonly started: number;

  constructor(
    readonly limits: Limits,
    private readonly now: () => number,
    private readonly cancelled: () => boolean,
    /** Null where the root is the only one. */
    private readonly deadline: Deadline | null,
  ) {
    this.started = now();
  }

  step(): void {
    this.steps += 1;
    if (this.steps >= this.nextClockRead) this.checkSlowly();
  }

  /** Counts work on `items` items, so that cheap-looking operations on long lists are not free. */
  spend(items: number): void {
    this.steps += Math.floor(items / ITEMS_PER_STEP);
    if (this.steps >= this.nextClockRead) this.checkSlowly();
  }

  /** Work whose steps are counted from nothing, up to the same limit, and are no part of the others. */
  apart<T>(work: () => T): T {
    const { steps, nextClockRead } = this;
    this.steps = 0;
    this.nextClockRead = STEPS_BETWEEN_CLOCK_READS;
    try {
      return work();
    } finally {
      this.steps = steps;
      this.nextClockRead = nextClockRead;
    }
  }

  enter(): void {
    this.step();
    this.nesting += 1;
    if (this.nesting > this.limits.nesting)
      throw new Stopped(`stopped: the code is nested more than ${grouped(this.limits.nesting)} levels deep`);
  }

  leave(): void {
    this.nesting -= 1;
  }

  checkCallDepth(depth: number): void {
    if (depth > this.limits.callDepth)
      throw new Stopped(
        `stopped at ${grouped(this.limits.callDepth)} nested calls: a function may call itself without end`,
      );
  }

  checkIterations(iterations: number): void {
    if (iterations > this.limits.iterations)
      throw new Stopped(
        `stopped after ${grouped(this.limits.iterations)} iterations of one loop: it may run without end`,
      );
  }

  checkItems(items: number): void {
    if (items > this.limits.items)
      throw new Stopped(`stopped: a value of more than ${grouped(this.limits.items)} items`);
    this.spend(items);
  }

  checkCharacters(characters: number): void {
    const limit = this.limits.characters;
    if (characters > limit) throw new Stopped(`stopped: a text of more than ${grouped(limit)} characters`);
    this.spendCharacters(characters);
  }

  /** Counts work on a text: copying one, or searching it. */
  spendCharacters(characters: number): void {
    this.spend(characters / CHARACTERS_PER_ITEM);
  }

  get layerCount(): number {
    return this.layers;
  }

  countLayer(): void {
    this.layers += 1;
    this.deadline?.countLayer();
    if (this.layers > this.limits.layers)
      throw new Stopped(
        `stopped after ${grouped(this.limits.layers)} layers and tensors: a loop may add layers without end`,
      );
  }

  countModel(): void {
    this.deadline?.countModel();
  }

  countModule(uri: string): void {
    this.modules += 1;
    this.deadline?.countModule(uri);
  }

  private checkSlowly(): void {
    this.nextClockRead = this.steps + STEPS_BETWEEN_CLOCK_READS;
    if (this.steps > this.limits.steps)
      throw new Stopped(`stopped after ${grouped(this.limits.steps)} steps: the code may run without end`);
    if (this.cancelled()) throw new Stopped("stopped: the answer is no longer wanted", true);
    if (this.deadline?.hasPassed() === true)
      throw new Stopped("stopped: all models of the file together take too long");
    const { layerMilliseconds, moduleMilliseconds } = this.limits;
    const milliseconds = this.limits.milliseconds + this.layers * layerMilliseconds + this.modules * moduleMilliseconds;
    if (this.now() - this.started > milliseconds)
      throw new Stopped(`stopped after ${grouped(Math.round(milliseconds))} milliseconds: the code takes too long`);
  }
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
