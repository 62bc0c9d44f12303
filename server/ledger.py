"""What was decided on the way: tasks, decisions, acknowledgements and checkpoints, appended and never changed.

One SQLite file for each repository, shared by its worktrees and by any number of processes, in the user's state folder.
It is the user's: nothing here deletes or rewrites it, whatever state it is in, and triggers in the file refuse anybody
who tries. All SQL of the ledger is here.
"""

import getpass
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from server.failure import CannotRun
from server.state import ledger_path
from server.worktree import FOLDER

Kind = Literal["task", "decision", "acknowledgement", "checkpoint", "tests"]

APPLICATION = int.from_bytes(b"FnLd")  # in the header of the file, so that another program's is left alone
VERSION = 1
WAIT = 10.0  # seconds for another process to finish its entry

SCHEMA = """
CREATE TABLE entries (                 -- one row a thing that somebody said, in the order in which it was said
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,              -- UTC, ISO 8601
    kind   TEXT NOT NULL,              -- task, decision, acknowledgement, checkpoint or tests
    task   TEXT NOT NULL,              -- id of the task that it belongs to
    actor  TEXT NOT NULL,              -- who said it: a person's login, or `agent NAME`
    branch TEXT NOT NULL,              -- checked out at the time
    "commit" TEXT NOT NULL,            -- HEAD at the time, '' where there is none
    body   TEXT NOT NULL               -- JSON object, its keys by kind
);
CREATE INDEX entries_task ON entries (task, id);
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: str
    kind: Kind
    task: str
    actor: str
    branch: str
    commit: str
    body: dict[str, Any]


class Ledger:
    """Opened for each question: nothing is held between them, so that a crash or a removed worktree leaves no lock."""

    def __init__(self, path: Path, note: str = "") -> None:
        self.path = path
        self.note = note  # where it lies, where that is not the usual place

    @classmethod
    def of(cls, root: Path) -> "Ledger":
        """Of the repository that a worktree belongs to. Creates nothing."""
        path = ledger_path(root)
        elsewhere = path.parent.name == FOLDER
        return cls(path, note=f"the state folder cannot be written: the ledger is in {FOLDER}/" if elsewhere else "")

    def append(self, kind: Kind, task: str, body: dict[str, Any], *, actor: str, branch: str, commit: str) -> Entry:
        """Stored when this returns. Raises CannotRun."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps(body, ensure_ascii=False, sort_keys=True)
        with self._writing() as connection:
            id = connection.execute(
                'INSERT INTO entries (at, kind, task, actor, branch, "commit", body) VALUES (?, ?, ?, ?, ?, ?, ?)',
                (at, kind, task, actor, branch, commit, text),
            ).lastrowid
        assert id is not None
        return Entry(id, at, kind, task, actor, branch, commit, body)

    def entries(self, task: str | None = None, kind: Kind | None = None) -> list[Entry]:
        """In the order in which they were said; of one task, of one kind."""
        if not self.path.exists():
            return []
        with self._reading() as connection:
            rows = connection.execute(
                'SELECT id, at, kind, task, actor, branch, "commit", body FROM entries'
                " WHERE (:task IS NULL OR task = :task) AND (:kind IS NULL OR kind = :kind) ORDER BY id",
                {"task": task, "kind": kind},
            ).fetchall()
        return [
            Entry(id, at, kind, task, actor, branch, commit, json.loads(body))
            for id, at, kind, task, actor, branch, commit, body in rows
        ]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.parent.name == FOLDER and not (self.path.parent / ".gitignore").exists():
                (self.path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise CannotRun(f"the ledger cannot be written to {self.path.parent}: {error.strerror}") from error
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in _statements(SCHEMA):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {VERSION}")
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if self.path.is_symlink():
            raise CannotRun(f"the ledger {self.path} is a link and is not opened")
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
            connection.execute("PRAGMA synchronous = FULL")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and application != APPLICATION:
                raise CannotRun(f"{self.path} is the database of another program and is left alone")
            if version > VERSION:
                raise CannotRun(f"{self.path} was written by a newer version; update Chesterton to read it")
            yield connection
        except sqlite3.DatabaseError as error:
            raise CannotRun(f"the ledger {self.path} cannot be used ({error}); nothing was changed in it") from error
        finally:
            if connection is not None:
                connection.close()


def new_task(text: str) -> str:
    """An id that people can say: the first telling words, and four letters against namesakes."""
    words = [word for word in "".join(c.lower() if c.isalnum() else " " for c in text).split() if len(word) > 3][:3]
    return "-".join([*(word[:12] for word in words), secrets.token_hex(2)])


def login() -> str:
    """Who sits at this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def _statements(script: str) -> Iterator[str]:
    """`executescript` would commit what is open."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
