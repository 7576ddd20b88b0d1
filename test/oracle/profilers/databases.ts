/** Random databases that Python's `sqlite3` writes and changes, read by it and by us. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { SqliteError, SqliteFile, type Value } from "../../../server/src/board/sqlite/file";

/** What differs, a line for each database; 0 to `count` − 1 are the seeds. */
export function compareDatabases(count: number): readonly string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-databases-"));
  try {
    execFileSync("python3", ["-c", WRITE, folder, String(count)]);
    return Array.from({ length: count }, (_, seed) => differenceIn(path.join(folder, String(seed)), seed)).filter(
      (difference) => difference !== null,
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

interface Expected {
  readonly rows: readonly (readonly string[])[];
  readonly isRefused: boolean;
  readonly about: string;
}

function differenceIn(file: string, seed: number): string | null {
  const { rows, isRefused, about } = JSON.parse(fs.readFileSync(`${file}.json`, "utf8")) as Expected;
  const what = `seed ${seed} (${about})`;
  try {
    const base = new SqliteFile(fs.readFileSync(`${file}.sqlite`));
    const table = base.table("t");
    if (table === null) return `${what}: the table is not found`;
    const ours: string[][] = [];
    base.rows(table, ["id", "a", "b", "c"], (values) => ours.push(values.map(plain)));
    if (isRefused) return `${what}: ${ours.length} rows where it should be refused`;
    const at = rows.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(ours[i]));
    if (ours.length !== rows.length) return `${what}: ${ours.length} rows, not ${rows.length}`;
    return at === -1 ? null : `${what}: row ${at} is ${JSON.stringify(ours[at])}, not ${JSON.stringify(rows[at])}`;
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return isRefused ? null : `${what}: refused, ${error.message}`;
  }
}

/** As the Python below writes it: 64 bits do not fit JSON's numbers. */
function plain(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `blob ${Buffer.from(value).toString("hex")}`;
  if (typeof value === "string") return `text ${value}`;
  if (typeof value === "bigint" || Number.isInteger(value)) return `number ${BigInt(value)}`;
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return `float ${bits.toString("hex")}`;
}

const WRITE = `
import json, os, random, sqlite3, struct, sys
folder, count = sys.argv[1], int(sys.argv[2])
def plain(v):
    if v is None: return "null"
    if isinstance(v, bytes): return "blob " + v.hex()
    if isinstance(v, str): return "text " + v
    if isinstance(v, int) or v == int(v): return "number %d" % v
    return "float " + struct.pack(">d", v).hex()
def value(r):
    kind = r.randrange(6)
    if kind == 0: return None
    if kind == 1: return r.randrange(-2, 3)
    if kind == 2: return r.choice([-1, 1]) * r.getrandbits(r.randrange(1, 64))
    if kind == 3: return r.uniform(-1, 1) * 10.0 ** r.randrange(-300, 300)
    long = r.randrange(20000) if r.randrange(30) == 0 else r.randrange(40)
    return "".join(r.choice("ab\\u00e9\\u4e16\\U0001f600") for _ in range(long)) if kind == 4 else r.randbytes(long)
for seed in range(count):
    r = random.Random(seed)
    name = os.path.join(folder, str(seed))
    base = sqlite3.connect(name + ".sqlite", isolation_level=None)
    page = 2 ** r.randrange(9, 17); vacuum = r.randrange(3); without = r.randrange(12) == 0
    base.execute("PRAGMA page_size=%d" % page); base.execute("PRAGMA auto_vacuum=%d" % vacuum)
    id_ = r.choice(["id INTEGER PRIMARY KEY", "id INTEGER PRIMARY KEY AUTOINCREMENT"])
    base.execute("CREATE TABLE t (%s, a, b%s)%s" % (id_, "" if r.randrange(3) == 0 else ", c", " WITHOUT ROWID" if without and "AUTO" not in id_ else ""))
    without = without and "AUTO" not in id_
    columns = [row[1] for row in base.execute("PRAGMA table_info(t)")]
    if r.randrange(2): base.execute("CREATE INDEX i ON t (a)")
    base.execute("BEGIN")
    for i in range(r.randrange(2, 400)):
        base.execute("INSERT OR IGNORE INTO t VALUES (%s)" % ",".join("?" * len(columns)), [r.getrandbits(r.randrange(1, 50))] + [value(r) for _ in columns[1:]])
    base.execute("COMMIT")
    if "c" not in columns: base.execute("ALTER TABLE t ADD COLUMN c")
    if r.randrange(2): base.execute("DELETE FROM t WHERE id % 3 = 0")
    if r.randrange(3) == 0: base.execute("UPDATE t SET b = NULL WHERE id % 5 = 1")
    if r.randrange(4) == 0: base.execute("VACUUM")
    rows = [[plain(v) for v in row] for row in base.execute("SELECT id, a, b, c FROM t ORDER BY id")]
    base.close()
    about = "pages of %d bytes, auto_vacuum %d" % (page, vacuum)
    json.dump({"rows": rows, "isRefused": without, "about": about}, open(name + ".json", "w"))
`;
