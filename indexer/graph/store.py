"""Writes a snapshot into a new database file and renames it into place: a reader sees the old graph or the new one.

The file is never changed afterwards. So it keeps no write-ahead log, which would need files beside it that a rename
over an open graph leaves behind for the wrong database.
"""

import os
import secrets
import sqlite3
import struct
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path

from indexer.graph.nodes import Call, Fingerprint, Module, Snapshot, Symbol
from indexer.graph.open import APPLICATION, INDEXES, SCHEMA, VERSION
from indexer.graph.spelling import humps

ABANDONED = 3600  # seconds after which an unfinished file can only be what a killed process left

FEATURES = ("data", "calls", "structure", "words")  # columns of a fingerprint that hold sets
MOST_PLACES = 900  # of one statement: SQLite before 3.32 takes 999
TELLING = range(2, 61)  # a feature that so many fingerprints share leads from one to the others

# What sqlite3 binds as it is, but only after it has asked the value how to adapt it and been refused by an exception:
# a fifth of all instructions that storing took. Each adapter gives what would be bound anyway.
NO_VALUES: dict[None, None] = {}
sqlite3.register_adapter(type(None), NO_VALUES.get)
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(bytes, bytes)


def write(snapshot: Snapshot, path: Path, meta: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path)
    building = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        with closing(sqlite3.connect(building, isolation_level=None)) as connection:
            _fill(connection, snapshot, meta)
        finish(building, path)
    except BaseException:
        building.unlink(missing_ok=True)
        raise


def finish(building: Path, path: Path) -> None:
    """A whole file takes the place of the old one."""
    with building.open("rb+") as file:
        os.fsync(file.fileno())
    building.replace(path)
    _keep_rename(path.parent)


def sweep(path: Path) -> None:
    for left in path.parent.glob(f".{path.name}.*.new"):
        with suppress(OSError):  # another process may sweep too
            if time.time() - left.stat().st_mtime > ABANDONED:
                left.unlink()


def _fill(connection: sqlite3.Connection, snapshot: Snapshot, meta: Mapping[str, str]) -> None:
    # Nobody else sees the file and a half-written one is thrown away: no journal, no waiting for the disk.
    for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("BEGIN")
    for statement in _statements(SCHEMA):
        connection.execute(statement)
    for table, rows in _tables(snapshot, meta):
        insert(connection, table, rows)
    for statement in _statements(INDEXES):
        connection.execute(statement)
    connection.execute("INSERT INTO symbols_text (symbols_text) VALUES ('optimize')")
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """One by one: `executescript` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Many rows with one statement, which takes SQLite a third less than one by one."""
    if table == "symbols_text":  # a virtual table takes its rows singly: many at once would be gathered somewhere first
        connection.executemany(
            "INSERT INTO symbols_text (rowid, name, qualname, summary, path) VALUES (?, ?, ?, ?, ?)", rows
        )
        return
    remaining = iter(rows)
    first = next(remaining, None)
    if first is None:
        return
    sql = f"INSERT INTO {table} VALUES "
    place = f"({', '.join('?' * len(first))})"
    connection.execute(sql + place, first)
    at_once = MOST_PLACES // len(first)
    sql_at_once = sql + ", ".join([place] * at_once)
    while len(some := list(islice(remaining, at_once))) == at_once:
        connection.execute(sql_at_once, list(chain.from_iterable(some)))
    connection.executemany(sql + place, some)


def _tables(snapshot: Snapshot, meta: Mapping[str, str]) -> Iterator[tuple[str, Iterable[tuple[object, ...]]]]:
    """Table by table, in an order that does not depend on where a row came from first."""
    features, fingerprints, marks = _likeness(snapshot.fingerprints)
    yield "meta", sorted(meta.items())
    yield "counts", _counts(snapshot)
    yield "files", snapshot.files
    yield "documents", snapshot.documents
    yield "problems", sorted(snapshot.problems)
    yield "symbols", ((*symbol, symbol.name.rpartition(".")[2]) for symbol in snapshot.symbols)
    yield "modules", _modules(snapshot.modules, snapshot.symbols)
    yield "bases", snapshot.bases
    yield "overrides", sorted(set(snapshot.overrides))
    yield "imports", snapshot.imports
    yield "calls", _calls(snapshot.calls)
    yield "models", snapshot.models
    yield "fields", _fields(snapshot)
    yield "table_constraints", snapshot.table_constraints
    yield "field_uses", snapshot.field_uses
    yield "outside_uses", snapshot.outside_uses
    yield "endpoints", snapshot.endpoints
    yield "before", snapshot.before
    yield "idle_guards", snapshot.idle_guards
    yield "ownership_filters", snapshot.ownership_filters
    yield "shown_to", sorted(snapshot.shown_to)
    yield "entry_points", snapshot.entry_points
    yield "transactions", snapshot.transactions
    yield "transitions", snapshot.transitions
    yield "refusals", snapshot.refusals
    yield "queries", snapshot.queries
    yield "bindings", snapshot.bindings
    yield "effects", snapshot.effects
    yield "tests", snapshot.tests
    yield "requests", snapshot.requests
    yield "assertions", snapshot.assertions
    yield "contexts", snapshot.contexts
    yield "assignments", snapshot.assignments
    yield "answers", snapshot.answers
    yield "verdicts", snapshot.verdicts
    yield "schema_fields", snapshot.schema_fields
    yield "revisions", snapshot.revisions
    yield "migrations", snapshot.migrations
    yield "migrated_tables", snapshot.migrated_tables
    yield "migrated_columns", snapshot.migrated_columns
    yield "migrated_constraints", snapshot.migrated_constraints
    yield "drift", snapshot.drift
    yield "comments", snapshot.comments
    yield "prints", snapshot.prints
    yield "asserted", snapshot.asserted
    yield "features", features
    yield "fingerprints", fingerprints
    yield "marks", marks
    yield "kept", snapshot.kept
    yield "kept_whole", snapshot.kept_whole
    yield "symbols_text", _texts(snapshot)


def _counts(snapshot: Snapshot) -> list[tuple[object, ...]]:
    kinds = Counter(map(attrgetter("kind"), snapshot.symbols))
    certainties = Counter(map(attrgetter("certainty"), snapshot.calls))
    return [("symbols", *row) for row in kinds.items()] + [("calls", *row) for row in certainties.items()]


def _fields(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
    modules = {module.id for module in snapshot.modules if module.is_test}
    files = {symbol.file for symbol in snapshot.symbols if symbol.id in modules}
    tests = {symbol.id for symbol in snapshot.symbols if symbol.file in files}
    uses = Counter(use.field for use in snapshot.field_uses if use.use != "migrate" and use.function not in tests)
    return ((*field, uses[field.id]) for field in snapshot.fields)


def _modules(modules: list[Module], symbols: list[Symbol]) -> Iterator[tuple[object, ...]]:
    wanted = {module.id for module in modules}
    files = {symbol.id: symbol.file for symbol in symbols if symbol.id in wanted}
    return ((*module, files[module.id]) for module in modules)


def _calls(calls: list[Call]) -> Iterator[tuple[object, ...]]:
    """The target of a call inside the repository is its callee's name: not stored twice."""
    return (
        (caller, callee, target if callee is None else None, line, certainty, rule, instantiates)
        for caller, callee, target, line, certainty, rule, instantiates in calls
    )


def _likeness(
    rows: list[Fingerprint],
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Fingerprints with each text replaced by a number, and the rarer numbers turned round to look others up by."""
    features: list[tuple[object, ...]] = []
    marks: list[tuple[object, ...]] = []
    held: dict[int, list[int]] = {row.symbol: [] for row in rows}
    for kind in FEATURES:
        holders: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            symbol = row.symbol
            for text in getattr(row, kind):
                holders[text].append(symbol)
        holders.pop("", None)
        for text in sorted(holders):
            symbols, number = holders[text], len(features)
            features.append((number, kind, text, len(symbols)))
            for symbol in symbols:
                held[symbol].append(number)
            if kind != "structure" and len(symbols) in TELLING:
                marks.extend((number, symbol) for symbol in sorted(symbols))
    return features, [(row.symbol, row.role, packed(held[row.symbol])) for row in rows], marks


def packed(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _texts(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
    """FTS5 parts words at dots, underscores and slashes by itself; camel case is left to us."""
    paths = {file.id: file.path for file in snapshot.files}

    for symbol in snapshot.symbols:
        yield (symbol.id, *indexed(symbol.qualname, symbol.summary, paths[symbol.file]))


def indexed(qualname: str, summary: str, path: str) -> tuple[str, str, str, str]:
    owner, _, leaf = qualname.rpartition(".")
    return _words(leaf), _words(owner), summary, path


@lru_cache(maxsize=65536)
def _words(name: str) -> str:
    apart = humps(name)
    return name if apart == name else f"{name} {apart}"


def _keep_rename(folder: Path) -> None:
    """A rename survives a power cut once its folder is on the disk."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
