"""Comments that someone left to protect or explain."""

import json
from collections.abc import Collection, Mapping

from msgspec import Struct

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place
from indexer.graph.statements import unpacked


class CommentView(Struct, frozen=True):
    text: str
    place: Place
    symbol: str  # dotted: the innermost function, class or module
    subject: str | None = None  # dotted: the function or class that it stands above
    protects: tuple[int, ...] = ()  # prints of the statement that it stands at, and of what that holds


def comments(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[CommentView]:
    """Of one file, or of one symbol and what is written in it."""
    conditions, parameters = ["1"], dict[str, object]()
    if path is not None:
        conditions.append("p.path = :path")
        parameters["path"] = path
    if symbol is not None:
        conditions.append(
            "c.rowid IN (SELECT x.rowid FROM json_each(:ids) AS w JOIN symbols AS o ON o.id = w.value"
            " JOIN comments AS x ON x.file = o.file AND (x.symbol = o.id OR x.line BETWEEN o.line AND o.end_line))"
        )
        parameters["ids"] = json.dumps(ids_of(graph, symbol))
    return _comments(graph, " AND ".join(conditions), parameters)


def comments_on(graph: Graph, names: Collection[str]) -> list[CommentView]:
    """Those that belong to symbols of these dotted names, and not to what is written in them."""
    where = """
        c.rowid IN (SELECT x.rowid FROM json_each(:names) AS w JOIN symbols AS o ON o.name = w.value
                    JOIN comments AS x ON x.file = o.file AND x.symbol = o.id)
    """
    return _comments(graph, where, {"names": json.dumps(sorted(names))}) if names else []


def _comments(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[CommentView]:
    rows = graph.rows(
        f"""
        SELECT c.text, p.path, c.line, s.name, o.name, c.protects
        FROM comments AS c
        JOIN files AS p ON p.id = c.file
        JOIN symbols AS s ON s.id = c.symbol
        LEFT JOIN symbols AS o ON o.id = c.subject
        WHERE {where} ORDER BY p.path, c.line
        """,
        **parameters,
    )
    return [
        CommentView(text, Place(path, line), name, subject, unpacked(protects))
        for text, path, line, name, subject, protects in rows
    ]
