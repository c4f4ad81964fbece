"""Puts users into a Synapse's SQLite database: `python fill.py homeserver.db 10000`."""

import sqlite3
import sys

database, count = sys.argv[1], int(sys.argv[2])
with sqlite3.connect(database, timeout=60) as connection:
    names = [f"user_{number:05}" for number in range(count)]
    created = 1_600_000_000
    connection.executemany(
        "INSERT INTO users (name, creation_ts, admin, is_guest, deactivated, shadow_banned, approved)"
        " VALUES (?, ?, 0, 0, 0, ?, ?)",
        [(f"@{name}:localhost", created + number, False, True) for number, name in enumerate(names)],
    )
    connection.executemany(
        "INSERT INTO profiles (user_id, full_user_id, displayname) VALUES (?, ?, ?)",
        [(name, f"@{name}:localhost", f"User {name[5:]}") for name in names],
    )
