"""What migrations did to a model, in order."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class MigrationView:
    migration: str  # 0002_idempotency_key
    app: str
    operation: str
    model: str  # lower-case model name or table, '' where none
    field: str
    place: Place


def migrations_of(graph: Graph, model: SymbolLike, field: str | None = None) -> list[MigrationView]:
    """Operations on a model, or on one of its fields (name or column): of its app by model name, elsewhere by table."""
    rows = graph.rows(
        """
        SELECT g.name, g.app, g.operation, g.model, g.field, p.path, g.line
        FROM models AS m
        JOIN symbols AS s ON s.id = m.id
        JOIN migrations AS g
            ON iif(m.framework = 'django', g.app = m.app AND g.model = lower(s.leaf), g.model = m."table")
        JOIN symbols AS o ON o.id = g.symbol
        JOIN files AS p ON p.id = o.file
        WHERE m.id = :id AND (:field IS NULL OR g.field IN (
            SELECT :field UNION SELECT "column" FROM fields WHERE model = m.id AND name = :field
        ))
        ORDER BY g.app, g.name, g.position, p.path, g.line
        """,
        id=ids_of(graph, model)[0],
        field=field,
    )
    return [
        MigrationView(name, app, operation, model_name, field_name, Place(path, line))
        for name, app, operation, model_name, field_name, path, line in rows
    ]
