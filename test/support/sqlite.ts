/** SQLite files of profilers, written by Python's `sqlite3`: another hand than ours wrote their bytes. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The bytes of a database that these statements make; `rows` go into `table` of the same name. */
export function sqliteFile(
  statements: readonly string[],
  rows: Readonly<Record<string, readonly unknown[][]>>,
): Uint8Array {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-sqlite-"));
  const file = path.join(folder, "recording.sqlite");
  try {
    execFileSync("python3", ["-c", WRITE, file], { input: JSON.stringify({ statements, rows }) });
    return fs.readFileSync(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const WRITE = `
import json, sqlite3, sys
given = json.load(sys.stdin)
base = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in given["statements"]: base.execute(statement)
base.execute("BEGIN")
for table, rows in given["rows"].items():
    for row in rows:
        values = [int(v[1:]) if isinstance(v, str) and v.startswith("#") else bytes.fromhex(v[2:]) if isinstance(v, str) and v.startswith("0x") else v for v in row]
        base.execute("INSERT INTO %s VALUES (%s)" % (table, ",".join("?" * len(values))), values)
base.execute("COMMIT")
base.close()
`;
