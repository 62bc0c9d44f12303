"""Django migrations: every operation in order, with the model and the fields that it is about.

An operation on several fields (CreateModel, AddConstraint, RenameField) has one row for each, all of one position.
"""

from collections.abc import Iterator

from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.meta import fields_of_constraint, together
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.findings import Findings, Framework, MigrationFound
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Items, Made, Value, name_of, text_of
from indexer.resolve.program import Program

MIGRATIONS = ("django.db.migrations.Migration", "django.db.migrations.migration.Migration")
OPERATIONS = "django.db.migrations."
OF_MODEL = frozenset(  # the first argument is the model's name
    {
        "CreateModel",
        "DeleteModel",
        "RenameModel",
        "AlterModelTable",
        "AlterModelTableComment",
        "AlterModelOptions",
        "AlterModelManagers",
        "AlterOrderWithRespectTo",
        "AlterUniqueTogether",
        "AlterIndexTogether",
    }
)
OF_FIELD = frozenset({"AddField", "RemoveField", "AlterField", "RenameField"})
OF_TABLE = frozenset({"AddConstraint", "AlterConstraint", "RemoveConstraint", "AddIndex", "RemoveIndex", "RenameIndex"})
NESTED = (("database_operations", 0), ("state_operations", 1))  # of SeparateDatabaseAndState


def recognise(program: Program, findings: Findings) -> None:
    apps = Apps(program, Settings(program))
    for cls in program.subclasses_of(*MIGRATIONS):
        operations = _flat(program, program.evaluator.class_body(cls).get("operations"))
        for position, made in enumerate(operations):
            kind = _kind(program, made)
            for model, field, line in _touched(kind, made):
                findings.migrations.append(
                    MigrationFound(
                        entity=cls,
                        app=apps.label(cls.module),
                        name=cls.module.name.rpartition(".")[2],
                        position=position,
                        operation=name_of(made.callee).rpartition(".")[2],
                        model=model.lower(),
                        field=field,
                        line=line if made.site.path == cls.path else cls.line,
                    )
                )


FRAMEWORK = Framework("django migrations", ("django",), recognise)


def _flat(program: Program, operations: Value | None) -> Iterator[Made]:
    """The operations of a list, those held by another operation in its place."""
    for made in operations.items if isinstance(operations, Items) else []:
        if not isinstance(made, Made):
            continue
        inner = [
            operation
            for name, position in NESTED
            for operation in _flat(program, made.arguments.get(name, position))
            if _kind(program, made) == "SeparateDatabaseAndState"
        ]
        yield from inner or [made]


def _kind(program: Program, made: Made) -> str:
    """The class of Django that an operation is one of; its own name where there is none."""
    if isinstance(made.callee, Class):
        for ancestor in program.classes.mro(made.callee):
            if isinstance(ancestor, External) and ancestor.name.startswith(OPERATIONS):
                return ancestor.name.rpartition(".")[2]
    return name_of(made.callee).rpartition(".")[2]


def _touched(kind: str, made: Made) -> Iterator[tuple[str, str, int]]:
    """Model, field, line; '' where an operation has none."""
    line, given = made.site.line, made.arguments
    if kind == "RenameModel":
        yield text_of(given.get("old_name", 0)) or "", "", line
        yield text_of(given.get("new_name", 1)) or "", "", line
    elif kind in OF_MODEL:
        model = text_of(given.get("name", 0)) or ""
        for name, at in list(_fields_of_model(kind, made)) or [("", line)]:
            yield model, name, at
    elif kind in OF_FIELD:
        model = text_of(given.get("model_name", 0)) or ""
        names = [("old_name", 1), ("new_name", 2)] if kind == "RenameField" else [("name", 1)]
        for key, position in names:
            yield model, text_of(given.get(key, position)) or "", line
    elif kind in OF_TABLE:
        model = text_of(given.get("model_name", 0)) or ""
        constraint = given.get("index" if "Index" in kind else "constraint", 1)
        fields = list(dict.fromkeys(fields_of_constraint(constraint))) if isinstance(constraint, Made) else []
        for name in fields or [""]:
            yield model, name, line
    else:
        yield "", "", line


def _fields_of_model(kind: str, made: Made) -> Iterator[tuple[str, int]]:
    line = made.site.line
    if kind == "CreateModel":
        fields = made.arguments.get("fields", 1)
        for item in fields.items if isinstance(fields, Items) else []:
            name, value = item.items[:2] if isinstance(item, Items) and len(item.items) > 1 else (None, None)
            if text_of(name):
                yield text_of(name) or "", value.site.line if isinstance(value, Made) else line
    elif kind in ("AlterUniqueTogether", "AlterIndexTogether"):
        value = made.arguments.get("unique_together" if "Unique" in kind else "index_together", 1)
        yield from ((name, line) for name in dict.fromkeys(n for names in together(value) for n in names))
