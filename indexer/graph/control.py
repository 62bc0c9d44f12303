"""Where transactions are opened."""

import json
from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place


class TransactionView(Struct, frozen=True):
    function: str  # dotted
    by: Literal["decorator", "with", "call", "request"]
    name: str  # dotted: django.db.transaction.atomic
    place: Place


class CoveredCall(Struct, frozen=True):
    """A call, and whether a transaction of its caller is open there."""

    callee: str  # dotted
    caller: str  # dotted
    place: Place
    covered: bool


def covered_calls(graph: Graph, names: Collection[str]) -> list[CoveredCall]:
    """The calls of some functions that are certain enough to speak of, by file and line; tests left out."""
    rows = graph.rows(
        """
        SELECT y.name, s.name, s.path, c.line, EXISTS (
            SELECT 1 FROM transactions AS t WHERE t.symbol = c.caller
            AND (t."by" IN ('decorator', 'request') OR c.line BETWEEN t.line AND t.end_line)
        )
        FROM json_each(:names) AS w JOIN symbols AS y ON y.name = w.value
        JOIN calls AS c ON c.callee = y.id AND c.certainty IN ('exact', 'inferred')
        JOIN located AS s ON s.id = c.caller AND NOT s.is_test
        ORDER BY s.path, c.line, s.name, y.name
        """,
        names=json.dumps(sorted(names)),
    )
    return [CoveredCall(callee, caller, Place(path, line), bool(open)) for callee, caller, path, line, open in rows]


def callees_of(graph: Graph, names: Collection[str]) -> list[str]:
    """Dotted names of what some functions call, as far as that is certain enough to speak of."""
    rows = graph.rows(
        """
        SELECT DISTINCT y.name FROM json_each(:names) AS w JOIN symbols AS s ON s.name = w.value
        JOIN calls AS c ON c.caller = s.id AND c.certainty IN ('exact', 'inferred')
        JOIN symbols AS y ON y.id = c.callee ORDER BY y.name
        """,
        names=json.dumps(sorted(names)),
    )
    return [name for (name,) in rows]


def transactions(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[TransactionView]:
    """All, those of one file, or those that one function (or a method of one class) opens."""
    conditions, parameters = ["1"], dict[str, object]()
    if path is not None:
        conditions.append("s.path = :path")
        parameters["path"] = path
    if symbol is not None:
        conditions.append(
            "t.symbol IN (SELECT value FROM json_each(:ids) UNION"
            " SELECT m.id FROM json_each(:ids) AS c JOIN symbols AS m ON m.parent = c.value)"
        )
        parameters["ids"] = json.dumps(ids_of(graph, symbol))
    rows = graph.rows(
        f"""
        SELECT s.name, t."by", t.name, s.path, t.line
        FROM transactions AS t JOIN located AS s ON s.id = t.symbol
        WHERE {" AND ".join(conditions)} ORDER BY s.path, t.line, s.name
        """,
        **parameters,
    )
    return [TransactionView(function, by, name, Place(path, line)) for function, by, name, path, line in rows]
