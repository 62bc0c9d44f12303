"""Tables and columns in raw SQL, for those of them that a model maps."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from indexer.graph.nodes import Use
from indexer.resolve.entities import Class

if TYPE_CHECKING:
    from indexer.infer.models import Models

RUNS_SQL = frozenset(
    {"raw", "execute", "executemany", "text", "fetch_one", "fetch_all", "fetchone", "fetchall", "fetchrow", "fetch",
     "fetchval", "RawSQL", "exec_driver_sql"}
)  # fmt: skip
STATEMENT = re.compile(r"\s*(select|insert|update|delete|with)\s", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%s")


class Column(NamedTuple):
    table: str
    name: str
    use: Use


def fields_in(sql: str, models: "Models") -> Iterator[tuple[Class, str, Use]]:
    """Fields whose table and column are named; a column that could be of several tables is of none."""
    if not STATEMENT.match(sql):
        return
    text = sql.lower()
    if not any(table in text for table in models.by_table):
        return  # nothing of it is a model's: no parser is loaded for it
    for column in columns_in(sql):
        model = models.by_table.get(column.table)
        field = models.by_column(model, column.name) if model is not None else None
        if model is not None and field is not None:
            yield model, field, column.use


@lru_cache(maxsize=1024)
def columns_in(sql: str) -> tuple[Column, ...]:
    import sqlglot  # a third of a second to load: only where there is SQL
    from sqlglot.errors import SqlglotError

    try:
        statements = sqlglot.parse(PLACEHOLDER.sub("?", sql), error_level=sqlglot.ErrorLevel.RAISE)
    except (SqlglotError, RecursionError):
        return ()
    return tuple(column for statement in statements if statement is not None for column in _of_statement(statement))


def _of_statement(statement: "object") -> Iterator[Column]:
    from sqlglot import exp

    if not isinstance(statement, exp.Expression):
        return
    tables = {(t.alias or t.name).lower(): t.name.lower() for t in statement.find_all(exp.Table)}
    written: set[int] = set()
    if isinstance(statement, exp.Insert):
        into = statement.this
        if isinstance(into, exp.Schema) and isinstance(into.this, exp.Table):
            for name in into.expressions:
                yield Column(into.this.name.lower(), name.name.lower(), "write")
    for update in statement.find_all(exp.Update):
        target = update.this
        for setting in update.expressions:
            if isinstance(setting, exp.EQ) and isinstance(setting.this, exp.Column) and isinstance(target, exp.Table):
                written.add(id(setting.this))
                yield Column(target.name.lower(), setting.this.name.lower(), "write")
    only = next(iter(set(tables.values()))) if len(set(tables.values())) == 1 else ""
    for column in statement.find_all(exp.Column):
        if id(column) in written:
            continue
        table = tables.get(column.table.lower(), "") if column.table else only
        if table:
            yield Column(table, column.name.lower(), _use(column))


def _use(column: "object") -> Use:
    from sqlglot import exp

    assert isinstance(column, exp.Expression)
    around = column.find_ancestor(exp.Where, exp.Order, exp.Join, exp.Having, exp.Select, exp.Update, exp.Delete)
    if isinstance(around, exp.Where | exp.Join | exp.Having):
        return "filter"
    return "order" if isinstance(around, exp.Order) else "read"
