"""What Django's migrations make of the tables, operation by operation, as Django's own project state does."""

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from indexer.frameworks.django.fields import Declared, column_facts, field_class, shown_default
from indexer.frameworks.django.meta import constraint_of, fields_of_constraint, together
from indexer.frameworks.django.migration_order import Migration
from indexer.frameworks.django.relations import Relations
from indexer.frameworks.findings import MigratedColumn, MigratedTable, TableConstraintFound
from indexer.graph.migration_nodes import OperationKind
from indexer.resolve.entities import External
from indexer.resolve.evaluate.values import Const, Items, Made, Table, Value, name_of, text_of
from indexer.resolve.program import Program

Key = tuple[str, str]  # package of the migrations, model in lower case
KINDS: dict[str, OperationKind] = {  # what a constraint is → adding it
    "unique": "add_unique", "check": "add_check", "exclusion": "add_exclusion", "index": "add_index",
}  # fmt: skip


class Touched(Struct):
    """A model or a field that an operation is about."""

    kind: OperationKind
    model: str = ""
    field: str = ""
    line: int = 0  # 0: of the operation
    before: MigratedColumn | None = None
    after: MigratedColumn | None = None


class Replay:
    def __init__(self, program: Program, relations: Relations) -> None:
        self.program, self.relations = program, relations
        self.tables: dict[Key, MigratedTable] = {}
        self.unsure: set[str] = set()  # packages of migrations of which some could not be read

    def run(self, migration: Migration, kind: str, made: Made, *, changes: bool) -> list[Touched]:
        """`kind`: the class of Django that the operation is one of, `changes`: what Django thinks of the tables too."""
        step = STEPS.get(kind)
        if step is None:
            return [Touched("other")]
        return list(step(_Step(self if changes else self._copy(), migration, kind, made)))

    def _copy(self) -> "Replay":
        copy = Replay(self.program, self.relations)
        copy.tables = {
            key: replace(table, columns=dict(table.columns), constraints=[replace(c) for c in table.constraints])
            for key, table in self.tables.items()
        }
        return copy

    def unread(self, migration: Migration) -> None:
        """Something was done that could not be read: it may have been to any table of the app."""
        self.unsure.add(migration.package)
        for (package, _), table in self.tables.items():
            if package == migration.package:
                table.complete = False


class _Step:
    """One operation of one migration."""

    def __init__(self, replay: Replay, migration: Migration, kind: str, made: Made) -> None:
        self.replay, self.migration, self.kind, self.made = replay, migration, kind, made
        self.given = made.arguments
        self.line = made.site.line

    # ------------------------------------------------------------------------------------ tables

    def create_table(self) -> Iterator[Touched]:
        model = self.text("name", 0)
        options = self.given.get("options", 2)
        read = options if isinstance(options, Table) else Table([])
        table = MigratedTable(
            app=self.migration.app,
            model=model,
            table=self.table_name(model, read.get(Const("db_table"))),
            managed=Const(True) != read.get(Const("proxy")) and Const(False) != read.get(Const("managed")),
            migration=self.migration.cls,
            line=self.line,
        )
        fields = self.given.get("fields", 1)
        table.complete = isinstance(fields, Items) and fields.complete and bool(model)
        for item in fields.items if isinstance(fields, Items) else []:
            name, value = item.items[:2] if isinstance(item, Items) and len(item.items) > 1 else (None, None)
            column = self.column(model, text_of(name), value)
            if column is None:
                table.complete = False
            else:
                table.columns[column.name] = column
        for option, kind in (("unique_together", "unique"), ("index_together", "index")):
            table.constraints += self.together(read.get(Const(option)), kind)
        for option in ("constraints", "indexes"):
            listed = read.get(Const(option))
            for item in listed.items if isinstance(listed, Items) else []:
                if isinstance(item, Made):
                    table.constraints.append(self.constraint(item))
        self.replay.tables[self.key(model)] = table
        if not table.columns:
            yield Touched("create_table", model)
        for column in table.columns.values():
            yield Touched("create_table", model, column.name, column.line, None, column)

    def drop_table(self) -> Iterator[Touched]:
        model = self.text("name", 0)
        self.replay.tables.pop(self.key(model), None)
        yield Touched("drop_table", model)

    def rename_table(self) -> Iterator[Touched]:
        old, new = self.text("old_name", 0), self.text("new_name", 1)
        table = self.replay.tables.pop(self.key(old), None)
        if table is not None:
            if table.table == self.table_name(old, None):
                table.table = self.table_name(new, None)
            table.model = new
            self.replay.tables[self.key(new)] = table
        app = self.migration.app
        for other in self.replay.tables.values():
            for name, column in other.columns.items():
                if column.target == f"{app}.{old}":
                    other.columns[name] = replace(column, target=f"{app}.{new}")
        yield Touched("rename_table", old)
        yield Touched("rename_table", new)

    def name_table(self) -> Iterator[Touched]:
        model = self.text("name", 0)
        table = self.replay.tables.get(self.key(model))
        if table is not None:
            table.table = self.table_name(model, self.given.get("table", 1))
        yield Touched("rename_table", model)

    def change_options(self) -> Iterator[Touched]:
        model = self.text("name", 0)
        table = self.replay.tables.get(self.key(model))
        options = self.given.get("options", 1)
        if table is not None and isinstance(options, Table) and options.find(Const("managed")):
            table.managed = options.get(Const("managed")) != Const(False)
        yield Touched("options", model)

    def order_with_respect_to(self) -> Iterator[Touched]:
        model = self.text("name", 0)
        table = self.replay.tables.get(self.key(model))
        if table is not None:
            table.columns.pop("_order", None)
            if text_of(self.given.get("order_with_respect_to", 1)):
                table.columns["_order"] = MigratedColumn(
                    name="_order",
                    column="_order",
                    type="OrderWrt",
                    base="OrderWrt",
                    null=False,
                    migration=self.migration.cls,
                    line=self.line,
                )
        yield Touched("options", model)

    # ------------------------------------------------------------------------------------ columns

    def add_column(self) -> Iterator[Touched]:
        model, name = self.text("model_name", 0), text_of(self.given.get("name", 1)) or ""
        column, table = self.column(model, name, self.given.get("field", 2)), self.replay.tables.get(self.key(model))
        if table is not None:
            self.settle(table, name, column)
        many = column is not None and column.kind == "relation"
        yield Touched("add_relation" if many else "add_column", model, name, 0, None, column)

    def alter_column(self) -> Iterator[Touched]:
        model, name = self.text("model_name", 0), text_of(self.given.get("name", 1)) or ""
        column, table = self.column(model, name, self.given.get("field", 2)), self.replay.tables.get(self.key(model))
        before = table.columns.get(name) if table is not None else None
        if table is not None:
            self.settle(table, name, column)
        many = column is not None and column.kind == "relation"
        yield Touched("alter_relation" if many else "alter_column", model, name, 0, before, column)

    def settle(self, table: MigratedTable, name: str, column: MigratedColumn | None) -> None:
        """The column as the table keeps it: a default for old rows may be given to them alone."""
        if column is None:
            table.complete = False
            return
        passing = self.given.get("preserve_default", 3) == Const(False)
        table.columns[name] = replace(column, default=None) if passing else column

    def drop_column(self) -> Iterator[Touched]:
        model, name = self.text("model_name", 0), text_of(self.given.get("name", 1)) or ""
        table = self.replay.tables.get(self.key(model))
        before = table.columns.pop(name, None) if table is not None else None
        many = before is not None and before.kind == "relation"
        yield Touched("drop_relation" if many else "drop_column", model, name, 0, before)

    def rename_column(self) -> Iterator[Touched]:
        model = self.text("model_name", 0)
        old, new = (text_of(self.given.get(k, n)) or "" for n, k in ((1, "old_name"), (2, "new_name")))
        table = self.replay.tables.get(self.key(model))
        before = after = None
        if table is not None and old in table.columns:
            before = table.columns[old]
            column = before.column
            if column is not None and column.removesuffix("_id") == old:
                column = new + column.removeprefix(old)
            after = replace(before, name=new, column=column, migration=self.migration.cls, line=self.line)
            table.columns = {new if k == old else k: after if k == old else c for k, c in table.columns.items()}
            for constraint in table.constraints:
                constraint.fields = [new if name == old else name for name in constraint.fields]
        yield Touched("rename_column", model, old, 0, before, after)
        yield Touched("rename_column", model, new, 0, before, after)

    # ------------------------------------------------------------------------------------ constraints

    def set_together(self) -> Iterator[Touched]:
        model = self.text("name", 0)
        unique = "Unique" in self.kind
        value = self.given.get("unique_together" if unique else "index_together", 1)
        new = self.together(value, "unique" if unique else "index")
        table = self.replay.tables.get(self.key(model))
        if table is not None:
            kept = [c for c in table.constraints if c.name or c.kind != ("unique" if unique else "index")]
            table.constraints = kept + new
        kind: OperationKind = ("add_unique" if unique else "add_index") if new else "drop_constraint"
        for name in dict.fromkeys(name for constraint in new for name in constraint.fields) or [""]:
            yield Touched(kind, model, name)

    def add_constraint(self) -> Iterator[Touched]:
        model = self.text("model_name", 0)
        made = self.given.get("index" if "Index" in self.kind else "constraint", 1)
        if not isinstance(made, Made):
            yield Touched("other", model)
            return
        found, table = self.constraint(made), self.replay.tables.get(self.key(model))
        if table is not None:
            table.constraints.append(found)
        for name in found.fields or [""]:
            yield Touched(KINDS[found.kind], model, name)

    def drop_constraint(self) -> Iterator[Touched]:
        model, name = self.text("model_name", 0), text_of(self.given.get("name", 1))
        table = self.replay.tables.get(self.key(model))
        if table is not None:
            table.constraints = [c for c in table.constraints if c.name != name]
        yield Touched("drop_index" if "Index" in self.kind else "drop_constraint", model)

    def rename_index(self) -> Iterator[Touched]:
        model, new = self.text("model_name", 0), text_of(self.given.get("new_name", 1)) or ""
        table = self.replay.tables.get(self.key(model))
        old, fields = text_of(self.given.get("old_name", 2)), self.given.get("old_fields", 3)
        listed = [text_of(item) for item in fields.items] if isinstance(fields, Items) else None
        for constraint in table.constraints if table is not None else []:
            if constraint.name == old if old else constraint.fields == listed and constraint.kind == "index":
                constraint.name = new
        yield Touched("other", model)

    def together(self, value: Value | None, kind: str) -> list[TableConstraintFound]:
        return [
            TableConstraintFound(kind=kind, name="", fields=fields, text="", line=self.line)  # type: ignore[arg-type]
            for fields in together(value)
        ]

    def constraint(self, made: Made) -> TableConstraintFound:
        return TableConstraintFound(
            kind=constraint_of(made),
            name=text_of(made.arguments.get("name")) or "",
            fields=list(dict.fromkeys(fields_of_constraint(made))),
            text="",
            line=made.site.line,
        )

    # ------------------------------------------------------------------------------------ code and SQL

    def run_code(self) -> Iterator[Touched]:
        yield Touched("run_code")

    def run_sql(self) -> Iterator[Touched]:
        yield Touched("run_sql")

    # ------------------------------------------------------------------------------------ what is written

    def text(self, name: str, position: int) -> str:
        return (text_of(self.given.get(name, position)) or "").lower()

    def key(self, model: str) -> Key:
        return self.migration.package, model

    def table_name(self, model: str, written: Value | None) -> str | None:
        return text_of(written) or f"{self.migration.app}_{model}"

    def column(self, model: str, name: str | None, value: Value | None) -> MigratedColumn | None:
        if not name or "{" in name or not isinstance(value, Made):
            return None  # a name made of what is not known is none
        cls = self.migration.cls
        kind = field_class(self.replay.program, value.callee)
        written = name_of(value.callee).rpartition(".")[2]
        declared = Declared(
            name=name,
            owner=cls,
            line=value.site.line if value.site.path == cls.path else cls.line,
            django_class=kind or (written if isinstance(value.callee, External) else ""),
            type=written,
            arguments=value.arguments,
            default=shown_default(value.arguments),
        )
        facts = column_facts(self.replay.program, declared, with_choices=False)
        target = self.replay.relations.label_written(declared, f"{self.migration.app}.{model}")
        return MigratedColumn(
            name=name,
            line=declared.line,
            kind=facts.kind,
            column=facts.column,
            type=facts.type,
            base=facts.base,
            null=facts.null,
            unique=facts.unique,
            primary_key=facts.primary_key,
            length=facts.length,
            default=facts.default,
            target=target,
            migration=cls,
        )


STEPS: dict[str, Callable[[_Step], Iterator[Touched]]] = {
    "CreateModel": _Step.create_table,
    "DeleteModel": _Step.drop_table,
    "RenameModel": _Step.rename_table,
    "AlterModelTable": _Step.name_table,
    "AlterModelTableComment": _Step.change_options,
    "AlterModelOptions": _Step.change_options,
    "AlterModelManagers": _Step.change_options,
    "AlterOrderWithRespectTo": _Step.order_with_respect_to,
    "AlterUniqueTogether": _Step.set_together,
    "AlterIndexTogether": _Step.set_together,
    "AddField": _Step.add_column,
    "AlterField": _Step.alter_column,
    "RemoveField": _Step.drop_column,
    "RenameField": _Step.rename_column,
    "AddConstraint": _Step.add_constraint,
    "AddIndex": _Step.add_constraint,
    "RemoveConstraint": _Step.drop_constraint,
    "RemoveIndex": _Step.drop_constraint,
    "RenameIndex": _Step.rename_index,
    "RunPython": _Step.run_code,
    "RunSQL": _Step.run_sql,
}
OF_POSTGRES = {  # those of django.contrib.postgres.operations, by what they do to the tables
    "AddIndexConcurrently": "AddIndex",
    "RemoveIndexConcurrently": "RemoveIndex",
    "AddConstraintNotValid": "AddConstraint",
}
