/**
 * State that is no value of the source's: what a library keeps of its layers, where a generator stands. It is kept in cells, so that
 * branches and roots undo and join it with everything else.
 */
import type { UnknownValue } from "./value";

/** What a cell held. */
export interface CellState {
  restore(): void;
  /** Makes the cell hold what is true both of its present state and of this one. */
  join(why: UnknownValue): void;
}

/** A cell as the heap sees it. */
export interface AnyCell {
  readonly kind: "cell";
  state(): CellState;
}

/** Who is told before a cell changes. */
export interface Changes {
  change(cell: AnyCell): void;
}

export type Join<T> = (present: T, other: T, why: UnknownValue) => T;

export class Cell<T> implements AnyCell {
  readonly kind = "cell";

  /** `join` is asked where two ways left different things. What a cell holds is exchanged as a whole, never changed in place. */
  constructor(
    private readonly heap: Changes,
    private held: T,
    private readonly join: Join<T>,
  ) {}

  get value(): T {
    return this.held;
  }

  set value(next: T) {
    if (next === this.held) return;
    this.heap.change(this);
    this.held = next;
  }

  state(): CellState {
    return new Held(this, this.held);
  }

  restore(then: T): void {
    this.held = then;
  }

  joinWith(then: T, why: UnknownValue): void {
    if (this.held !== then) this.held = this.join(this.held, then, why);
  }
}

/** What one cell held: there are so many of them that two functions for each would be felt. */
class Held<T> implements CellState {
  constructor(
    private readonly cell: Cell<T>,
    private readonly then: T,
  ) {}

  restore(): void {
    this.cell.restore(this.then);
  }

  join(why: UnknownValue): void {
    this.cell.joinWith(this.then, why);
  }
}

/** A cell for each of many keys, made when something is first kept there. */
export class Cells<K extends object, T> {
  readonly #cells = new WeakMap<K, Cell<T>>();

  constructor(
    private readonly heap: Changes,
    private readonly initial: T,
    private readonly join: Join<T>,
  ) {}

  get(key: K): T {
    const cell = this.#cells.get(key);
    return cell === undefined ? this.initial : cell.value;
  }

  set(key: K, value: T): void {
    let cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, (cell = new Cell(this.heap, this.initial, this.join)));
    cell.value = value;
  }
}
