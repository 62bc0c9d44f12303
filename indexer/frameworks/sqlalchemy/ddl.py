"""What statements in plain SQL that alter or drop tables do to them and to their columns."""

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from indexer.graph.migration_nodes import OperationKind

STATEMENT = re.compile(r"\s*(alter|drop)\s+table\s", re.IGNORECASE)


class Change(NamedTuple):
    kind: OperationKind
    table: str
    column: str = ""
    new: str = ""  # name
    type: str = ""  # as the database calls it
    null: bool | None = None
    default: str | None = None


@lru_cache(maxsize=256)
def changes(sql: str) -> tuple[Change, ...]:
    if not STATEMENT.match(sql):
        return ()
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # what it cannot read it says aloud
    import sqlglot  # a third of a second to load: only where there is SQL
    from sqlglot.errors import SqlglotError

    try:
        statements = sqlglot.parse(sql, dialect="postgres", error_level=sqlglot.ErrorLevel.RAISE)
    except (SqlglotError, RecursionError):
        return ()
    return tuple(change for statement in statements for change in _of(statement))


def _of(statement: object) -> Iterator[Change]:
    from sqlglot import exp

    if isinstance(statement, exp.Drop) and statement.args.get("kind") == "TABLE":
        yield from (Change("drop_table", name) for name in _dropped(statement))
    elif isinstance(statement, exp.Alter) and isinstance(statement.this, exp.Table):
        for action in statement.args.get("actions") or []:
            yield from _of_action(statement.this.name, action)


def _of_action(table: str, action: object) -> Iterator[Change]:
    from sqlglot import exp

    if isinstance(action, exp.ColumnDef):
        constraints = [c.args.get("kind") for c in action.args.get("constraints") or []]
        required = any(isinstance(c, exp.NotNullColumnConstraint) and not c.args.get("allow_null") for c in constraints)
        default = next((c.this.sql() for c in constraints if isinstance(c, exp.DefaultColumnConstraint)), None)
        yield Change(
            "add_column", table, action.name, type=_type(action.args.get("kind")), null=not required, default=default
        )
    elif isinstance(action, exp.Drop) and action.args.get("kind") == "COLUMN":
        yield from (Change("drop_column", table, name) for name in _dropped(action))
    elif isinstance(action, exp.RenameColumn):
        yield Change("rename_column", table, action.this.name, new=action.args["to"].name)
    elif isinstance(action, exp.AlterRename):
        yield Change("rename_table", table, new=action.this.name)
    elif isinstance(action, exp.AlterColumn):
        kind, null = _type(action.args.get("dtype")), action.args.get("allow_null")
        if kind or null is not None:
            yield Change("alter_column", table, action.this.name, type=kind, null=null)


def _dropped(drop: object) -> Iterator[str]:
    """Several may be dropped at once; older versions of the parser know one."""
    from sqlglot import exp

    assert isinstance(drop, exp.Drop)
    for dropped in drop.args.get("tables") or [drop.this]:
        yield dropped.name


def _type(kind: object) -> str:
    from sqlglot import exp

    return str(kind.this.value) if isinstance(kind, exp.DataType) and isinstance(kind.this, exp.DataType.Type) else ""
