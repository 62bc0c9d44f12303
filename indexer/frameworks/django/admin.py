"""Fields that the Django admin names: columns, filters, searches and forms of the classes registered for a model."""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Call, Evaluate
from indexer.frameworks.django.meta import written_option
from indexer.frameworks.findings import Findings
from indexer.resolve.entities import Class, Entity, External
from indexer.resolve.evaluate.values import Const, Items, Table, Value
from indexer.resolve.program import Program

REGISTER = frozenset({"django.contrib.admin.register", "django.contrib.admin.decorators.register"})
ADMINS = frozenset(
    f"{package}{name}"
    for package in ("django.contrib.admin.", "django.contrib.admin.options.", "django.contrib.auth.admin.")
    for name in ("ModelAdmin", "InlineModelAdmin", "TabularInline", "StackedInline", "UserAdmin", "GroupAdmin")
)
LISTS = (
    "list_display",
    "list_editable",
    "list_filter",
    "search_fields",
    "fields",
    "fieldsets",
    "readonly_fields",
    "ordering",
    "date_hierarchy",
    "raw_id_fields",
    "autocomplete_fields",
    "filter_horizontal",
    "filter_vertical",
)
PREFIXES = "-^=@"  # of an ordering or a search


def admin_paths(program: Program, findings: Findings) -> Iterator[tuple[Class, Class, str, int]]:
    """Admin class, model, path to a field, line."""
    registered = _registered(program)
    for cls in program.classes_in_order:
        models = [m for m in registered.get(cls, ()) if m in findings.models]
        if not models and program.classes.is_a(cls, ADMINS):
            own = program.evaluator.class_attribute(cls, "model")  # of an inline
            models = [own] if isinstance(own, Class) and own in findings.models else []
        for model in models:
            for name in LISTS:
                value = program.evaluator.class_attribute(cls, name)
                if value is not None:
                    line, _ = written_option(program, cls, name, cls)
                    yield from ((cls, model, path, line) for path in _paths(value, name))


def _registered(program: Program) -> dict[Class, list[Class]]:
    """Models by admin class: `@admin.register(Order)`, `admin.site.register(Order, OrderAdmin)`."""
    found: dict[Class, list[Class]] = {}
    for cls in program.classes_in_order:
        for decorator in cls.definition.decorators:
            at = cls.parent or cls.module
            if type(decorator) is Call:
                called = program.names.resolve(decorator.function, at)
                if isinstance(called, External) and called.name in REGISTER:
                    for argument in decorator.arguments:
                        found.setdefault(cls, []).extend(_classes(program.evaluator.value(argument, at)))
    for module in program.modules:
        for statement in module.scope.statements:
            if type(statement) is Evaluate and type(statement.value) is Call:
                for cls, model in _by_call(program, statement.value, module):
                    found.setdefault(cls, []).append(model)
    return found


def _by_call(program: Program, call: Call, at: Entity) -> Iterator[tuple[Class, Class]]:
    if last_name(call) != "register" or len(call.arguments) < 2:
        return
    models, admin = (program.evaluator.value(argument, at) for argument in call.arguments[:2])
    if isinstance(admin, Class) and program.classes.is_a(admin, ADMINS):
        yield from ((admin, model) for model in _classes(models))


def _classes(value: Value | None) -> list[Class]:
    if isinstance(value, Items):
        return [item for item in value.items if isinstance(item, Class)]
    return [value] if isinstance(value, Class) else []


def _paths(value: Value | None, name: str) -> Iterator[str]:
    """The names in a list, those in rows of it included; of fieldsets those of each set."""
    if isinstance(value, Const) and isinstance(value.value, str):
        yield value.value.lstrip(PREFIXES)
    elif isinstance(value, Table):
        yield from _paths(value.get(Const("fields")), name)
    elif isinstance(value, Items):
        if name == "list_filter":  # ("field", Filter)
            heads = [i.items[0] if isinstance(i, Items) and i.items else i for i in value.items]
            yield from (path for head in heads if isinstance(head, Const) for path in _paths(head, name))
        elif name == "fieldsets":  # ("Title", {"fields": ...})
            for row in value.items:
                yield from _paths(row.items[-1], "fields") if isinstance(row, Items) and row.items else ()
        else:
            for item in value.items:
                yield from _paths(item, name)
