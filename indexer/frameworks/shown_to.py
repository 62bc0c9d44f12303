"""Fields that some callers are shown and others are not: taken out of, or put into, an answer after a test on who asks.

Read where a class says what is shown: serializers, forms, schemas, admins, and methods of any class that turn it into
a dictionary; and where a view chooses between two serializers. A test tells by naming who asks, or a permission.
"""

from collections.abc import Iterator

from indexer.discover import is_test
from indexer.expressions import dotted, last_name, parts_of
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Constant,
    Delete,
    Evaluate,
    Expression,
    For,
    Name,
    Return,
    Statement,
    Subscript,
)
from indexer.flow import Condition, Flow
from indexer.frameworks.findings import Findings, Framework, ShownToFound
from indexer.frameworks.refusal.actors import Actors
from indexer.frameworks.refusal.denials import MAY, tests
from indexer.frameworks.refusal.statuses import words
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import text_of
from indexer.resolve.looked import unit
from indexer.resolve.program import Program

PACKAGES = ("rest_framework", "django", "marshmallow", "ninja", "pydantic", "sqlmodel", "flask_restx", "flask_admin")
BASES = (
    *("rest_framework.serializers.", "django.forms.", "django.contrib.admin.", "marshmallow.", "ninja.Schema"),
    *("ninja.schema.", "pydantic.BaseModel", "pydantic.main.", "sqlmodel.SQLModel", "flask_admin.", "wtforms."),
)
REPRESENTS = frozenset({"to_dict", "as_dict", "to_json", "as_json", "serialize", "to_representation", "get_fields"})
CHOOSES = frozenset({"get_serializer_class"})
TAKES_OUT = frozenset({"pop", "remove", "discard"})


def recognise(program: Program, findings: Findings) -> None:
    speaks: dict[Class, bool] = {}
    for function in program.functions:
        cls = function.owner
        if cls is None or is_test(function.path):
            continue
        if cls not in speaks:
            speaks[cls] = _speaks(program, cls)
        findings.shown_to += shown_to(program, function, cls, speaks=speaks[cls])


def shown_to(program: Program, function: Function, cls: Class, *, speaks: bool | None = None) -> list[ShownToFound]:
    """`speaks`: does the class say what is shown; None where nobody has asked yet."""
    if function.scope.name in CHOOSES:
        return unit(program, "shown to", function, lambda: list(_chosen(program, function)))
    if function.scope.name in REPRESENTS or (_speaks(program, cls) if speaks is None else speaks):
        return unit(program, "shown to", function, lambda: list(_changed(program, function, cls)))
    return []


def _speaks(program: Program, cls: Class) -> bool:
    return any(name.startswith(BASES) for name in program.classes.ancestors(cls))


FRAMEWORK = Framework("shown_to", PACKAGES, recognise)


def _changed(program: Program, function: Function, cls: Class) -> Iterator[ShownToFound]:
    """`if not request.user.is_staff: fields.pop("cost")`, `if may_see(user): data["cost"] = self.cost`."""
    flow: Flow | None = None
    for index, statement in enumerate(function.scope.statements):
        named = _named(statement)
        if named is None:
            continue
        effect, key = named
        flow = flow or Flow(function.scope)
        told = _about_caller(flow.dominating(index), function)
        for name in _names(program, key, function) if told else ():
            yield ShownToFound(
                cls=cls, field=name, effect=effect, test=tests(told), function=function, line=statement.line
            )


def _chosen(program: Program, function: Function) -> Iterator[ShownToFound]:
    """`return StaffOrderSerializer` only for some, where others get another one."""
    flow = Flow(function.scope)
    returned = [
        (i, s) for i, s in enumerate(function.scope.statements) if isinstance(s, Return) and s.value is not None
    ]
    for index, statement in returned if len(returned) > 1 else ():
        schema = program.names.resolve(statement.value, function) if statement.value is not None else None
        told = _about_caller([c for c in flow.dominating(index) if c.by != "early exit"], function)
        if told and isinstance(schema, Class):
            yield ShownToFound(
                cls=schema, field="", effect="shown", test=tests(told), function=function, line=statement.line
            )


def _named(statement: Statement) -> tuple[str, Expression] | None:
    """What a statement does to a field of an answer, and the field's name as written."""
    if type(statement) is Evaluate and type(statement.value) is Call:
        call = statement.value
        if type(call.function) is Attribute and call.function.name in TAKES_OUT and call.arguments:
            return "hidden", call.arguments[0]
    if type(statement) is Delete and type(statement.targets[0]) is Subscript:
        return "hidden", statement.targets[0].index
    if type(statement) is Assign and type(statement.targets[0]) is Subscript:
        return "shown", statement.targets[0].index
    return None


def _names(program: Program, key: Expression, function: Function) -> list[str]:
    """The string; of a loop's variable each that it takes."""
    if type(key) is Constant:
        return [key.value] if isinstance(key.value, str) else []
    loops = [s for s in function.scope.statements if type(s) is For and s.target == key]
    if type(key) is not Name or len(loops) != 1:
        return []
    items = program.evaluator.iterate(program.evaluator.value(loops[0].iterable, function))
    return [text for text in map(text_of, items or ()) if text]


def _about_caller(conditions: list[Condition], function: Function) -> list[Condition]:
    actors = Actors(function)
    return [c for c in conditions if _names_caller(c.test, actors) or any(MAY.search(word) for word in words(c.test))]


def _names_caller(expression: Expression, actors: Actors) -> bool:
    found = actors.of(expression)
    if (found is not None and found.certainty == "exact") or _is_of_context(expression):
        return True
    return any(_names_caller(part, actors) for part in parts_of(expression))


def _is_of_context(expression: Expression) -> bool:
    """`self.context["request"].user`"""
    if type(expression) is not Attribute or expression.name != "user":
        return False
    request = expression.value
    if type(request) is Subscript:
        return request.index == Constant("request")
    got = type(request) is Call and last_name(request) == "get" and request.arguments[:1] == [Constant("request")]
    return got or dotted(request) == "self.request"
