"""Django migrations: every operation in the order in which it runs, and the tables that all of them leave.

An operation on several fields (CreateModel, AddConstraint, RenameField) has one row for each, all of one position.
"""

from collections.abc import Iterator

from indexer.discover import is_test
from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.fields import GENERIC
from indexer.frameworks.django.inheritance import is_known
from indexer.frameworks.django.meta import is_proxy, option
from indexer.frameworks.django.migration_order import Migration, migrations_in_order
from indexer.frameworks.django.relations import Relations
from indexer.frameworks.django.replay import OF_POSTGRES, Replay
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.drift import drift
from indexer.frameworks.findings import (
    DriftFound,
    FieldFound,
    Findings,
    Framework,
    MigratedColumn,
    MigrationFound,
    ModelFound,
    RevisionFound,
)
from indexer.graph.migration_nodes import Scope
from indexer.resolve.entities import Class, External, Module
from indexer.resolve.evaluate.values import Const, Items, Made, Value, name_of
from indexer.resolve.program import Program

OPERATIONS = ("django.db.migrations.", "django.contrib.postgres.operations.")
SEPARATE = "SeparateDatabaseAndState"
NESTED: tuple[tuple[str, int, Scope], ...] = (("database_operations", 0, "database"), ("state_operations", 1, "state"))
ONLINE = frozenset({"AddIndex", "RemoveIndex", "AddConstraint"})  # can be done without locking the table
WITHOUT_COLUMNS = GENERIC | {"CompositePrimaryKey"}
LINK = "OneToOneField"
WAYS_BACK = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}


def recognise(program: Program, findings: Findings) -> None:
    settings = program.shared(Settings)
    apps = program.shared(Apps)
    migrations = migrations_in_order(program, apps, settings)
    if not migrations:
        return
    models = {m.cls: m for m in findings.models.values() if m.framework == "django" and not m.abstract}
    relations = Relations(program, settings, {cls: m.app for cls, m in models.items()})
    replay, replaced = Replay(program, relations), Replay(program, relations)
    for sequence, migration in enumerate(migrations):
        findings.revisions.append(_revision(migration, sequence))
        findings.migrations += _operations(program, replaced if migration.replaced else replay, migration)
    findings.migrated += replay.tables.values()
    for model in models.values():
        findings.drift += _drift(program, model, models, replay, migrations)


FRAMEWORK = Framework("django migrations", ("django",), recognise)


def _revision(migration: Migration, sequence: int) -> RevisionFound:
    return RevisionFound(
        entity=migration.cls,
        app=migration.app,
        name=migration.name,
        sequence=sequence,
        depends_on=[".".join(name) for name in migration.depends_on],
        leaf=migration.leaf and not migration.replaced,
        replaced=migration.replaced,
    )


def _operations(program: Program, replay: Replay, migration: Migration) -> Iterator[MigrationFound]:
    operations = program.evaluator.class_body(migration.cls).get("operations")
    if not isinstance(operations, Items) or not operations.complete:
        replay.unread(migration)
    for position, (made, scope) in enumerate(_flat(program, operations, "both")):
        if made is None:
            replay.unread(migration)
            continue
        kind, written = _kind(program, made), name_of(made.callee).rpartition(".")[2]
        for touched in replay.run(migration, OF_POSTGRES.get(kind, kind), made, changes=scope != "database"):
            inside = made.site.path == migration.cls.path
            yield MigrationFound(
                entity=migration.cls,
                app=migration.app,
                name=migration.name,
                position=position,
                operation=written,
                kind=touched.kind,
                model=touched.model,
                field=touched.field,
                line=(touched.line or made.site.line) if inside else migration.cls.line,
                scope=scope,
                online=kind in OF_POSTGRES if OF_POSTGRES.get(kind, kind) in ONLINE else None,
                reversible=_is_reversible(kind, made),
                before=touched.before,
                after=touched.after,
            )


def _flat(program: Program, operations: Value | None, scope: Scope) -> Iterator[tuple[Made | None, Scope]]:
    """The operations of a list, those held by another operation in its place; None for one that cannot be read."""
    for made in operations.items if isinstance(operations, Items) else []:
        if isinstance(made, Made) and _kind(program, made) == SEPARATE:
            for name, position, inner in NESTED:
                yield from _flat(program, made.arguments.get(name, position), inner if scope == "both" else scope)
        else:
            yield made if isinstance(made, Made) else None, scope


def _kind(program: Program, made: Made) -> str:
    """The class of Django that an operation is one of; its own name where there is none."""
    if isinstance(made.callee, Class):
        for ancestor in program.classes.mro(made.callee):
            if isinstance(ancestor, External) and ancestor.name.startswith(OPERATIONS):
                return ancestor.name.rpartition(".")[2]
    return name_of(made.callee).rpartition(".")[2]


def _is_reversible(kind: str, made: Made) -> bool | None:
    if kind not in WAYS_BACK:
        return None
    return made.arguments.get(WAYS_BACK[kind], 1) not in (None, Const(None)) or not made.arguments.complete


# ------------------------------------------------------------------------------------------------- drift


def _drift(
    program: Program,
    model: ModelFound,
    models: dict[Class, ModelFound],
    replay: Replay,
    migrations: list[Migration],
) -> Iterator[DriftFound]:
    package = _package(model, migrations)
    if package is None or is_proxy(program, model.cls):
        return
    table = replay.tables.get((package, model.cls.scope.name.lower()))
    if table is None and (package in replay.unsure or not _is_migrated(program, model.cls)):
        return
    columns = table.columns if table is not None else {}
    above = [c for c in program.classes.mro(model.cls)[1:] if isinstance(c, Class) and c in models]
    own = {
        name: field
        for name, field in model.fields.items()
        if field.base not in WITHOUT_COLUMNS
        and not any(_is_of(field, models[parent]) for parent in above)
        and (name in columns or not _may_be_elsewhere(field, model))
    }
    known = is_known(program, model.cls)
    yield from drift(
        model, own, table, complete=known, same_type=_same_type, label=lambda f: replay.relations.label(f.target)
    )


def _package(model: ModelFound, migrations: list[Migration]) -> str | None:
    """The package that holds the migrations of a model's app; of several the one beside the model."""
    packages = dict.fromkeys(m.package for m in migrations if m.app == model.app)
    beside = [p for p in packages if f"{model.cls.module.name}.".startswith(f"{p.rpartition('.')[0]}.")]
    found = beside or list(packages)
    return found[0] if len(found) == 1 else None


def _is_migrated(program: Program, model: Class) -> bool:
    """Models of tests, and those of functions, are made and dropped by them."""
    managed = option(program, model, "managed") != Const(False)
    return managed and isinstance(model.parent, Module) and not is_test(model.path)


def _is_of(field: FieldFound, parent: ModelFound) -> bool:
    """Is it a column of the table that a model extends?"""
    there = parent.fields.get(field.name)
    return there is not None and there.declared_in is field.declared_in


def _may_be_elsewhere(field: FieldFound, model: ModelFound) -> bool:
    """Handed down by a model of an installed package with a table of its own; or a class of field that may well have
    no column."""
    handed = field.declared_in is model.cls and field.name not in model.cls.bindings and not field.primary_key
    extends = any(f.type == LINK and f.primary_key and isinstance(f.target, External) for f in model.fields.values())
    return field.base == "Field" or ((handed or field.name == "id") and extends)


def _same_type(field: FieldFound, column: MigratedColumn) -> bool:
    said, migrated = {field.type, field.base} - {""}, {column.type, column.base} - {""}
    return not field.base or not column.base or not said.isdisjoint(migrated)
