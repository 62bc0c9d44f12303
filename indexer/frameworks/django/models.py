"""Django models: apps, tables, fields with what they inherit, table constraints.

A model is a class with `django.db.models.Model`, or a known model of an installed package, above it. Under any other
model from outside it is one only where its own body shows it.
"""

from collections.abc import Iterator

from indexer.frameworks.django import known
from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.fields import TO_MANY, Declared, column_facts, declared_fields, is_django_field
from indexer.frameworks.django.inheritance import Automatic, Handed, Inheritance, ParentLink, Source
from indexer.frameworks.django.known import LABELS, KnownField
from indexer.frameworks.django.loading import prepare
from indexer.frameworks.django.meta import is_abstract, is_proxy, option, table_constraints
from indexer.frameworks.django.relations import Relations, on_delete, related_name
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.findings import FieldFound, Findings, Framework, ModelFound
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Const, text_of
from indexer.resolve.program import Program


def recognise(program: Program, findings: Findings) -> None:
    models = {cls: is_abstract(program, cls) for cls in _model_classes(program)}
    settings = program.shared(Settings)
    apps = program.shared(Apps)
    labels = {cls: _label(program, cls, apps) for cls in models}
    concrete = {cls: label for cls, label in labels.items() if not models[cls]}
    relations = Relations(program, settings, concrete)
    inheritance = Inheritance(program, apps, models)
    for cls, abstract in models.items():
        app = labels[cls]
        findings.models[cls] = ModelFound(
            cls=cls,
            framework="django",
            app=app,
            table=None if abstract else _table(program, cls, labels),
            abstract=abstract,
            fields=_fields(cls, inheritance, app, relations),
            constraints=list(table_constraints(program, cls, app)),
        )


TAGGED_ITEMS = "tagged_items"
FRAMEWORK = Framework("django models", ("django",), recognise, prepare)


def _model_classes(program: Program) -> Iterator[Class]:
    known_ones = {cls for cls in program.classes_in_order if program.classes.is_a(cls, known.NAMES)}
    evident = {cls for cls in program.classes_in_order if cls not in known_ones and _is_evident(program, cls)}
    for cls in program.classes_in_order:
        if cls in known_ones or (evident and not evident.isdisjoint(program.classes.mro(cls))):
            yield cls


def _is_evident(program: Program, cls: Class) -> bool:
    """Under a model from outside that is not known to us: with columns, for which nothing but a model has use, or with
    a Meta built on that of the class above, in a module of models."""
    outside = (c.name for c in program.classes.mro(cls) if type(c) is External)
    above = [name for name in outside if "model" in name.lower() and not name.startswith("django.")]
    if not above:
        return False
    if any(is_django_field(program, d) for d in declared_fields(program, cls).values()):
        return True
    meta = program.names.member(cls, "Meta")
    if not isinstance(meta, Class) or "models" not in cls.module.name.split("."):
        return False
    return any(base.name == f"{name}.Meta" for base in program.classes.bases(meta) for name in above)


def _label(program: Program, cls: Class, apps: Apps) -> str:
    return text_of(option(program, cls, "app_label")) or apps.label(cls.module)


def _table(program: Program, cls: Class, labels: dict[Class, str]) -> str | None:
    if is_proxy(program, cls):
        return _table_behind(program, cls, labels)
    written = option(program, cls, "db_table")
    if written is not None and written != Const(""):
        return written.value if isinstance(written, Const) and isinstance(written.value, str) else None
    return f"{labels[cls]}_{cls.scope.name.lower()}"


def _table_behind(program: Program, proxy: Class, labels: dict[Class, str]) -> str | None:
    for base in program.classes.mro(proxy)[1:]:
        if isinstance(base, Class) and base in labels and not is_abstract(program, base):
            return _table(program, base, labels)
        if isinstance(base, External) and base.name in known.CONCRETE:
            label = next((label for label, name in LABELS.items() if name == base.name), "")
            return label.replace(".", "_") or None
    return None


def _fields(cls: Class, inheritance: Inheritance, app: str, relations: Relations) -> dict[str, FieldFound]:
    found: dict[str, FieldFound] = {}
    for name, source in inheritance.fields(cls).items():
        found[name] = _field(name, source, cls, app, relations)
        if isinstance(source, Declared) and relations.is_generic_tags(source):
            found.setdefault(TAGGED_ITEMS, _tagged_items(source))
    return found


def _tagged_items(manager: Declared) -> FieldFound:
    """What django-taggit's manager adds to a model whose tags hang on content types."""
    return FieldFound(
        name=TAGGED_ITEMS,
        declared_in=manager.owner,
        line=manager.line,
        kind="relation",
        type="GenericRelation",
        base="GenericRelation",
        unique=False,
        primary_key=False,
    )


def _field(name: str, source: Source, model: Class, app: str, relations: Relations) -> FieldFound:
    match source:
        case Declared():
            field = column_facts(relations.program, source)
            field.target = relations.target(source, model)
            field.on_delete = on_delete(source)
            field.related_name = related_name(source, model, app)
            return field
        case Handed(owner=owner, field=handed):
            return _handed(handed, owner, model)
        case ParentLink(owner=owner, parent=parent):
            return FieldFound(
                name=name,
                declared_in=owner,
                line=owner.line,
                column=f"{name}_id",
                type="OneToOneField",
                base="OneToOneField",
                null=False,
                unique=True,
                primary_key=True,
                target=parent,
                on_delete="CASCADE",
            )
        case Automatic(owner=owner, type=kind):
            return FieldFound(
                name=name,
                declared_in=owner,
                line=owner.line,
                column=name,
                type=kind,
                base=kind,
                null=False,
                unique=True,
                primary_key=True,
            )


def _handed(field: KnownField, owner: Class, model: Class) -> FieldFound:
    many = field.type in TO_MANY or field.type == "GenericForeignKey"
    column = f"{field.name}_id" if field.type == "ForeignKey" else field.name
    return FieldFound(
        name=field.name,
        declared_in=owner,
        line=owner.line,
        kind="relation" if many else "column",
        column=None if many else column,
        type=field.type,
        base=field.type,
        null=field.null,
        unique=field.unique,
        primary_key=field.primary_key,
        target=model if field.target == "self" else External(field.target) if field.target else None,
        on_delete="CASCADE" if field.type == "ForeignKey" else None,
    )
