"""What migrations did to a model, in order."""

from dataclasses import dataclass

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


def migrations_of(graph: Graph, model: str, field: str | None = None) -> list[MigrationView]:
    """Operations on a model (dotted name) or on one of its fields: of its app, by model name or table."""
    raise NotImplementedError
