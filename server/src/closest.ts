/** Names that were probably meant. */

/** "; did you mean 'classes'?", or nothing where no name is near. */
export function suggestion(name: string, names: Iterable<string>): string {
  const found = closest(name, names);
  return found === null ? "" : `; did you mean '${found}'?`;
}

/** The title of the change to another name or word. */
export function changeTo(text: string): string {
  return `Change to '${text}'`;
}

/** The name with the fewest edits to this one, where a third of its letters at most differ; case and underscores do not count. */
export function closest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let fewest = Infinity;
  const wanted = plain(name);
  for (const candidate of names) {
    const edits = distance(wanted, plain(candidate));
    if (candidate === name || edits >= fewest || edits > Math.floor(wanted.length / 3)) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}

function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** Insertions, deletions, replacements and exchanges of neighbours. */
function distance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= left.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      line.push(
        Math.min(
          at(rows, row - 1, column) + 1,
          (line[column - 1] ?? Infinity) + 1,
          at(rows, row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(rows, row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
    rows.push(line);
  }
  return at(rows, left.length, right.length);
}

function at(rows: readonly (readonly number[])[], row: number, column: number): number {
  return rows[row]?.[column] ?? Infinity;
}
