"""The conditions of a query: which field is bound to what, and how.

Sources: "Field lookups" in the QuerySet API reference of Django; "Column Elements and Expressions" of SQLAlchemy.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.conduct.chains import Chain
from indexer.conduct.found import Binding
from indexer.conduct.meaning import Meaning
from indexer.conduct.methods import OF_THE_ORM
from indexer.expressions import last_name
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Collection,
    Comparison,
    Constant,
    Evaluate,
    Expression,
    Mapping,
    Name,
    Operation,
    Starred,
    Subscript,
)
from indexer.flow import FROM_OUTSIDE
from indexer.infer import rows as orm
from indexer.infer.asked import SHORTCUTS
from indexer.infer.body import Body, value_bound
from indexer.infer.lookups import fields_on
from indexer.resolve.entities import Class
from indexer.shown import show

LONGEST = 80  # characters of a value
COLUMN = re.compile(r"^(\w+\.)*_?[A-Z]\w*\.\w+$|\.c\.\w+$")  # of another table: `Order.customer_id`
LOOKUPS = frozenset(
    {"exact", "iexact", "contains", "icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith",
     "endswith", "iendswith", "range", "date", "year", "iso_year", "month", "day", "week", "week_day", "quarter",
     "time", "hour", "minute", "second", "isnull", "regex", "iregex", "search", "contained_by", "has_key", "has_keys",
     "has_any_keys", "overlap", "len", "net_contained", "net_contains", "net_host", "net_contained_or_equal"}
)  # fmt: skip
OPERATORS = {"==": "exact", "!=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in", "is": "is"}
METHODS = {
    "in_": "in", "not_in": "in", "notin_": "in", "is_": "is", "is_not": "is", "isnot": "is", "like": "like",
    "ilike": "ilike", "notlike": "like", "not_like": "like", "startswith": "startswith", "endswith": "endswith",
    "contains": "contains", "any": "any", "has": "has", "between": "range", "op": "op", "overlap": "overlap",
    "match": "match", "regexp_match": "regex", "is_distinct_from": "is_distinct_from",
}  # fmt: skip
NEGATED = frozenset({"not_in", "notin_", "is_not", "isnot", "notlike", "not_like"})
NARROWS = orm.FILTERS | {"having", "get_or_404"} | SHORTCUTS
JOINS = frozenset({"join", "outerjoin", "join_from"})


class _At(NamedTuple):
    """Where conditions are read: the model they are about, the method, and how they count."""

    meaning: Meaning
    model: Class | None
    body: Body
    statement: int
    method: str
    negated: bool = False
    alternative: bool = False
    followed: bool = False  # a name to what it is bound to, which may speak of the name again


def bindings(meaning: Meaning, chain: Chain, model: Class | None, body: Body, index: int) -> Iterator[Binding]:
    """Of all calls of a chain, in order."""
    root = chain.root
    if type(root) is Name and model is not None:  # `lines = order.lines`
        root = meaning.literal(root, body, index)
    if type(root) is Attribute and model is not None:
        yield from _by_relation(meaning, root, model, body, index)
    elif type(root) is Call:  # `visible_to(user, Order).filter(...)`
        yield from _given(root)
    for call, method in zip(chain.calls, chain.methods, strict=True):
        if method in NARROWS:
            if not call.arguments and not call.keywords:
                continue
            excludes = method == "exclude"
            several = len(call.arguments) + len(call.keywords) > 1
            at = _At(meaning, model, body, index, method, negated=excludes, alternative=excludes and several)
            yield from _narrowed(at, call)
        elif method in JOINS:
            yield from _joined_on(_At(meaning, model, body, index, method), call)
        elif method not in OF_THE_ORM:  # `.restrict(request.user, "view")`, `.visible_to(user)`
            yield from _given(call)


def _given(call: Call) -> Iterator[Binding]:
    """What a method or function of the house narrows by is what it is given."""
    method = last_name(call)
    for argument in call.arguments:
        yield Binding("", None, "", "", show(argument, LONGEST), False, False, method)
    for keyword, value in call.keywords:
        yield Binding(keyword or "**", None, "", "", show(value, LONGEST), False, False, method)


def _by_relation(meaning: Meaning, root: Attribute, model: Class, body: Body, index: int) -> Iterator[Binding]:
    """`org.projects.filter(...)`: the rows that point at the object."""
    for cls in meaning.classes_of(root.value, body, index):
        way = meaning.models.accessor(cls, root.name)
        if way is not None and way.model is model:
            value = show(root.value, LONGEST)
            yield Binding(way.field, way.model, way.field, "exact", value, False, False, "reverse")


def _narrowed(at: _At, call: Call) -> Iterator[Binding]:
    arguments = call.arguments[1:] if at.method in SHORTCUTS else call.arguments
    if at.method in ("get", "get_or_404") and arguments and not call.keywords:
        key = [a for a in arguments if _is_plain(a)]
        if key and len(key) == len(arguments):  # `session.get(Order, 1)`, `Order.query.get(1)`
            yield _by_lookup(at, "pk", key[-1])
            return
    for argument in arguments:
        yield from _condition(at, argument)
    for keyword, value in orm.keywords(call, lambda e: at.meaning.literal(e, at.body, at.statement)):
        if keyword not in ("defaults", "create_defaults") or at.method not in orm.PAIR:
            yield _by_lookup(at, keyword, value)
    for unpacked, value in call.keywords:
        if unpacked is None:
            if not _is_written_out(at.meaning.literal(value, at.body, at.statement)):
                yield from _unpacked(at, value)
            elif type(value) is Name and _is_put_into(at, value):
                yield Binding("**", None, "", "", show(value, LONGEST), at.negated, at.alternative, at.method)


def _is_written_out(value: Expression) -> bool:
    if type(value) is Call and type(value.function) is Name and value.function.id == "dict":
        return not value.arguments and all(keyword is not None for keyword, _ in value.keywords)
    return type(value) is Mapping


def _unpacked(at: _At, value: Expression) -> Iterator[Binding]:
    """`**by`: of the dictionaries that may reach it those with fields of the model; what only some of them say is an
    alternative."""
    ways = [dict(orm.entries(way)) for way in _ways(at, value)]
    if at.model is not None:
        ways = [way for way in ways if all(any(True for _ in fields_on(at.meaning.models, at.model, k)) for k in way)]
    if not ways:
        yield Binding("**", None, "", "", show(value, LONGEST), at.negated, at.alternative, at.method)
    for keyword in dict.fromkeys(key for way in ways for key in way):
        if keyword in ("defaults", "create_defaults") and at.method in orm.PAIR:
            continue
        here = [way[keyword] for way in ways if keyword in way]
        found = _by_lookup(at, keyword, here[0])
        yield found._replace(value=f"**{show(value, LONGEST - 2)}", alternative=at.alternative or len(here) < len(ways))


def _ways(at: _At, value: Expression) -> list[Expression]:
    """None of them where one is not written out, or where something is put in afterwards."""
    if type(value) is not Name or value.id not in at.body.numbers:
        return []
    entity = at.body.entity
    reaching = at.body.flow.reaching(at.statement, value.id)
    if FROM_OUTSIDE in reaching or _is_put_into(at, value):
        return []
    ways: list[Expression] = []
    for number in sorted(reaching):
        how, written, way, _ = value_bound(entity.scope.bindings[number], entity)
        if how != "value" or way or written is None or not _is_written_out(written):
            return []
        ways.append(written)
    return ways


def _is_put_into(at: _At, name: Name) -> bool:
    """`by["user"] = user`, `by.update(...)` before the query."""
    for statement in at.body.entity.scope.statements[: at.statement]:
        if type(statement) is Assign:
            if any(type(target) is Subscript and target.value == name for target in statement.targets):
                return True
        elif type(statement) is Evaluate and type(statement.value) is Call:
            function = statement.value.function
            if type(function) is Attribute and function.value == name:
                return True
    return False


def _joined_on(at: _At, call: Call) -> Iterator[Binding]:
    """What an `ON` says beyond how the tables hang together: `join(Member, and_(..., Member.user == user))`."""
    for argument in [*call.arguments[1:], *(value for keyword, value in call.keywords if keyword == "onclause")]:
        if type(argument) is Comparison or type(argument) is Operation or last_name(argument) in ("and_", "or_"):
            yield from (one for one in _condition(at, argument) if not COLUMN.match(one.value))


def _is_plain(argument: Expression) -> bool:
    return type(argument) in (Name, Attribute, Constant) or (
        type(argument) is Call and last_name(argument) not in ("Q", "and_", "or_", "not_")
    )


def _condition(at: _At, written: Expression) -> Iterator[Binding]:
    """`Q(a=1) | ~Q(b=2)`, `Order.id == 1`, `and_(...)`, `Order.is_open`."""
    argument = written if at.followed else at.meaning.literal(written, at.body, at.statement)
    if argument is not written:
        at = at._replace(followed=True)
    kind = type(argument)
    if kind is Operation:
        yield from _operation(at, argument)  # type: ignore[arg-type]
    elif kind is Comparison:
        yield from _comparison(at, argument)  # type: ignore[arg-type]
    elif kind is Call:
        yield from _called(at, argument)  # type: ignore[arg-type]
    elif kind is Starred:
        for item in _items(at, argument.value):  # type: ignore[union-attr,arg-type]
            yield from _condition(at, item)
    elif kind is Attribute:
        column = _column(at, argument)
        if column is not None:
            yield _of_column(at, column, "exact", "True")
    elif kind is Name:
        yield Binding("", None, "", "", show(argument, LONGEST), at.negated, at.alternative, at.method)


def _operation(at: _At, argument: Operation) -> Iterator[Binding]:
    if argument.operator in ("~", "not"):
        at = at._replace(negated=not at.negated)
    else:
        at = _joined(at, argument.operator in ("|", "or"))
    for operand in argument.operands:
        yield from _condition(at, operand)


def _joined(at: _At, by_or: bool) -> _At:
    """Of several conditions: "not (a or b)" is neither, "not (a and b)" is one of them not."""
    return at._replace(alternative=at.alternative or by_or != at.negated)


def _comparison(at: _At, argument: Comparison) -> Iterator[Binding]:
    if len(argument.operators) != 1 or argument.operators[0] not in OPERATORS:
        return
    left, right = argument.operands
    column, value = _column(at, left), right
    if column is None:
        column, value = _column(at, right), left
    if column is None and type(left) is Attribute:  # a condition always names one: `model.id == 1`
        column, value = _Column(show(left), None, ""), right
    if column is not None:
        if argument.operators[0] == "!=":
            at = at._replace(negated=not at.negated)
        yield _of_column(at, column, OPERATORS[argument.operators[0]], show(value, LONGEST))


def _called(at: _At, call: Call) -> Iterator[Binding]:
    name = last_name(call)
    if name == "Q":
        for keyword, value in orm.keywords(call, lambda e: at.meaning.literal(e, at.body, at.statement)):
            yield _by_lookup(at, keyword, value)
        for inner in call.arguments:
            pair = type(inner) is Collection and len(inner.items) == 2
            if pair and type(inner.items[0]) is Constant:  # type: ignore[union-attr]
                yield _by_lookup(at, str(inner.items[0].value), inner.items[1])  # type: ignore[union-attr]
            else:
                yield from _condition(at, inner)
    elif name in ("and_", "or_", "not_"):
        inside = _joined(at, name == "or_") if name != "not_" else at._replace(negated=not at.negated)
        for argument in call.arguments:
            yield from _condition(inside, argument)
    elif name in METHODS and type(call.function) is Attribute:
        column = _column(at, call.function.value)
        if column is not None:
            inside = at._replace(negated=at.negated != (name in NEGATED))
            text = ", ".join(show(a, LONGEST) for a in call.arguments)
            yield _of_column(inside, column, METHODS[name], text[:LONGEST])
    else:  # a condition that a function of the house makes
        yield Binding("", None, "", "", show(call, LONGEST), at.negated, at.alternative, at.method)


def _items(at: _At, value: Expression) -> Iterator[Expression]:
    """What is in a list that is unpacked: written in it, and appended to it in the same body."""
    if type(value) is not Name:
        yield value
        return
    name, scope = value.id, at.body.entity.scope
    numbers = at.body.numbers.get(name, [])
    if not numbers:
        yield value
    for number in numbers:
        how, made, way, _ = value_bound(scope.bindings[number], at.body.entity)
        if how == "value" and not way and type(made) is Collection:
            yield from made.items
        else:
            yield value
    for statement in scope.statements[: at.statement] if numbers else ():
        call = statement.value if type(statement) is Evaluate else None
        if type(call) is Call and type(call.function) is Attribute and call.function.value == value:
            if call.function.name == "append":
                yield from call.arguments
            elif call.function.name == "extend" and call.arguments and type(call.arguments[0]) is Collection:
                yield from call.arguments[0].items


class _Column(NamedTuple):
    path: str  # as written
    model: Class | None
    name: str


def _column(at: _At, expression: Expression) -> _Column | None:
    """`Order.id`, also through a function of the database: `func.lower(Order.email)`."""
    if type(expression) is Call:
        inner = expression.arguments[0] if expression.arguments else None
        if type(expression.function) is Attribute and type(expression.function.value) is Attribute:
            found = _column(at, expression.function.value)
            if found is not None:
                return found
        return _column(at, inner) if inner is not None else None
    if type(expression) is not Attribute:
        return None
    owner = at.meaning.value(expression.value, at.body, at.statement)
    if isinstance(owner, Class) and at.meaning.models.is_model(owner):
        return _Column(show(expression), owner, expression.name)
    is_class_like = type(expression.value) is Name and expression.value.id[:1].isupper()
    if is_class_like or (type(expression.value) is Attribute and expression.value.name == "c"):
        return _Column(show(expression), None, "")
    return None


def _of_column(at: _At, column: _Column, operator: str, value: str) -> Binding:
    field = at.meaning.models.canonical(column.model, column.name) if column.model is not None else None
    model = column.model if field is not None else None
    return Binding(column.path, model, field or "", operator, value, at.negated, at.alternative, at.method)


def _key(meaning: Meaning, model: Class) -> tuple[Class | None, str]:
    """The one primary key of a mapped class."""
    found = meaning.models.found.get(model)
    keys = [f.name for f in found.fields.values() if f.primary_key] if found is not None else []
    return (model, keys[0]) if len(keys) == 1 else (None, "")


def _by_lookup(at: _At, written: str, value: Expression) -> Binding:
    """`project__owner__in=owners`."""
    parts = written.split("__")
    operator = "exact"
    while len(parts) > 1 and parts[-1] in LOOKUPS:
        operator = parts.pop()
    if operator == "exact" and type(value) is Constant and value.value is None:
        operator = "isnull"
    path = "__".join(parts)
    model: Class | None = None
    field = ""
    if at.model is not None:
        steps = list(fields_on(at.meaning.models, at.model, path))
        if len(steps) == len(parts):
            model, field = steps[-1]
        elif path == "pk":
            model, field = _key(at.meaning, at.model)
    return Binding(path, model, field, operator, show(value, LONGEST), at.negated, at.alternative, at.method)
