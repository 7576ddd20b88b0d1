/**
 * Rows of nvprof's CSV tables. Quotes inside a name are not doubled (`"void k<"a", (bool)1>(float const*, int)",1189`), so the
 * fields left of the name are read from the left and those right of it from the end.
 */

/** Fields of a header or units row, which hold no name. */
export function plainFields(line: string): readonly string[] {
  return line.split(",").map((field) => unquoted(field.trim()));
}

/** One field per column of the header; null where the line is no complete row of it. */
export function rowFields(line: string, nameColumn: number, columns: number): readonly string[] | null {
  const left: string[] = [];
  let place = 0;
  while (left.length < nameColumn) {
    const end = fieldEnd(line, place);
    if (end === -1) return null;
    left.push(unquoted(line.slice(place, end)));
    place = end + 1;
  }
  const right: string[] = [];
  let end = line.length;
  while (right.length < columns - nameColumn - 1) {
    const comma = line.lastIndexOf(",", end - 1);
    if (comma < place) return null;
    right.unshift(unquoted(line.slice(comma + 1, end)));
    end = comma;
  }
  const name = line.slice(place, end);
  if (name.startsWith('"') && !(name.length > 1 && name.endsWith('"'))) return null;
  // What stands right of a name is a number; a comma of a cut-off name is none of its borders.
  if (right.some((field) => field !== "" && !isNumber(field))) return null;
  return [...left, unquoted(name), ...right];
}

/** Where the field that begins at `from` ends; -1 where no comma follows. */
function fieldEnd(line: string, from: number): number {
  if (line[from] !== '"') return line.indexOf(",", from);
  const quote = line.indexOf('",', from + 1);
  return quote === -1 ? -1 : quote + 1;
}

function unquoted(field: string): string {
  return field.length > 1 && field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1) : field;
}

/** In the C locale, as nvprof writes them. */
export function isNumber(field: string): boolean {
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(field);
}
