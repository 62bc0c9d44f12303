"""Fields that declarations name: serializers, forms, filter sets, tables, GraphQL types, edit views, the admin.

What is declared is bound to the model that the declaration names itself; names that are no field of it (methods,
annotations, reverse relations) are left out.
"""

from collections.abc import Iterator

from msgspec import Struct

from indexer.facts import Assign, Call, Name
from indexer.frameworks.django.admin import admin_paths
from indexer.frameworks.django.field_paths import follow
from indexer.frameworks.django.meta import written_option
from indexer.frameworks.findings import FieldFound, FieldUseFound, Findings, Framework
from indexer.graph.nodes import Certainty
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Const, Items, Made, Table, Value, name_of, text_of
from indexer.resolve.program import Program

KINDS = (  # beginning of the dotted name of an ancestor, what the declaration is
    ("rest_framework.", "serializer"),
    ("django_filters.", "filterset"),
    ("django_tables2.", "table"),
    ("graphene", "graphql"),
    ("ninja.", "schema"),
    ("import_export.", "resource"),
    ("django.forms.", "form"),
    ("django.contrib.", "form"),
)
SOURCES = {"serializer": "source", "filterset": "field_name", "table": "accessor"}  # of a declared field
COMPUTED = ("SerializerMethodField", "HiddenField")  # declared fields that show no field of the model
EDIT_VIEWS = frozenset(
    f"django.views.generic.{module}{name}" for module in ("", "edit.") for name in ("CreateView", "UpdateView")
)
GRAPHQL_TYPES = frozenset(
    f"{package}.{name}"
    for package in ("strawberry_django", "strawberry.django")
    for name in ("input", "interface", "partial", "type")
)
MUTATIONS = frozenset({"graphene.Mutation", "graphene.types.mutation.Mutation"})
ALL = "__all__"


class Declaration(Struct, frozen=True):
    """Names the fields of a model: some, all, or all but some."""

    cls: Class
    model: Class
    kind: str
    fields: Value | None
    exclude: Value | None
    line: int
    certainty: Certainty = "exact"


def recognise(program: Program, findings: Findings) -> None:
    found: dict[tuple[Class, str, Class, int], FieldUseFound] = {}

    def expose(path: list[str], line: int, by: Declaration) -> None:
        reached = follow(findings, by.model, path)
        if reached is not None:
            use = FieldUseFound(
                model=reached[0],
                field=reached[1],
                entity=by.cls,
                line=line,
                use="expose",
                certainty=by.certainty,
                rule=by.kind,
            )
            found.setdefault((*reached, by.cls, line), use)

    for declaration in _declarations(program, findings):
        for path, line in _paths(program, declaration, findings):
            expose(path, line, declaration)
    for admin, model, written, line in admin_paths(program, findings):
        expose(written.split("__"), line, Declaration(admin, model, "admin", None, None, line))
    findings.field_uses += found.values()


FRAMEWORK = Framework("django exposure", ("django",), recognise)


# ----------------------------------------------------------------------------------------- who declares


def _declarations(program: Program, findings: Findings) -> Iterator[Declaration]:
    for cls in program.classes_in_order:
        if cls in findings.models:
            continue
        yield from _by_decorator(program, cls, findings)
        meta = program.classes.member(cls, "Meta")
        if meta is not None and isinstance(meta[1], Class):
            kind = _kind(program, cls)
            if kind:
                yield from _written_in(program, cls, meta[1], kind, findings)
        elif program.classes.is_a(cls, EDIT_VIEWS):
            yield from _written_in(program, cls, cls, "form", findings)


def _kind(program: Program, cls: Class) -> str:
    for ancestor in program.classes.mro(cls):
        if isinstance(ancestor, External):
            for beginning, kind in KINDS:
                if ancestor.name.startswith(beginning):
                    return kind
    return ""


def _written_in(program: Program, cls: Class, owner: Class, kind: str, findings: Findings) -> Iterator[Declaration]:
    """`model`, `fields` and `exclude` of an inner Meta, or of a view itself."""
    value = program.evaluator.class_attribute
    model = value(owner, "model")
    fields, exclude = value(owner, "fields"), value(owner, "exclude")
    if not isinstance(model, Class) or model not in findings.models:
        return
    if fields is not None or exclude is not None:
        line, _ = written_option(program, owner, "fields" if fields is not None else "exclude", cls)
        yield Declaration(cls, model, kind, fields, exclude, line)
    elif kind == "graphql" and not program.classes.is_a(cls, MUTATIONS):
        yield Declaration(cls, model, kind, _spelled(program, cls), None, cls.line, "inferred")


def _by_decorator(program: Program, cls: Class, findings: Findings) -> Iterator[Declaration]:
    """`@strawberry_django.type(Order, fields="__all__")`."""
    for decorator, line in zip(cls.definition.decorators, cls.definition.decorator_lines, strict=True):
        at = cls.parent or cls.module
        called = program.names.resolve(decorator.function, at) if type(decorator) is Call else None
        if isinstance(called, External) and called.name in GRAPHQL_TYPES:
            made = program.evaluator.value(decorator, at)
            model = made.arguments.get("model", 0) if isinstance(made, Made) else None
            if isinstance(made, Made) and isinstance(model, Class) and model in findings.models:
                fields, exclude = made.arguments.get("fields"), made.arguments.get("exclude")
                if fields is None and exclude is None:
                    fields = _spelled(program, cls)
                yield Declaration(cls, model, "graphql", fields, exclude, line)


def _spelled(program: Program, cls: Class) -> Items:
    """Names that a type gives a field in its body: `name: auto`, `name = graphene.String()`."""
    annotated = [
        target.id
        for statement in cls.scope.statements
        if type(statement) is Assign and statement.annotation is not None
        for target in statement.targets
        if type(target) is Name
    ]
    made = [name for name, value in program.evaluator.class_body(cls).items() if isinstance(value, Made)]
    return Items("list", [Const(name) for name in dict.fromkeys([*annotated, *made])])


# ----------------------------------------------------------------------------------------- what is declared


def _paths(program: Program, declaration: Declaration, findings: Findings) -> Iterator[tuple[list[str], int]]:
    """The path to each field that is shown, and the line that says so."""
    names = _names(declaration.fields)
    if declaration.fields == Const(ALL) or (declaration.fields is None and declaration.exclude is not None):
        hidden = set(_names(declaration.exclude))
        fields = findings.models[declaration.model].fields
        names = [name for name, field in fields.items() if name not in hidden and _is_offered(field, declaration.kind)]
    declared = dict(_declared(program, declaration))
    if declaration.kind == "filterset":  # declared filters need not be listed
        names = list(dict.fromkeys([*names, *declared]))
    for name in names:
        path, line = declared.get(name, (name, declaration.line))
        if path:
            yield path.replace(".", "__").split("__"), line


def _is_offered(field: FieldFound, kind: str) -> bool:
    """Is it among "all" fields? Generic relations never are, and forms leave out keys that the database gives."""
    generic = field.kind == "relation" and "Generic" in field.type
    automatic = bool(field.primary_key) and field.default is None
    return not generic and not (kind == "form" and automatic)


def _names(value: Value | None) -> list[str]:
    if isinstance(value, Table):  # of a filter set: fields and their lookups
        return [name for key, _ in value.entries if (name := text_of(key)) is not None]
    items = value.items if isinstance(value, Items) else []
    return [item.value for item in items if type(item) is Const and isinstance(item.value, str)]


def _declared(program: Program, declaration: Declaration) -> Iterator[tuple[str, tuple[str, int]]]:
    """Fields that the class body spells: name, path to what they show ('' where that is no field), line."""
    source = SOURCES.get(declaration.kind)
    for owner in reversed(program.classes.mro(declaration.cls)):
        if source is None or not isinstance(owner, Class):
            continue
        for name, value in program.evaluator.class_body(owner).items():
            if type(value) is Made:
                given = value.arguments.get(source)
                if type(given) is Made and given.arguments.positional:  # tables.A("customer__name")
                    given = given.arguments.positional[0]
                path = text_of(given) or ("" if value.arguments.has(source) else name)
                computed = path == "*" or name_of(value.callee).endswith(COMPUTED)
                line = value.site.line if value.site.path == declaration.cls.path else declaration.line
                yield name, ("" if computed else path, line)
