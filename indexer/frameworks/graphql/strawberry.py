"""Strawberry: annotated attributes, `strawberry.field` and its like on methods and attributes, of the root types.

Only classes that the library decorates hold fields. Sources: "Schema basics", "Resolvers", "Mutations" and "Merging
types" of Strawberry; "Fields" and "Mutations" of its Django package.
"""

from collections.abc import Iterator

from indexer.expressions import dotted
from indexer.facts import Assign, Call, Constant, Expression, Name, Subscript
from indexer.frameworks.findings import Findings, Framework
from indexer.frameworks.graphql.roots import Root, camel_case, entry, made_of, roots
from indexer.resolve.entities import Class, Function, Variable
from indexer.resolve.evaluate.values import Arguments, Closure, Const, Made, Member, Value, text_of
from indexer.resolve.program import Program

PACKAGES = ("strawberry", "strawberry_django", "strawberry_django_plus")
SCHEMAS = frozenset({"strawberry.Schema", "strawberry.schema.Schema", "strawberry.federation.Schema"})
TYPES = frozenset({"type", "interface"})
CREATE_TYPE = "strawberry.tools.create_type"
NO_FIELDS = frozenset({"Private", "ClassVar"})
FIELD_MAKERS = frozenset(
    {"field", "mutation", "subscription", "connection", "node", "input_mutation", "offset_paginated"}
)

Answer = Function | Variable | Class


def recognise(program: Program, findings: Findings) -> None:
    for root in roots(program, made_of(program, "strawberry", SCHEMAS)):
        camel = _camel(root)
        for name, (answer, graphql_name) in _fields(program, root.cls).items():
            shown = graphql_name or (camel_case(name) if camel else name)
            findings.entry_points.append(entry(root.kind, shown, answer))


FRAMEWORK = Framework("strawberry", PACKAGES, recognise)


def _camel(root: Root) -> bool:
    config = root.schema.arguments.get("config")
    return not (isinstance(config, Made) and config.arguments.get("auto_camel_case") == Const(False))


def _fields(program: Program, cls: Class) -> dict[str, tuple[Answer, str | None]]:
    """By Python name, inherited ones first: what answers, and the name it is given for clients."""
    found: dict[str, tuple[Answer, str | None]] = {}
    for owner in reversed(program.classes.mro(cls)):
        if isinstance(owner, Class) and _is_type(program, owner):
            for function in _of_made_types(program, owner):
                found |= _method(program, function)
            for statement in owner.scope.statements:
                if type(statement) is Assign and len(statement.targets) == 1 and type(statement.targets[0]) is Name:
                    found |= _attribute(program, owner, statement.targets[0].id, statement)
            for child in owner.children.values():
                if isinstance(child, Function) and child.scope.kind == "function":
                    found |= _method(program, child)
    return found


def _of_made_types(program: Program, owner: Class) -> Iterator[Function]:
    """`class Query(create_type("Orders", [order, orders])): ...`: the functions."""
    for base in owner.definition.bases:
        made = program.evaluator.value(base, owner.parent or owner.module)
        if isinstance(made, Made) and made.name == CREATE_TYPE:
            for value in program.evaluator.iterate(made.arguments.get("fields", 1)) or ():
                if (function := _function(value)) is not None:
                    yield function


def _is_type(program: Program, cls: Class) -> bool:
    for decorator in cls.definition.decorators:
        written = decorator.function if type(decorator) is Call else decorator
        name = program.target(written, cls.parent or cls.module)
        if name.startswith(PACKAGES) and name.rpartition(".")[2] in TYPES:
            return True
    return cls in program.evaluator.generated


def _attribute(program: Program, owner: Class, name: str, statement: Assign) -> dict[str, tuple[Answer, str | None]]:
    """`name: Type`, `name: Type = strawberry.field(resolver=f)`, `name = strawberry.field(...)`."""
    value = program.evaluator.value(statement.value, owner) if statement.value is not None else None
    made = value if isinstance(value, Made) and value.name.startswith(PACKAGES) else None
    if made is None and (statement.annotation is None or _holds_no_field(statement.annotation)):
        return {}
    variable = program.names.member(owner, name)
    answer: Answer = variable if isinstance(variable, Variable) else owner
    if made is not None and (resolver := _function(made.arguments.get("resolver", 0))) is not None:
        answer = resolver
    return {name: (answer, text_of(made.arguments.get("name")) if made is not None else None)}


def _holds_no_field(annotation: Expression) -> bool:
    written = annotation.value if type(annotation) is Subscript else annotation
    return (dotted(written) or "").rpartition(".")[2] in NO_FIELDS


def _method(program: Program, method: Function) -> dict[str, tuple[Answer, str | None]]:
    at = method.parent or method.module
    for decorator in method.definition.decorators:
        if _makes_field(program, decorator, method):
            given = program.evaluator.value(decorator, at) if type(decorator) is Call else None
            named = text_of(given.arguments.get("name")) if isinstance(given, Made) else None
            return {method.scope.name: (method, named or _written_name(decorator))}
    return {}


def _makes_field(program: Program, decorator: Expression, method: Function) -> bool:
    """One of the library's decorators, or one of the repository's own that hands the method on to it."""
    written = decorator.function if type(decorator) is Call else decorator
    at = method.parent or method.module
    name = program.target(written, at)
    if name.startswith(PACKAGES):
        return name.rpartition(".")[2] in FIELD_MAKERS
    found = program.names.resolve(written, at)
    if not isinstance(found, Function):
        return False
    return any(_is_field(program, value, method) for value in _results(program, found, decorator, method))


def _results(program: Program, decorator: Function, written: Expression, method: Function) -> Iterator[Value | None]:
    if type(written) is not Call:
        yield from program.evaluator.returns(decorator, Arguments((method,))) or ()
        return
    value = program.evaluator.value(written, method.parent or method.module)
    if isinstance(value, Closure):
        yield program.evaluator.follow(value, Arguments((method,)))
    yield value


def _is_field(program: Program, value: Value | None, method: Function) -> bool:
    callee = value.callee if isinstance(value, Made) else value
    name = program.outside_name(callee) if isinstance(value, Made | Member) else ""
    return name.startswith(PACKAGES) and name.removesuffix("()").rpartition(".")[2] in FIELD_MAKERS


def _written_name(decorator: Expression) -> str | None:
    """`name="..."` as it is written there."""
    for key, value in decorator.keywords if type(decorator) is Call else ():
        if key == "name" and type(value) is Constant and isinstance(value.value, str):
            return value.value
    return None


def _function(value: Value | None) -> Function | None:
    if isinstance(value, Closure):
        return value.function if value.function.scope.kind == "function" else None
    return value if isinstance(value, Function) else None
