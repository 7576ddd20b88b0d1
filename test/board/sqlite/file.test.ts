import assert from "node:assert/strict";
import { Random } from "../../../predictors/src/train/random";
import { SqliteError, SqliteFile, type Value } from "../../../server/src/board/sqlite/file";
import { sqliteFile } from "../../support/sqlite";

const ALL = ["id", "a", "b", "c"];
const TABLE =
  "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, 'b' TEXT -- a remark, with a comma\n, c DECIMAL(4, 2), UNIQUE (id, a))";

function rowsOf(bytes: Uint8Array): (readonly Value[])[] {
  const file = new SqliteFile(bytes);
  const table = file.table("t");
  assert(table !== null);
  const rows: (readonly Value[])[] = [];
  file.rows(table, ALL, (values) => rows.push([...values]));
  return rows;
}

describe("board/sqlite/file", () => {
  for (const page of [512, 4096, 65_536]) {
    it(`reads what Python's sqlite3 wrote, on pages of ${page} bytes`, () => {
      const random = new Random(page);
      const numbers = [0, 1, -1, 127, -129, 40_000, -8_388_609, 2 ** 31, -(2 ** 40), 2 ** 47 + 5, 1.5, -1e300];
      const rows = Array.from({ length: 700 }, (_, i) => [
        i + 1 + 10 * Math.floor(i / 100),
        numbers[random.below(numbers.length)] ?? null,
        "é".repeat(random.below(random.below(40) === 0 ? 9000 : 30)),
        [null, "#1590000000123456789", "0xff00ab"][random.below(3)] ?? null,
      ]);
      const bytes = sqliteFile([`PRAGMA page_size=${page}`, TABLE, "CREATE INDEX i ON t (a)"], { t: rows });
      const expected = rows.map(([id, a, b, c]) => [
        id,
        a,
        b,
        c === null ? null : String(c).startsWith("#") ? 1_590_000_000_123_456_789n : Uint8Array.of(255, 0, 171),
      ]);
      const plain = (value: Value): Value | readonly number[] => (value instanceof Uint8Array ? [...value] : value);
      assert.deepEqual(
        rowsOf(bytes).map((row) => row.map(plain)),
        expected.map((row) => row.map((value) => plain(value as Value))),
      );
    });
  }

  it("gives null for a column that is not there", () => {
    const file = new SqliteFile(sqliteFile(["CREATE TABLE t (a)"], { t: [[5]] }));
    const table = file.table("t");
    assert(table !== null);
    file.rows(table, ["z", "a"], (values) => {
      assert.deepEqual(values, [null, 5]);
    });
    assert.equal(file.table("none"), null);
  });

  const whole = (): Uint8Array =>
    sqliteFile(["PRAGMA page_size=512", TABLE], { t: Array.from({ length: 300 }, (_, i) => [i + 1, 2, "text", null]) });

  it("refuses a file that is cut off, in write-ahead mode or in UTF-16", () => {
    assert.throws(() => rowsOf(whole().subarray(0, 2048)), /cut off/);
    assert.throws(() => rowsOf(sqliteFile(["PRAGMA journal_mode=WAL", TABLE], {})), /write-ahead/);
    // Either of the two bytes says so: who may read, and who may write.
    for (const place of [18, 19]) {
      const bytes = Uint8Array.from(whole());
      bytes[place] = 2;
      assert.throws(() => rowsOf(bytes), /write-ahead/);
    }
    assert.throws(() => rowsOf(sqliteFile(["PRAGMA encoding='UTF-16'", TABLE], {})), /UTF-16/);
    assert.throws(() => rowsOf(Buffer.from("no database")), /no SQLite file/);
  });

  it("ends on damaged bytes with a reason or with rows, and nothing else", () => {
    const bytes = whole();
    const random = new Random(3);
    for (let trial = 0; trial < 500; trial++) {
      const spoilt = Uint8Array.from(bytes);
      for (let i = 0; i < 8; i++) spoilt[100 + random.below(spoilt.length - 100)] = random.below(256);
      try {
        rowsOf(spoilt);
      } catch (error) {
        assert.ok(error instanceof SqliteError || error instanceof assert.AssertionError, String(error));
      }
    }
  });
});
