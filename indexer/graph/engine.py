"""Which SQLite the graph runs on, and whether it can do what the graph needs."""

import sqlite3


def version() -> str:
    return sqlite3.sqlite_version


def has_full_text() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
