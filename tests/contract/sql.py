"""Writes into the homeserver's database what no API would: `python sql.py KIND NAME`, the statements on standard input.

KIND is `sqlite`, with the path of the file, or `postgres`, with what libpq connects by.
"""

import sys

[kind, name] = sys.argv[1:]
statements = sys.stdin.read()
if kind == "sqlite":
    import sqlite3

    connection = sqlite3.connect(name, timeout=30)
    connection.executescript(statements)
else:
    import psycopg2

    connection = psycopg2.connect(name)
    connection.cursor().execute(statements)
connection.commit()
connection.close()
