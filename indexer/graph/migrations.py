"""What migrations do: operations in the order in which they run, the tables they leave, and where models differ."""

import json
from collections.abc import Mapping

from msgspec import Struct

from indexer.graph.migration_nodes import DriftKind, OperationKind, Scope
from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place


class ColumnView(Struct, frozen=True):
    """A column as an operation of a migration has it."""

    column: str | None
    type: str
    null: bool | None
    unique: bool | None
    primary_key: bool | None
    length: int | None
    default: str | None


class MigrationView(Struct, frozen=True):
    migration: str  # 0002_idempotency_key
    app: str
    operation: str
    model: str  # lower-case model name or table, '' where none
    field: str
    place: Place
    kind: OperationKind
    scope: Scope
    online: bool | None  # an index or constraint made without locking the table
    reversible: bool | None  # of code and SQL: the way back is written
    before: ColumnView | None
    after: ColumnView | None
    sequence: int  # place of its migration among all
    position: int  # in its migration


class RevisionView(Struct, frozen=True):
    name: str
    app: str
    symbol: str  # dotted: the migration class or module
    sequence: int
    depends_on: tuple[str, ...]
    leaf: bool
    replaced: bool
    place: Place


class MigratedColumnView(Struct, frozen=True):
    name: str  # of the field with Django, else of the column
    column: str | None
    type: str
    null: bool | None
    unique: bool | None
    primary_key: bool | None
    length: int | None
    default: str | None
    target: str | None  # app.model in lower case
    references: tuple[str, ...]
    place: Place  # in the migration that said so last


class DriftView(Struct, frozen=True):
    model: str  # dotted
    field: str  # '' for the whole table
    kind: DriftKind
    model_says: str
    migrations_say: str
    place: Place


def migrations_of(graph: Graph, model: SymbolLike, field: str | None = None) -> list[MigrationView]:
    """Operations on a model, or on one of its fields (name or column): of its app by model name, elsewhere by table."""
    id = ids_of(graph, model)[0]
    named = graph.rows(
        """
        SELECT iif(m.framework = 'django', lower(s.leaf), m."table"), iif(m.framework = 'django', m.app, NULL)
        FROM models AS m JOIN symbols AS s ON s.id = m.id WHERE m.id = :id
        """,
        id=id,
    )
    if not named:
        return []
    where = """
        WHERE g.model = :model AND (:app IS NULL OR g.app = :app) AND (:field IS NULL OR g.field IN (
            SELECT :field UNION SELECT "column" FROM fields WHERE model = :id AND name = :field
        ))
    """
    name, app = named[0]
    return _operations(graph, where, {"id": id, "model": name, "app": app, "field": field})


def operations(graph: Graph, path: str | None = None) -> list[MigrationView]:
    """Every operation of every migration, or those of one file, in the order in which they run."""
    where = "" if path is None else "WHERE p.path = :path"
    return _operations(graph, where, {} if path is None else {"path": path})


def revisions(graph: Graph) -> list[RevisionView]:
    """Every migration, in the order in which they run."""
    rows = graph.rows(
        """
        SELECT r.name, r.app, s.name, r.sequence, r.depends_on, r.leaf, r.replaced, s.path, s.line
        FROM revisions AS r JOIN located AS s ON s.id = r.symbol ORDER BY r.sequence
        """
    )
    return [
        RevisionView(
            name, app, symbol, sequence, tuple(json.loads(depends_on)), bool(leaf), bool(replaced), Place(path, line)
        )
        for name, app, symbol, sequence, depends_on, leaf, replaced, path, line in rows
    ]


def migrated_columns(graph: Graph, model: SymbolLike) -> list[MigratedColumnView] | None:
    """The columns of a model's table as all migrations leave it; None where they made none that could be read whole."""
    tables = graph.rows(
        """
        SELECT t.id
        FROM models AS m
        JOIN symbols AS s ON s.id = m.id
        JOIN migrated_tables AS t
            ON iif(m.framework = 'django', t.app = m.app AND t.model = lower(s.leaf), t."table" = m."table")
        WHERE m.id = :id AND t.complete
        """,
        id=ids_of(graph, model)[0],
    )
    if len(tables) != 1:
        return None
    rows = graph.rows(
        """
        SELECT c.name, c."column", c.type, c."null", c."unique", c.primary_key, c.length, c."default", c.target,
            c."references", s.path, c.line
        FROM migrated_columns AS c JOIN located AS s ON s.id = c.symbol
        WHERE c.of = :table ORDER BY c.rowid
        """,
        table=tables[0][0],
    )
    return [
        MigratedColumnView(
            name, column, type, _known(null), _known(unique), _known(primary_key), length, default, target,
            tuple(json.loads(references or "[]")), Place(path, line),
        )
        for name, column, type, null, unique, primary_key, length, default, target, references, path, line in rows
    ]  # fmt: skip


def drift(graph: Graph) -> list[DriftView]:
    """Where a model and its migrations say different things, by model."""
    rows = graph.rows(
        """
        SELECT s.name, d.field, d.kind, d.model_says, d.migrations_say, s.path, d.line
        FROM drift AS d JOIN located AS s ON s.id = d.model ORDER BY s.name, d.line, d.field, d.kind
        """
    )
    return [
        DriftView(model, field, kind, says, migrated, Place(path, line))
        for model, field, kind, says, migrated, path, line in rows
    ]


def _operations(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[MigrationView]:
    rows = graph.rows(
        f"""
        SELECT g.name, g.app, g.operation, g.model, g.field, p.path, g.line, g.kind, g.scope, g.online, g.reversible,
            g.before, g.after, r.sequence, g.position
        FROM migrations AS g
        JOIN revisions AS r ON r.symbol = g.symbol
        JOIN symbols AS o ON o.id = g.symbol
        JOIN files AS p ON p.id = o.file
        {where}
        ORDER BY r.sequence, g.position, g.line, g.rowid
        """,
        **parameters,
    )
    return [
        MigrationView(
            name, app, operation, model, field, Place(path, line), kind, scope, _known(online), _known(reversible),
            _column(before), _column(after), sequence, position,
        )
        for (
            name, app, operation, model, field, path, line, kind, scope, online, reversible, before, after,
            sequence, position,
        ) in rows
    ]  # fmt: skip


def _column(told: str | None) -> ColumnView | None:
    return None if told is None else ColumnView(**json.loads(told))


def _known(value: int | None) -> bool | None:
    return None if value is None else bool(value)
