"""Where a model and the tables that its migrations leave say different things.

Only what both sides are sure of is compared: a flag that is not known, a table of which something could not be read,
are left alone.
"""

from collections.abc import Callable, Iterator, Mapping

from indexer.frameworks.findings import DriftFound, FieldFound, MigratedColumn, MigratedTable, ModelFound
from indexer.graph.migration_nodes import DriftKind

SameType = Callable[[FieldFound, MigratedColumn], bool]
Label = Callable[[FieldFound], str | None]  # of what a relation leads to, as migrations name it


def drift(
    model: ModelFound,
    fields: Mapping[str, FieldFound],
    table: MigratedTable | None,
    *,
    complete: bool,
    same_type: SameType,
    label: Label = lambda field: None,
) -> Iterator[DriftFound]:
    """`fields`: those that the model's table has to have, by the names of its columns; `complete`: all of them."""
    if table is None:
        yield DriftFound(model.cls, "", "no migrations", "", "", model.cls.line)
        return
    for name, field in fields.items():
        column = table.columns.get(name)
        if column is not None:
            yield from _of_column(model, field, column, same_type, label)
        elif table.complete:
            yield _found(model, field, "not in migrations", field.type, "")
    for name, column in table.columns.items():
        if complete and name not in fields:
            yield DriftFound(model.cls, name, "not in model", "", column.type, model.cls.line)


def _of_column(
    model: ModelFound, field: FieldFound, column: MigratedColumn, same_type: SameType, label: Label
) -> Iterator[DriftFound]:
    if not same_type(field, column):
        yield _found(model, field, "type", field.type, column.type)
    flags: tuple[tuple[DriftKind, object, object], ...] = (
        ("null", field.null, column.null),
        ("unique", field.unique, column.unique),
        ("length", field.length, column.length),
        ("target", label(field), column.target),
    )
    for kind, said, migrated in flags:
        if said is not None and migrated is not None and said != migrated:
            yield _found(model, field, kind, str(said).lower(), str(migrated).lower())


def _found(model: ModelFound, field: FieldFound, kind: DriftKind, says: str, migrated: str) -> DriftFound:
    line = field.line if field.declared_in.path == model.cls.path else model.cls.line
    return DriftFound(model.cls, field.name, kind, says, migrated, line)
