"""Rows of the graph that migrations give, as `nodes.py` has those of all else."""

from typing import Literal, NamedTuple

OperationKind = Literal[  # what an operation of a migration does, in one vocabulary
    "create_table", "drop_table", "rename_table",
    "add_column", "alter_column", "drop_column", "rename_column",
    "add_relation", "alter_relation", "drop_relation",  # to many: a table between two others
    "add_unique", "add_check", "add_foreign_key", "add_exclusion", "add_primary_key", "drop_constraint",
    "add_index", "drop_index",
    "run_sql", "run_code", "options", "other",
]  # fmt: skip
Scope = Literal["both", "database", "state"]  # what an operation changes: the tables, what the framework thinks of them
DriftKind = Literal["no migrations", "not in migrations", "not in model", "type", "null", "unique", "length", "target"]


class Revision(NamedTuple):
    """One migration among all that there are."""

    symbol: int  # the migration class or module
    app: str
    name: str  # 0002_idempotency_key
    sequence: int  # place in which it runs
    depends_on: str  # JSON list
    leaf: bool  # none of its app builds on it
    replaced: bool  # by a squashed one that is there too


class Migration(NamedTuple):
    """One operation of one migration, in order; of one on several fields one row for each."""

    symbol: int  # the migration class or module
    app: str
    name: str  # 0002_idempotency_key
    position: int
    operation: str  # AddField, create_table, RunPython ...
    kind: OperationKind
    model: str  # lower-case model name or table, '' where none
    field: str
    line: int
    scope: Scope
    online: bool | None  # an index or constraint made without locking the table
    reversible: bool | None  # of code and SQL: the way back is written
    before: str | None  # JSON of the column
    after: str | None


class MigratedTable(NamedTuple):
    """A table as all migrations leave it."""

    id: int
    app: str
    model: str  # lower-case model name, '' where migrations know tables only
    table: str | None
    complete: bool  # all that was done to it could be read
    symbol: int  # the migration that made it
    line: int


class MigratedColumn(NamedTuple):
    """A column of such a table, or a relation to many."""

    of: int
    name: str  # of the field with Django, else of the column
    column: str | None
    type: str
    null: bool | None
    unique: bool | None
    primary_key: bool | None
    length: int | None
    default: str | None
    target: str | None  # app.model in lower case
    references: str  # JSON list of `table.column`
    symbol: int  # the migration that said so last
    line: int


class MigratedConstraint(NamedTuple):
    of: int
    kind: str  # unique, check, exclusion, index
    name: str
    fields: str  # JSON list


class Drift(NamedTuple):
    """Something that a model says and its migrations do not, or the other way round."""

    model: int
    field: str  # '' for the whole table
    kind: DriftKind
    model_says: str
    migrations_say: str
    line: int  # in the model's file
