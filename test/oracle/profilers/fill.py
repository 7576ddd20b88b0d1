"""fill.py NVPROF OURS OUT: the rows of a recording of our own, in all tables and columns that nvprof creates.

The statements that create them are read from the program itself; what our recordings leave out is 0 or what a plain launch has.
"""

import re
import sqlite3
import sys

PLAIN = {
    "end": "start + 10000",
    "completed": '"end"',
    "contextId": "1",
    "streamId": "7",
    "correlationId": "1000000 + rowid",
    "blockX": "128",
    "blockY": "1",
    "blockZ": "1",
    "srcKind": "1",
    "dstKind": "3",
    "cacheConfig": "zeroblob(1)",
}
VERSION = 11


def main(program, ours, out):
    base = sqlite3.connect(out, isolation_level=None)
    with open(program, "rb") as file:
        for statement in re.findall(rb"CREATE TABLE IF NOT EXISTS \w+\([ -~]*\)", file.read()):
            base.execute(statement.decode())
    base.execute("ATTACH ? AS ours", (ours,))
    base.execute("BEGIN")
    base.execute("INSERT INTO Version VALUES (?)", (VERSION,))
    tables = base.execute("SELECT name FROM ours.sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
    for (table,) in tables.fetchall():
        own = {row[1] for row in base.execute("PRAGMA ours.table_info(%s)" % table)}
        columns = [(row[1], row[2]) for row in base.execute("PRAGMA main.table_info(%s)" % table) if row[1] != "_id_" or "_id_" in own]
        values = [value(name, kind, own) for name, kind in columns]
        names = ",".join('"%s"' % name for name, _ in columns)
        base.execute("INSERT INTO main.%s (%s) SELECT %s FROM ours.%s" % (table, names, ",".join(values), table))
    base.execute("COMMIT")


def value(name, kind, own):
    if name in own:
        return '"%s"' % name
    return PLAIN.get(name, "zeroblob(16)" if kind == "BLOB" else "0")


main(*sys.argv[1:])
