/** A program that both sides build, and what each of them makes of it. */

export type Shape = readonly (number | null)[];

export interface OracleProgram {
  readonly id: string;
  readonly source: string;
  /** Variables of the program that are models, or functions that give one when they are called without arguments. */
  readonly models: readonly string[];
}

/** What a side built: a model, or why it has none. */
export type Built = BuiltModel | { readonly error: string };

export interface BuiltModel {
  readonly inputs: readonly (Shape | null)[];
  readonly outputs: readonly (Shape | null)[];
  /** Weights, trained or not. */
  readonly total: number;
  readonly layers: readonly BuiltLayer[];
}

export interface BuiltLayer {
  readonly class: string;
  readonly name: string;
  /** Without the batch; one for each application. */
  readonly shapes: readonly (Shape | null)[];
  readonly total: number;
  /** Of a class that the program defines itself. */
  readonly own: boolean;
  /** Within a model that is part of the one asked for. */
  readonly nested: boolean;
  /** An operation on tensors rather than a layer. */
  readonly operation: boolean;
}

/** What our chain says of a model. */
export interface Ours {
  readonly built: Built;
  /** Why shapes or weights are not wholly known; null for a model whose figures are given out as exact. */
  readonly incomplete: string | null;
  /** Why its time is not wholly known, or on which assumption its figures rest, where nothing else is wanting. */
  readonly unpriced: string | null;
}

/** What real Keras says of a program: of every model, or that the program itself raises. */
export type Theirs = { readonly models: Readonly<Record<string, Built>> } | { readonly error: string };
