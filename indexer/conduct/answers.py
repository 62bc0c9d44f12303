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
    Comprehension,
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

WRITTEN = (Mapping, Name, Collection, Comprehension)  # what may hold keys
DEEPEST = 3  # mappings in mappings

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
        elif kind in WRITTEN or (kind is Call and last_name(value) == "dict"):
            known, inner = None, value
        else:
            continue
        keys = _content(meaning, inner, body, index)
        if keys is not None or known is not None or kind is Call:
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


def _content(meaning: Meaning, value: Expression, body: Body, index: int, depth: int = 0) -> Keys | None:
    """The keys of what is answered; None where they are not written out."""
    if depth > DEEPEST:
        return None
    if type(value) is Call and ANSWERS.search(last_name(value)):
        given = [v for key, v in value.keywords if key in CONTENT]
        named = [key for key, _ in value.keywords if key is not None]
        if last_name(value) == "jsonify" and named:
            return tuple(named), len(named) != len(value.keywords)
        inner = given[0] if given else value.arguments[0] if value.arguments else None
        return _content(meaning, _plain(inner), body, index, depth) if inner is not None else None
    if type(value) is Call and last_name(value) == "dict" and not value.arguments:
        named = [key for key, _ in value.keywords if key is not None]
        return tuple(named), len(named) != len(value.keywords)
    if type(value) is Name:
        made = meaning.literal(value, body, index)
        if type(made) is Collection and not made.items:
            return _gathered(meaning, body, value.id, index, depth)
        known = type(made) in WRITTEN and made is not value
        found = _content(meaning, made, body, index, depth + 1) if known else None
        added, may_grow = _added(body, value.id)
        if found is None:  # `order = get(pk); order["total"] = 3`
            return (tuple(dict.fromkeys(added)), True) if added else None
        return tuple(dict.fromkeys((*found[0], *added))), found[1] or may_grow
    if type(value) is Collection and value.kind == "list" and value.items:  # several that are alike
        return _content(meaning, value.items[0], body, index, depth + 1)
    if type(value) is Comprehension and value.kind != "dict":
        return _content(meaning, value.elements[0], body, index, depth + 1)
    if type(value) is Mapping:
        return _keys(value, 1)
    return None


def _keys(mapping: Mapping, depth: int) -> Keys:
    """`{"order": {"total": 3}}` has `order` and `order.total`."""
    names: list[str] = []
    is_open = False
    for key, value in zip(mapping.keys, mapping.values, strict=True):
        if type(key) is not Constant or not isinstance(key.value, str):
            is_open = True
            continue
        names.append(key.value)
        inner = value.elements[0] if type(value) is Comprehension and value.kind == "list" else value
        if type(inner) is Mapping and depth < DEEPEST:
            names += [f"{key.value}.{name}" for name in _keys(inner, depth + 1)[0]]
    return tuple(names), is_open


def _gathered(meaning: Meaning, body: Body, name: str, index: int, depth: int) -> Keys | None:
    """`found = []`, and what is appended to it."""
    for statement in body.entity.scope.statements[:index]:
        call = statement.value if type(statement) is Evaluate else None
        if type(call) is not Call or last_name(call) != "append" or not call.arguments:
            continue
        if type(call.function) is Member and call.function.value == Name(name):
            return _content(meaning, call.arguments[0], body, index, depth + 1)
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
