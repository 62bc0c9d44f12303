"""What Alembic's operations make of the tables, one by one, also through `batch_alter_table` and in plain SQL."""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from indexer.frameworks.findings import MigratedColumn, MigratedTable, TableConstraintFound
from indexer.frameworks.sqlalchemy.columns import Columns, is_true, texts
from indexer.frameworks.sqlalchemy.ddl import Change, changes
from indexer.graph.migration_nodes import OperationKind
from indexer.resolve.entities import Module
from indexer.resolve.evaluate.values import Const, Made, Member, Value, name_of, text_of

OPERATIONS = "alembic.op."
BATCH = "alembic.op.batch_alter_table()"
PARAMETERS = {  # of the functions of `alembic.op`, in order; those of a batch have no table among them
    "create_table": ("table_name",),
    "drop_table": ("table_name",),
    "rename_table": ("old_table_name", "new_table_name"),
    "add_column": ("table_name", "column"),
    "drop_column": ("table_name", "column_name"),
    "alter_column": ("table_name", "column_name"),
    "create_index": ("index_name", "table_name", "columns"),
    "drop_index": ("index_name", "table_name"),
    "create_unique_constraint": ("constraint_name", "table_name", "columns"),
    "create_primary_key": ("constraint_name", "table_name", "columns"),
    "create_check_constraint": ("constraint_name", "table_name", "condition"),
    "create_exclude_constraint": ("constraint_name", "table_name"),
    "create_foreign_key": ("constraint_name", "source_table", "referent_table", "local_cols", "remote_cols"),
    "drop_constraint": ("constraint_name", "table_name", "type_"),
    "execute": ("sqltext",),
    "bulk_insert": ("table",),
}
TABLES = frozenset({"table_name", "source_table"})
CONCURRENTLY = "postgresql_concurrently"


class Step(Struct):
    """One thing that an operation does to a table or a column."""

    operation: str
    kind: OperationKind
    table: str
    column: str
    line: int
    online: bool | None = None
    before: MigratedColumn | None = None
    after: MigratedColumn | None = None


class Replay:
    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.tables: dict[str, MigratedTable] = {}
        self.unread = False  # something was done to a table whose name is not known

    def run(self, module: Module, made: Made) -> Iterator[Step]:
        """What one call does; nothing where it is no operation."""
        name, batch = _called(made)
        if name in STEPS:
            yield from STEPS[name](_Operation(self, module, made, name, batch))


def _called(made: Made) -> tuple[str, Made | None]:
    """The operation that is called, and the batch that it is part of."""
    callee = made.callee
    if isinstance(callee, Member):
        of = callee.of
        if isinstance(of, Made) and name_of(of) == BATCH:
            return callee.name, of
        on_connection = callee.name == "execute" and name_of(callee.of).startswith(OPERATIONS)
        return ("execute" if on_connection else ""), None
    name = name_of(callee)
    return (name.removeprefix(OPERATIONS) if name.startswith(OPERATIONS) else ""), None


class _Operation:
    def __init__(self, replay: Replay, module: Module, made: Made, name: str, batch: Made | None) -> None:
        self.replay, self.module, self.made, self.name, self.batch = replay, module, made, name, batch
        self.line = made.site.line if made.site.path == module.file_path else 1

    # ------------------------------------------------------------------------------------ tables

    def create_table(self) -> Iterator[Step]:
        name = self.table()
        table = MigratedTable(table=name, migration=self.module, line=self.line)
        table.complete = self.made.arguments.complete
        for value in self.made.arguments.positional[1:]:
            last = name_of(value.callee).rpartition(".")[2] if isinstance(value, Made) else ""
            if last == "Column" and isinstance(value, Made):
                column = self.column(value)
                if column is None:
                    table.complete = False
                else:
                    table.columns[column.name] = column
            elif not isinstance(value, Made):
                table.complete = False
        for value in self.made.arguments.positional[1:]:
            if isinstance(value, Made):
                self.constrain(table, value)
        if name:
            self.replay.tables[name] = table
        for column in table.columns.values():
            yield Step(self.name, "create_table", name, column.name, column.line, None, None, column)
        if not table.columns:
            yield self.step("create_table", name)

    def constrain(self, table: MigratedTable, made: Made) -> None:
        kind, given = name_of(made.callee).rpartition(".")[2], made.arguments
        names = [text for text in map(text_of, given.positional) if text]
        if kind == "PrimaryKeyConstraint":
            self.key(table, names)
        elif kind == "UniqueConstraint":
            self.unique(table, text_of(given.get("name")) or "", names)
        elif kind == "ForeignKeyConstraint":
            self.refer(table, texts(given.get("columns", 0)), texts(given.get("refcolumns", 1)))

    def drop_table(self) -> Iterator[Step]:
        name = self.table()
        self.replay.tables.pop(name, None)
        yield self.step("drop_table", name)

    def rename_table(self) -> Iterator[Step]:
        old, new = self.text("old_table_name"), self.text("new_table_name")
        self.renamed(old, new)
        yield self.step("rename_table", old)
        yield self.step("rename_table", new)

    def renamed(self, old: str, new: str) -> None:
        table = self.replay.tables.pop(old, None)
        if table is not None and new:
            table.table = new
            self.replay.tables[new] = table

    # ------------------------------------------------------------------------------------ columns

    def add_column(self) -> Iterator[Step]:
        name, value = self.table(), self.value("column")
        column = self.column(value) if isinstance(value, Made) else None
        table = self.known(name)
        if column is None:
            table.complete = False
            yield self.step("add_column", name)
            return
        table.columns[column.name] = column
        yield self.step("add_column", name, column.name, after=column)

    def drop_column(self) -> Iterator[Step]:
        name, column = self.table(), self.text("column_name")
        before = self.known(name).columns.pop(column, None)
        yield self.step("drop_column", name, column, before=before)

    def alter_column(self) -> Iterator[Step]:
        name, given, table = self.text("column_name"), self.made.arguments, self.known(self.table())
        before = table.columns.get(name)
        after = before or MigratedColumn(name=name, column=name, migration=self.module, line=self.line)
        after = structs.replace(after, migration=self.module, line=self.line)
        if isinstance(nullable := given.get("nullable"), Const):
            after.null = bool(nullable.value)
        elif after.null is None and isinstance(existing := given.get("existing_nullable"), Const):
            after.null = bool(existing.value)
        if given.has("type_"):
            after.type, after.base, after.length = "", "", None
            self.replay.columns.part(after, given.get("type_"))
        elif not after.type:
            self.replay.columns.part(after, given.get("existing_type"))
        if given.has("server_default"):
            after.default = _default(given.get("server_default"))
        new = text_of(given.get("new_column_name"))
        if before is not None or table.complete:
            self.put(table, name, structs.replace(after, name=new, column=new) if new else after)
        if new:
            yield self.step("rename_column", table.table or "", name, before=before, after=after)
            yield self.step("rename_column", table.table or "", new, before=before, after=after)
        if not new or given.has("type_") or given.has("nullable"):
            yield self.step("alter_column", table.table or "", new or name, before=before, after=after)

    def put(self, table: MigratedTable, name: str, column: MigratedColumn) -> None:
        columns = {column.name if k == name else k: column if k == name else c for k, c in table.columns.items()}
        table.columns = columns if name in table.columns else {**columns, column.name: column}

    def column(self, made: Made) -> MigratedColumn | None:
        column = MigratedColumn(name="", line=made.site.line, migration=self.module)
        if made.site.path != self.module.file_path:
            column.line = self.line
        self.replay.columns.read(column, made.arguments)
        if not column.column:
            column.column = text_of(made.arguments.get("name"))
        column.name = column.column or ""
        given = made.arguments.get("server_default")
        column.default = _default(given) if made.arguments.has("server_default") else None
        return column if column.name and "{" not in column.name else None

    # ------------------------------------------------------------------------------------ constraints and indexes

    def create_index(self) -> Iterator[Step]:
        name, table, columns = self.text("index_name"), self.known(self.table()), texts(self.value("columns"))
        unique = is_true(self.made.arguments.get("unique"))
        if unique:
            self.unique(table, name, columns)
        else:
            self.keep(table, "index", name, columns)
        online = is_true(self.made.arguments.get(CONCURRENTLY))
        for column in columns or [""]:
            kind: OperationKind = "add_unique" if unique else "add_index"
            yield self.step(kind, table.table or "", column, online=online)

    def create_unique(self) -> Iterator[Step]:
        table, columns = self.known(self.table()), texts(self.value("columns"))
        self.unique(table, self.text("constraint_name"), columns)
        for column in columns or [""]:
            yield self.step("add_unique", table.table or "", column, online=False)

    def create_primary_key(self) -> Iterator[Step]:
        table, columns = self.known(self.table()), texts(self.value("columns"))
        self.key(table, columns)
        for column in columns or [""]:
            yield self.step("add_primary_key", table.table or "", column)

    def create_foreign_key(self) -> Iterator[Step]:
        table, columns = self.known(self.table()), texts(self.value("local_cols"))
        other = self.text("referent_table")
        self.refer(table, columns, [f"{other}.{column}" for column in texts(self.value("remote_cols"))])
        not_valid = self.made.arguments.get("postgresql_not_valid")
        for column in columns or [""]:
            yield self.step("add_foreign_key", table.table or "", column, online=is_true(not_valid))

    def create_check(self) -> Iterator[Step]:
        table = self.known(self.table())
        kind: OperationKind = "add_check" if "check" in self.name else "add_exclusion"
        yield self.step(kind, table.table or "", online=is_true(self.made.arguments.get("postgresql_not_valid")))

    def drop_constraint(self) -> Iterator[Step]:
        table, name = (
            self.known(self.table()),
            self.text("constraint_name" if "index" not in self.name else "index_name"),
        )
        dropped = [c for c in table.constraints if c.name == name]
        table.constraints = [c for c in table.constraints if c.name != name]
        for column in table.columns.values():
            single = any(c.kind == "unique" and c.fields == [column.name] for c in dropped)
            if single or name == f"{table.table}_{column.name}_key":
                column.unique = False
            elif not dropped and column.unique and (not name or column.name in name):
                column.unique = None  # a name that a database gave it: perhaps this one
        yield self.step("drop_index" if "index" in self.name else "drop_constraint", table.table or "")

    def unique(self, table: MigratedTable, name: str, columns: list[str]) -> None:
        self.keep(table, "unique", name, columns)
        if len(columns) == 1 and columns[0] in table.columns:
            table.columns[columns[0]] = structs.replace(table.columns[columns[0]], unique=True)

    def keep(self, table: MigratedTable, kind: str, name: str, columns: list[str]) -> None:
        found = TableConstraintFound(kind=kind, name=name, fields=columns, text="", line=self.line)  # type: ignore[arg-type]
        table.constraints.append(found)

    def key(self, table: MigratedTable, columns: list[str]) -> None:
        for name in columns:
            if name in table.columns:
                table.columns[name] = structs.replace(table.columns[name], primary_key=True, null=False)

    def refer(self, table: MigratedTable, columns: list[str], targets: list[str]) -> None:
        for name, target in zip(columns, targets, strict=False):
            if name in table.columns:
                column = table.columns[name]
                table.columns[name] = structs.replace(column, references=[*column.references, target])

    # ------------------------------------------------------------------------------------ code and SQL

    def execute(self) -> Iterator[Step]:
        value = self.made.arguments.get("sqltext", 0)
        if isinstance(value, Made) and name_of(value.callee).rpartition(".")[2] in ("text", "DDL"):
            value = value.arguments.get("text", 0)
        yield self.step("run_sql", "")
        for change in changes(text_of(value) or ""):
            yield from self.change(change)

    def change(self, change: Change) -> Iterator[Step]:
        """What one part of a statement in SQL does."""
        table, before, after = self.known(change.table), None, None
        if change.kind == "drop_table":
            self.replay.tables.pop(change.table, None)
        elif change.kind == "rename_table":
            self.renamed(change.table, change.new)
        elif change.kind == "add_column":
            after = MigratedColumn(
                name=change.column,
                column=change.column,
                line=self.line,
                migration=self.module,
                type=change.type,
                base=change.type,
                null=change.null,
                default=change.default,
            )
            table.columns[change.column] = after
        elif change.kind == "drop_column":
            before = table.columns.pop(change.column, None)
        elif change.column in table.columns:
            before = table.columns[change.column]
            if change.kind == "rename_column":
                after = structs.replace(before, name=change.new, column=change.new)
                self.put(table, change.column, after)
            else:
                after = structs.replace(before, null=before.null if change.null is None else change.null)
                if change.type:
                    after = structs.replace(after, type=change.type, base=change.type, length=None)
                self.put(table, change.column, after)
        yield self.step(change.kind, change.table, change.column, before=before, after=after)

    def bulk_insert(self) -> Iterator[Step]:
        yield self.step("run_code", "")

    # ------------------------------------------------------------------------------------ what is written

    def step(
        self,
        kind: OperationKind,
        table: str,
        column: str = "",
        *,
        online: bool | None = None,
        before: MigratedColumn | None = None,
        after: MigratedColumn | None = None,
    ) -> Step:
        return Step(self.name, kind, table, column, self.line, online, before, after)

    def value(self, name: str) -> Value | None:
        names = [p for p in PARAMETERS[self.name] if self.batch is None or p not in TABLES]
        return self.made.arguments.get(name, names.index(name) if name in names else None)

    def text(self, name: str) -> str:
        value = self.value(name)
        if isinstance(value, Made) and name_of(value.callee).rpartition(".")[2] == "f":
            value = value.arguments.get("name", 0)  # op.f("ix_orders_number")
        return text_of(value) or ""

    def table(self) -> str:
        if self.batch is not None:
            return text_of(self.batch.arguments.get("table_name", 0)) or ""
        return self.text(next((p for p in PARAMETERS[self.name] if p in TABLES), "table_name"))

    def unsure(self) -> None:
        """Any table may be meant: what the operation can change is known of none of them any more."""
        if self.name in ("add_column", "drop_column", "create_table", "drop_table", "rename_table", "execute"):
            self.replay.unread = True
        if self.name == "create_index" and not is_true(self.made.arguments.get("unique")):
            return
        for table in self.replay.tables.values():
            table.columns = {name: self.perhaps(column) for name, column in table.columns.items()}

    def perhaps(self, column: MigratedColumn) -> MigratedColumn:
        """A column that the operation may have been about."""
        given = self.made.arguments
        if self.name != "alter_column":
            return structs.replace(column, unique=None)
        if given.has("type_"):
            column = structs.replace(column, base="", length=None)
        return structs.replace(column, null=None) if given.has("nullable") else column

    def known(self, name: str) -> MigratedTable:
        """A table that migrations made; else one that stands for it."""
        if not name or "{" in name:
            self.unsure()
            return MigratedTable(table=name, migration=self.module, line=self.line, complete=False)
        found = self.replay.tables.get(name)
        if found is None:
            found = MigratedTable(table=name, migration=self.module, line=self.line, complete=False)
            self.replay.tables[name] = found
        return found


def _default(value: Value | None) -> str | None:
    if isinstance(value, Const):
        return None if value.value is None else repr(value.value)
    if isinstance(value, Made) and value.arguments.positional:
        inner = text_of(value.arguments.positional[0])
        if inner is not None:
            return inner
    return name_of(value) or "…"


STEPS: dict[str, Callable[[_Operation], Iterator[Step]]] = {
    "create_table": _Operation.create_table,
    "drop_table": _Operation.drop_table,
    "rename_table": _Operation.rename_table,
    "add_column": _Operation.add_column,
    "drop_column": _Operation.drop_column,
    "alter_column": _Operation.alter_column,
    "create_index": _Operation.create_index,
    "drop_index": _Operation.drop_constraint,
    "create_unique_constraint": _Operation.create_unique,
    "create_primary_key": _Operation.create_primary_key,
    "create_foreign_key": _Operation.create_foreign_key,
    "create_check_constraint": _Operation.create_check,
    "create_exclude_constraint": _Operation.create_check,
    "drop_constraint": _Operation.drop_constraint,
    "execute": _Operation.execute,
    "bulk_insert": _Operation.bulk_insert,
}
