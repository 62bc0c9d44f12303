"""Where transactions are opened."""

import json
from dataclasses import dataclass
from typing import Literal

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class TransactionView:
    function: str  # dotted
    by: Literal["decorator", "with", "call"]
    name: str  # dotted: django.db.transaction.atomic
    place: Place


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
