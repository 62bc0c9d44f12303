"""Managers, query sets and queries: what their methods give, and which fields their arguments name.

Sources: the QuerySet API reference of Django; the Query and Select APIs of SQLAlchemy 1.4 and 2.0; Flask-SQLAlchemy.
"""

from collections.abc import Iterator
from typing import NamedTuple

from indexer.facts import Call, Collection, Constant, Expression, Mapping, Name, Operation, Starred
from indexer.graph.nodes import Use
from indexer.resolve.infer.values import Known, Listed, Rows, Several

SAME = frozenset(
    {"filter", "exclude", "all", "order_by", "select_related", "prefetch_related", "annotate", "alias", "distinct",
     "reverse", "using", "select_for_update", "only", "defer", "none", "complex_filter", "union", "intersection",
     "difference", "extra", "get_queryset", "iterator", "aiterator", "filter_by", "join", "outerjoin", "where", "limit",
     "offset", "options", "group_by", "having", "with_for_update", "execution_options", "slice", "unique", "scalars",
     "with_entities", "populate_existing", "yield_per", "select_from", "active", "fetchall", "enable_eagerloads"}
)  # fmt: skip
ONE = frozenset(
    {"get", "first", "last", "latest", "earliest", "create", "aget", "afirst", "alast", "acreate", "one", "one_or_none",
     "scalar", "scalar_one", "scalar_one_or_none", "first_or_404", "get_or_404", "one_or_404", "fetchone"}
)  # fmt: skip
PAIR = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
LIST = frozenset({"bulk_create", "abulk_create"})

FILTERS = frozenset({"filter", "exclude", "get", "filter_by", "get_or_create", "update_or_create", "aget", "where"})
WRITES = frozenset({"create", "acreate", "update", "aupdate"})
ORDERS = frozenset({"order_by", "latest", "earliest"})
READS = frozenset(
    {"values", "values_list", "only", "defer", "select_related", "prefetch_related", "distinct", "in_bulk"}
)


class Named(NamedTuple):
    """A field named by an argument, as a path of lookups: `customer__email__iexact`."""

    path: str
    use: Use
    rule: str


def result(rows: Rows, method: str) -> Known | None:
    if method in SAME:
        return rows
    if method in ONE:
        return rows.model.instance
    if method in PAIR:
        return Several((rows.model.instance, None))
    return Listed(rows.model.instance) if method in LIST else None


def named(method: str, call: Call) -> Iterator[Named]:
    """The fields that a call of a manager's or query set's method names."""
    for keyword, value in call.keywords:
        if keyword is None:
            continue
        if keyword in ("defaults", "create_defaults") and method in PAIR:
            yield from (Named(key, "write", method) for key in _keys(value))
        elif method in WRITES:
            yield Named(keyword, "write", method)
        elif method in FILTERS:
            yield Named(keyword, "filter", method)
            if method in PAIR and "__" not in keyword:
                yield Named(keyword, "write", method)
        if method in ("bulk_create", "abulk_create") and keyword == "update_fields":
            yield from (Named(text, "write", method) for text in _strings(value))
    if method in ORDERS or method in READS:
        use: Use = "order" if method in ORDERS else "read"
        for argument in call.arguments:
            for text in _strings(argument):
                yield Named(text.lstrip("-+"), use, method)
    if method in ("bulk_update", "abulk_update") and len(call.arguments) > 1:
        yield from (Named(text, "write", method) for text in _strings(call.arguments[1]))
    for argument in call.arguments:
        if method in FILTERS:
            yield from _conditions(argument)
    for _, value in call.keywords:
        yield from _expressions(value)


def _conditions(argument: Expression) -> Iterator[Named]:
    """`Q(a=1) | ~Q(b__c=2)`."""
    if type(argument) is Operation:
        for operand in argument.operands:
            yield from _conditions(operand)
    elif type(argument) is Call and _last(argument.function) == "Q":
        yield from (Named(k, "filter", "Q") for k, _ in argument.keywords if k is not None)
        for inner in argument.arguments:
            yield from _conditions(inner)
    elif type(argument) is Starred:
        yield from _conditions(argument.value)


def _expressions(value: Expression) -> Iterator[Named]:
    """`F("quantity") - 1`, `Count("lines")`."""
    if type(value) is Operation:
        for operand in value.operands:
            yield from _expressions(operand)
    elif type(value) is Call:
        if _last(value.function) in AGGREGATES:
            yield from (Named(text, "read", _last(value.function)) for a in value.arguments[:1] for text in _strings(a))
        for inner in value.arguments:
            yield from _expressions(inner)


AGGREGATES = frozenset({"F", "Count", "Sum", "Avg", "Max", "Min", "OuterRef", "Lower", "Upper", "Coalesce"})


def _last(function: Expression) -> str:
    name = getattr(function, "name", None) or getattr(function, "id", "")
    return str(name)


def _strings(value: Expression) -> Iterator[str]:
    if type(value) is Constant and isinstance(value.value, str):
        yield value.value
    elif type(value) is Collection:
        for item in value.items:
            yield from _strings(item)


def _keys(value: Expression) -> Iterator[str]:
    if type(value) is Mapping:
        for key in value.keys:
            if type(key) is Constant and isinstance(key.value, str):
                yield key.value
    elif type(value) is Call and type(value.function) is Name and value.function.id == "dict":
        yield from (k for k, _ in value.keywords if k is not None)


def is_manager_name(name: str) -> bool:
    return name in ("objects", "_default_manager", "_base_manager", "query")
