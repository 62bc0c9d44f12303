"""What functions give back, what schemas declare, and what predicates of rights go by."""

import json
from collections.abc import Collection

from msgspec import Struct

from indexer.graph.open import Graph
from indexer.graph.place import Place


class AnswerView(Struct, frozen=True):
    symbol: str  # dotted: the function
    place: Place
    status: int | None
    keys: tuple[str, ...]  # that are written out
    is_open: bool  # there may be others
    schema: str  # dotted, as a decorator declares it; '' where none does


class VerdictView(Struct, frozen=True):
    symbol: str  # dotted: the predicate
    place: Place
    text: str  # of what it returns
    names: tuple[str, ...]  # chains of names that this reads


def answers_in(graph: Graph, symbols: Collection[str]) -> list[AnswerView]:
    """Those of some functions, in the order of lines."""
    rows = graph.rows(
        """
        SELECT s.name, f.path, a.line, a.status, a.keys, a.is_open, a.schema
        FROM json_each(:symbols) AS w JOIN symbols AS s ON s.name = w.value
        JOIN files AS f ON f.id = s.file JOIN answers AS a ON a.symbol = s.id
        ORDER BY f.path, a.line, a.rowid
        """,
        symbols=json.dumps(sorted(symbols)),
    )
    return [
        AnswerView(name, Place(path, line), status, tuple(json.loads(keys)) if keys else (), bool(is_open), schema)
        for name, path, line, status, keys, is_open, schema in rows
    ]


def verdicts_in(graph: Graph, symbols: Collection[str]) -> list[VerdictView]:
    """Those of some functions, in the order of lines."""
    rows = graph.rows(
        """
        SELECT s.name, f.path, v.line, v.text, v.names
        FROM json_each(:symbols) AS w JOIN symbols AS s ON s.name = w.value
        JOIN files AS f ON f.id = s.file JOIN verdicts AS v ON v.symbol = s.id
        ORDER BY f.path, v.line, v.rowid
        """,
        symbols=json.dumps(sorted(symbols)),
    )
    return [
        VerdictView(name, Place(path, line), text, tuple(json.loads(names)) if names else ())
        for name, path, line, text, names in rows
    ]


class SchemaFieldView(Struct, frozen=True):
    schema: str  # dotted: the class that declares it
    place: Place
    name: str
    type: str  # as written
    required: bool
    only: str = ""  # read where clients may not set it, write where they never see it


def schema_fields_in(graph: Graph, paths: Collection[str]) -> list[SchemaFieldView]:
    """Those of the classes of some files, in the order of lines."""
    rows = graph.rows(
        """
        SELECT s.name, f.path, a.line, a.name, a.type, a.required, a.only
        FROM json_each(:paths) AS w JOIN files AS f ON f.path = w.value
        JOIN symbols AS s ON s.file = f.id JOIN schema_fields AS a ON a.cls = s.id
        ORDER BY f.path, a.line, a.rowid
        """,
        paths=json.dumps(sorted(paths)),
    )
    return [
        SchemaFieldView(schema, Place(path, line), name, type, bool(required), only)
        for schema, path, line, name, type, required, only in rows
    ]
