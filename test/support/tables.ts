/** Built-ins by tables: every expression of a table is asked of every value. */

export interface Table {
  readonly name: string;
  /** What `v` may be, and `w` where an expression has one. */
  readonly values: readonly string[];
  readonly others?: readonly string[];
  readonly expressions: readonly string[];
  /** What is shown of `v` afterwards: by itself, where nothing is said. */
  readonly after?: string;
  /** They are statements, which change `v`. */
  readonly isOfStatements?: boolean;
  /** How many of them all we do not know. */
  readonly unknown: number;
}

/** Expressions in rows, between semicolons. */
export function parts(text: string): readonly string[] {
  return text.split(";").map((part) => part.trim());
}

/** A call of each of the methods of `v` with each of the arguments. */
export function calls(names: string, given: string): readonly string[] {
  return parts(names).flatMap((name) => parts(given).map((one) => `v.${name}(${one})`));
}

export interface Asked {
  readonly v: string;
  readonly w: string;
  readonly expression: string;
}

/** All that a table asks, in chunks that are few enough for one evaluation's budget. `nothing` stands for `w` where there is none. */
export function askedOf({ values, others, expressions }: Table, nothing: string): readonly (readonly Asked[])[] {
  const all = values.flatMap((v) =>
    (others ?? [nothing]).flatMap((w) => expressions.map((expression) => ({ v, w, expression }))),
  );
  const starts = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) => i * AT_ONCE);
  return starts.map((start) => all.slice(start, start + AT_ONCE));
}

const AT_ONCE = 80;
