/**
 * SQLite's file format, read only as far as a profiler's export needs it: tables in order of their rows, no indexes, no writing
 * (https://www.sqlite.org/fileformat2.html). Node's own module is not in every Node that an editor runs on.
 */

export type Value = number | bigint | string | Uint8Array | null;

export interface TableInfo {
  readonly name: string;
  readonly columns: readonly string[];
  /** The column that is another name of the row's number, whose place in the row is empty; -1 where none is. */
  readonly rowNumber: number;
  readonly rootPage: number;
}

/** Why the file cannot be read, as the end of a sentence. */
export class SqliteError extends Error {}

const MAGIC = new TextEncoder().encode("SQLite format 3\0");
const HEADER_BYTES = 100;
const INTERIOR_TABLE = 0x05;
const LEAF_TABLE = 0x0d;
/** A table of 2^40 rows is no deeper; a page that points to itself is. */
const DEEPEST = 20;

export function isSqlite(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, i) => bytes[i] === byte);
}

/** A row's record: its bytes from `at` to `end`, and the row's number. */
type EachRecord = (bytes: Uint8Array, at: number, end: number, rowId: number) => void;

export class SqliteFile {
  private readonly view: DataView;
  private readonly pageSize: number;
  /** Bytes of a page that hold content; some writers reserve the last ones. */
  private readonly usable: number;
  private readonly text = new TextDecoder();
  /** Where the last number of variable length ended: two results of one call would be an object for each. */
  private behind = 0;
  readonly tables: readonly TableInfo[];

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!isSqlite(bytes) || bytes.length < HEADER_BYTES) throw new SqliteError("it is no SQLite file");
    const size = this.view.getUint16(16);
    this.pageSize = size === 1 ? 65_536 : size;
    if (this.pageSize < 512 || (this.pageSize & (this.pageSize - 1)) !== 0) throw damaged();
    this.usable = this.pageSize - (bytes[20] ?? 0);
    // A database in write-ahead mode may have rows in a second file, which is not here.
    if (bytes[18] === 2 || bytes[19] === 2)
      throw new SqliteError("it is in write-ahead mode; close the profiler, or copy it with “sqlite3 FILE .dump”");
    if (this.view.getUint32(56) > 1) throw new SqliteError("its texts are UTF-16; only UTF-8 can be read");
    // The count of pages holds where the last writer kept it.
    const pages = this.view.getUint32(24) === this.view.getUint32(92) ? this.view.getUint32(28) : 0;
    if (pages * this.pageSize > bytes.length) throw new SqliteError("it is cut off: pages are missing at its end");
    this.tables = this.readSchema();
  }

  table(name: string): TableInfo | null {
    return this.tables.find((table) => table.name === name) ?? null;
  }

  /**
   * Every row's values of the named columns, null for a column that the table has not. A recording has millions of rows: `values` is the
   * same list each time, and nothing else of a row is read.
   */
  rows(table: TableInfo, names: readonly string[], each: (values: readonly Value[]) => void): void {
    const places = names.map((name) => table.columns.indexOf(name));
    const wanted = Array.from({ length: Math.max(-1, ...places) + 1 }, (_, column) => places.indexOf(column));
    const values: Value[] = names.map(() => null);
    // Read once for a name that is asked for twice; the row's number stands beside the record.
    const rowNumbers = places.flatMap((place, index) => (place !== -1 && place === table.rowNumber ? [index] : []));
    const repeated = places.flatMap((place, index) => {
      const first = places.indexOf(place);
      return place === -1 || first === index ? [] : [{ index, first }];
    });
    this.walk(table.rootPage, (bytes, at, end, rowId) => {
      values.fill(null);
      this.record(bytes, at, end, wanted, values);
      for (const { index, first } of repeated) values[index] = values[first] ?? null;
      for (const index of rowNumbers) values[index] = rowId;
      each(values);
    });
  }

  private readSchema(): readonly TableInfo[] {
    const found: TableInfo[] = [];
    const values: Value[] = [];
    this.walk(1, (bytes, at, end) => {
      values.length = 0;
      this.record(bytes, at, end, [0, 1, 2, 3, 4], values);
      const [type, name, , rootPage, sql] = values;
      if (type === "table" && typeof name === "string" && typeof rootPage === "number" && typeof sql === "string")
        found.push({ name, rootPage, ...columnsOf(sql) });
    });
    return found;
  }

  private walk(rootPage: number, each: EachRecord): void {
    const visit = (page: number, depth: number): void => {
      if (depth > DEEPEST) throw damaged();
      const base = this.pageStart(page);
      const head = page === 1 ? base + HEADER_BYTES : base;
      const type = this.bytes[head];
      const cells = this.view.getUint16(head + 3);
      const isInterior = type === INTERIOR_TABLE;
      if (!isInterior && type !== LEAF_TABLE) throw damaged();
      const pointers = head + (isInterior ? 12 : 8);
      if (pointers + 2 * cells > base + this.pageSize) throw damaged();
      for (let cell = 0; cell < cells; cell++) {
        const at = base + this.view.getUint16(pointers + 2 * cell);
        if (at + 4 > base + this.pageSize) throw damaged();
        if (isInterior) visit(this.view.getUint32(at), depth + 1);
        else this.leafCell(at, each);
      }
      if (isInterior) visit(this.view.getUint32(head + 8), depth + 1);
    };
    visit(rootPage, 0);
  }

  private leafCell(at: number, each: EachRecord): void {
    const size = this.varint(this.bytes, at);
    const rowId = this.varint(this.bytes, this.behind);
    const start = this.behind;
    if (size <= this.usable - 35) {
      if (start + size > this.bytes.length) throw damaged();
      each(this.bytes, start, start + size, rowId);
    } else each(this.chained(start, size), 0, size, rowId);
  }

  /** A record that does not fit goes on in a chain of pages. */
  private chained(at: number, size: number): Uint8Array {
    const most = this.usable - 35;
    if (size > this.bytes.length) throw damaged();
    const least = Math.floor(((this.usable - 12) * 32) / 255) - 23;
    const fitting = least + ((size - least) % (this.usable - 4));
    const local = fitting <= most ? fitting : least;
    const whole = new Uint8Array(size);
    whole.set(this.bytes.subarray(at, at + local));
    let next = this.view.getUint32(at + local);
    for (let filled = local; filled < size;) {
      const start = this.pageStart(next);
      const part = Math.min(this.usable - 4, size - filled);
      whole.set(this.bytes.subarray(start + 4, start + 4 + part), filled);
      next = this.view.getUint32(start);
      filled += part;
    }
    return whole;
  }

  private pageStart(page: number): number {
    const start = (page - 1) * this.pageSize;
    if (page < 1 || start + this.pageSize > this.bytes.length) throw damaged();
    return start;
  }

  /** Reads the columns whose place in `values` is in `wanted`; -1 for those that nobody asks for. */
  private record(bytes: Uint8Array, start: number, end: number, wanted: readonly number[], values: Value[]): void {
    const headerEnd = start + this.varint(bytes, start);
    let type = this.behind;
    let at = headerEnd;
    for (let column = 0; column < wanted.length && type < headerEnd; column++) {
      const serial = this.varint(bytes, type);
      type = this.behind;
      const size = sizeOf(serial);
      if (at + size > end) throw damaged();
      const place = wanted[column] ?? -1;
      if (place !== -1) values[place] = this.value(bytes, serial, at, size);
      at += size;
    }
  }

  /** Seven bits a byte, the first one highest; a ninth byte has eight. `behind` is then where it ends. */
  private varint(bytes: Uint8Array, at: number): number {
    let value = 0;
    for (let i = 0; i < 9; i++) {
      const byte = bytes[at + i];
      if (byte === undefined) throw damaged();
      if (i === 8) {
        this.behind = at + 9;
        return value * 256 + byte;
      }
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        this.behind = at + i + 1;
        return value;
      }
    }
    throw damaged();
  }

  private value(bytes: Uint8Array, serial: number, at: number, size: number): Value {
    if (serial >= 12) {
      const content = bytes.subarray(at, at + size);
      return serial % 2 === 0 ? content : this.text.decode(content);
    }
    const view = bytes === this.bytes ? this.view : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    switch (serial) {
      case 0:
        return null;
      case 1:
        return view.getInt8(at);
      case 2:
        return view.getInt16(at);
      case 3:
        return view.getInt8(at) * 2 ** 16 + view.getUint16(at + 1);
      case 4:
        return view.getInt32(at);
      case 5:
        return view.getInt16(at) * 2 ** 32 + view.getUint32(at + 2);
      case 6:
        return exact(view.getBigInt64(at));
      case 7:
        return view.getFloat64(at);
      case 8:
        return 0;
      case 9:
        return 1;
      default:
        throw damaged();
    }
  }
}

/** A number wherever one holds the value. */
function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const FIXED_SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(serial: number): number {
  return serial >= 12 ? Math.floor((serial - 12) / 2) : (FIXED_SIZES[serial] ?? 0);
}

/** Names of the columns of `CREATE TABLE name (…)`; constraints of the table are none. */
function columnsOf(sql: string): Pick<TableInfo, "columns" | "rowNumber"> {
  const code = sql.replaceAll(/--[^\n]*(?:\n|$)/g, " ");
  const inner = code.slice(code.indexOf("(") + 1, code.lastIndexOf(")"));
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "(") depth += 1;
    else if (inner[i] === ")") depth -= 1;
    else if (inner[i] === "," && depth === 0) {
      parts.push(inner.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(inner.slice(start));
  const definitions = parts
    .map((part) => part.trim())
    .filter((part) => !/^(?:PRIMARY\s+KEY|UNIQUE|CHECK|FOREIGN\s+KEY|CONSTRAINT)\b/i.test(part));
  return {
    columns: definitions.map((part) => /^["'`[]?([^\s"'`\]]+)/.exec(part)?.[1] ?? ""),
    rowNumber: definitions.findIndex((part) => /\bINTEGER\b[^,]*\bPRIMARY\s+KEY\b/i.test(part)),
  };
}

function damaged(): SqliteError {
  return new SqliteError("it is damaged");
}
