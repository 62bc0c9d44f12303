"""What functions give back that a client may read: keys of mappings that are written out, statuses, declared schemas.

Sources: "Response objects" of Django, "Responses" of REST framework, `flask.json.jsonify`, "Response Model" and
"Response Status Code" of FastAPI.
"""

import re
from collections.abc import Iterator

from indexer.conduct.found import Answer
from indexer.conduct.meaning import Meaning
from indexer.expressions import last_name
from indexer.facts import (
    Assign,
    Await,
    Call,
    Collection,
    Constant,
    Evaluate,
    Expression,
    Mapping,
    Name,
    Return,
    Subscript,
)
from indexer.facts import Attribute as Member
from indexer.frameworks.refusal.statuses import status, status_given
from indexer.infer.body import Body
from indexer.resolve.entities import Class, Function
from indexer.resolve.program import Program
from indexer.shown import show

ANSWERS = re.compile(r"(Response|^jsonify|^json_response|^make_response)$")
CONTENT = frozenset({"data", "content", "response"})  # keywords of what an answer holds
ROUTES = frozenset({"get", "post", "put", "patch", "delete", "api_route", "route", "api_operation"})
GROWS = frozenset({"update", "setdefault", "pop"})

Keys = tuple[tuple[str, ...], bool]  # in order, and whether there may be others


def answers(program: Program, meaning: Meaning, body: Body) -> Iterator[Answer]:
    """Of a function; what says neither keys nor a status is left out."""
    function = body.entity
    assert isinstance(function, Function)
    yield from _declared(program, function)
    for index, statement in enumerate(function.scope.statements):
        if type(statement) is not Return or statement.value is None:
            continue
        value = _plain(statement.value)
        kind = type(value)
        if kind is Collection and value.kind == "tuple" and value.items:  # type: ignore[union-attr]
            known, inner = status(program, statement, function), _plain(value.items[0])  # type: ignore[union-attr]
        elif kind is Call and ANSWERS.search(last_name(value)):
            known, inner = status(program, statement, function), value
        elif kind is Mapping or kind is Name or (kind is Call and last_name(value) == "dict"):
            known, inner = None, value
        else:
            continue
        keys = _content(meaning, inner, body, index)
        if keys is not None or known is not None:
            names, is_open = keys or ((), True)
            yield Answer(function, statement.line, known, names, is_open, "")


def _declared(program: Program, function: Function) -> Iterator[Answer]:
    """`@router.post("/orders", status_code=201, response_model=OrderRead)`; else what it is said to return."""
    for decorator in function.definition.decorators:
        if type(decorator) is not Call or last_name(decorator) not in ROUTES:
            continue
        known = status_given(program, decorator, function)
        model = next((value for key, value in decorator.keywords if key == "response_model"), None)
        if model is None:
            model = function.definition.returns
        schema = ""
        if model is not None and not (type(model) is Constant and model.value is None):
            target = program.names.resolve(model, function) if type(model) in (Name, Member) else None
            schema = target.name if isinstance(target, Class) else show(model, 80)
        if known is not None or schema:
            yield Answer(function, function.definition.line, known, (), True, schema)


def _content(meaning: Meaning, value: Expression, body: Body, index: int) -> Keys | None:
    """The keys of what is answered; None where they are not written out."""
    if type(value) is Call and ANSWERS.search(last_name(value)):
        given = [v for key, v in value.keywords if key in CONTENT]
        named = [key for key, _ in value.keywords if key is not None]
        if last_name(value) == "jsonify" and named:
            return tuple(named), len(named) != len(value.keywords)
        inner = given[0] if given else value.arguments[0] if value.arguments else None
        return _content(meaning, _plain(inner), body, index) if inner is not None else None
    if type(value) is Call and last_name(value) == "dict" and not value.arguments:
        named = [key for key, _ in value.keywords if key is not None]
        return tuple(named), len(named) != len(value.keywords)
    if type(value) is Name:
        made = meaning.literal(value, body, index)
        found = _content(meaning, made, body, index) if type(made) is Mapping else None
        if found is None:
            return None
        added, may_grow = _added(body, value.id)
        return tuple(dict.fromkeys((*found[0], *added))), found[1] or may_grow
    if type(value) is Mapping:
        names = [key.value for key in value.keys if type(key) is Constant and isinstance(key.value, str)]
        return tuple(names), len(names) != len(value.keys)
    return None


def _added(body: Body, name: str) -> Keys:
    """`answer["total"] = 3`, and whether more than that is done to it."""
    keys: list[str] = []
    may_grow = False
    for statement in body.entity.scope.statements:
        if type(statement) is Assign:
            for target in statement.targets:
                if type(target) is Subscript and target.value == Name(name):
                    if type(target.index) is Constant and isinstance(target.index.value, str):
                        keys.append(target.index.value)
                    else:
                        may_grow = True
        elif type(statement) is Evaluate and type(call := statement.value) is Call:
            owner = call.function.value if type(call.function) is Member else None
            may_grow = may_grow or (owner == Name(name) and last_name(call) in GROWS)
    return tuple(keys), may_grow


def _plain(expression: Expression) -> Expression:
    while type(expression) is Await:
        expression = expression.value
    return expression
