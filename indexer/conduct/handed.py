"""Rows that a body hands on as they are: a manager, `Order.query`, `self.get_queryset()`, a statement it was given.

A chain that has lost its conditions is no chain any more; what it went on from still stands.
"""

from collections.abc import Iterator

from indexer.conduct.chains import unwrapped
from indexer.conduct.found import Query
from indexer.conduct.meaning import Meaning
from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Comprehension, Expression, For, Name, Return
from indexer.infer.body import Body
from indexer.infer.outside import is_outside
from indexer.infer.rows import is_manager_name
from indexer.infer.values import Known, Rows
from indexer.resolve.entities import Class
from indexer.shown import show

HANDED = "handed"  # how such a query ends
GIVES = frozenset({"get_queryset", "get_query"})
WORDS = frozenset({"query", "queryset", "qs", "stmt", "statement", "select", "manager", "objects", "rows"})
LONGEST, LONGEST_TEXT = 80, 200  # characters


def handed(meaning: Meaning, body: Body, found: list[Query]) -> None:
    """Appends those of one function to `found`."""
    for index, statement in enumerate(body.entity.scope.statements):
        kind = type(statement)
        if kind is Return or kind is Assign:
            value = statement.value  # type: ignore[union-attr]
        elif kind is For:
            value = statement.iterable  # type: ignore[union-attr]
        else:
            continue
        for given in _given(value) if value is not None else ():
            query = _query(meaning, given, body, index)
            if query is not None and value is not None:
                whole = show(value, LONGEST_TEXT)  # says what else a call is given
                found.append(query._replace(line=statement.line, text=whole))


def _given(value: Expression) -> Iterator[Expression]:
    value = unwrapped(value)
    kind = type(value)
    if kind is Name or kind is Attribute:
        yield value
    elif kind is Call:
        yield value
        for argument in value.arguments:  # type: ignore[union-attr]
            yield unwrapped(argument)
        for _, argument in value.keywords:  # type: ignore[union-attr]
            yield unwrapped(argument)
    elif kind is Comprehension:
        yield unwrapped(value.clauses[0].iterable)  # type: ignore[union-attr]


def _query(meaning: Meaning, given: Expression, body: Body, index: int) -> Query | None:
    kind = type(given)
    model: Class | None = None
    manager = ""
    if kind is Attribute:
        name = given.name  # type: ignore[union-attr]
        is_manager = is_manager_name(name)
        if not is_manager and name != "queryset":
            return None
        model = _model(meaning.value(given, body, index))
        owner: Expression = given.value  # type: ignore[union-attr,assignment]
        if model is None and name == "query" and not _is_class(owner):
            return None  # of a request, of what a client asked
        manager = name if is_manager else ""
    elif kind is Call:
        if last_name(given) not in GIVES:
            return None
        model = _model(meaning.value(given, body, index))
    elif kind is Name and given.id in body.parameters and given.id.rpartition("_")[2] in WORDS:  # type: ignore[union-attr]
        model = _model(meaning.value(given, body, index))
    else:
        return None
    source = show(given, LONGEST)
    return Query(
        entity=body.entity,
        line=0,
        model=None if model is not None and is_outside(model) else model,
        model_name=model.name if model is not None else "",
        source=source,
        manager=manager,
        methods=(),
        terminal=HANDED,
        locks=False,
        raw=False,
        tables=(),
        text="",
        base=None,
        bindings=(),
    )


def _model(value: Known | None) -> Class | None:
    return value.model if type(value) is Rows else None


def _is_class(owner: Expression) -> bool:
    name = last_name(owner)
    return name[:1].isupper() or name == "cls"
