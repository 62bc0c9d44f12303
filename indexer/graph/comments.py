"""Comments that someone left to protect or explain."""

import json
from dataclasses import dataclass

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class CommentView:
    text: str
    place: Place
    symbol: str  # dotted: the innermost function, class or module


def comments(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[CommentView]:
    """Of one file, or of one symbol and what is written in it."""
    rows = graph.rows(
        """
        SELECT c.text, p.path, c.line, s.name
        FROM comments AS c
        JOIN files AS p ON p.id = c.file
        JOIN symbols AS s ON s.id = c.symbol
        WHERE (:path IS NULL OR p.path = :path)
        AND (:ids IS NULL OR EXISTS (
            SELECT 1 FROM json_each(:ids) AS w JOIN symbols AS o ON o.id = w.value
            WHERE c.symbol = o.id OR c.file = o.file AND c.line BETWEEN o.line AND o.end_line
        ))
        ORDER BY p.path, c.line
        """,
        path=path,
        ids=None if symbol is None else json.dumps(ids_of(graph, symbol)),
    )
    return [CommentView(text, Place(path, line), name) for text, path, line, name in rows]
