"""Managers, query sets and queries: what their methods give, and which fields their arguments name.

Sources: the QuerySet API reference of Django; the Query and Select APIs of SQLAlchemy 1.4 and 2.0; Flask-SQLAlchemy.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from indexer.facts import Attribute, Call, Collection, Constant, Expression, Mapping, Name, Operation, Starred
from indexer.graph.nodes import Use
from indexer.infer.values import Known, Listed, Rows, Several

SAME = frozenset(
    {"filter", "exclude", "all", "order_by", "select_related", "prefetch_related", "annotate", "alias", "distinct",
     "reverse", "using", "select_for_update", "only", "defer", "none", "complex_filter", "union", "intersection",
     "difference", "extra", "get_queryset", "iterator", "aiterator", "filter_by", "join", "outerjoin", "where",
     "limit", "offset", "options", "group_by", "having", "with_for_update", "execution_options", "slice", "unique",
     "scalars", "with_entities", "populate_existing", "yield_per", "select_from", "active", "fetchall",
     "enable_eagerloads", "raw", "db_manager", "returning", "on_conflict_do_nothing", "on_conflict_do_update",
     "correlate"}
)  # fmt: skip
ONE = frozenset(
    {"get", "first", "last", "latest", "earliest", "create", "aget", "afirst", "alast", "acreate", "one",
     "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "first_or_404", "get_or_404", "one_or_404",
     "fetchone", "create_user", "create_superuser", "get_by_natural_key"}
)  # fmt: skip
PAIR = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
LIST = frozenset({"bulk_create", "abulk_create"})

FILTERS = frozenset(
    {"filter", "exclude", "get", "filter_by", "aget", "complex_filter", "where", "get_object_or_404",
     "aget_object_or_404", "get_list_or_404", *PAIR}
)  # fmt: skip
WRITES = frozenset({"create", "acreate", "update", "aupdate", "create_user", "create_superuser"})
ORDERS = frozenset({"order_by", "latest", "earliest", "alatest", "aearliest"})
READS = frozenset(
    {"values", "values_list", "only", "select_related", "prefetch_related", "distinct", "dates", "datetimes"}
)
EXPRESSIONS = frozenset({"annotate", "alias", "aggregate", "aaggregate", "values", "values_list"})
FIRST_ONLY = frozenset({"dates", "datetimes"})

# Database functions of Django whose strings are names of fields: all their arguments, or the first one alone.
EVERY = frozenset({"Coalesce", "Concat", "Greatest", "Least", "NullIf"})
FIRST = frozenset(
    {"F", "Count", "Sum", "Avg", "Max", "Min", "StdDev", "Variance", "Lower", "Upper", "Length", "Trim", "LTrim",
     "RTrim", "Cast", "Substr", "Left", "Right", "Replace", "Trunc", "TruncDate", "TruncDay", "TruncHour",
     "TruncMinute", "TruncMonth", "TruncQuarter", "TruncSecond", "TruncTime", "TruncWeek", "TruncYear", "Extract",
     "ExtractDay", "ExtractHour", "ExtractMonth", "ExtractWeek", "ExtractWeekDay", "ExtractYear", "Abs", "Ceil",
     "Floor", "Round", "ArrayAgg", "StringAgg", "JSONBAgg", "BoolAnd", "BoolOr", "KeyTransform", "KeyTextTransform",
     "Collate", "Prefetch", "SearchVector"}
)  # fmt: skip
WRAPPERS = frozenset({"ExpressionWrapper", "Case", "When", "Window", "Func", "Value", "asc", "desc", "Q", "OrderBy"})

Literal = Callable[[Expression], Expression]  # what a name is bound to, where that is one literal or expression


class Named(NamedTuple):
    """A field named by an argument, as a path of lookups: `customer__email__iexact`."""

    path: str
    use: Use
    rule: str
    line: int


def result(rows: Rows, method: str) -> Known | None:
    if method in SAME:
        return rows
    if method in ONE:
        return rows.model.instance
    if method in PAIR:
        return Several((rows.model.instance, None))
    return Listed(rows.model.instance) if method in LIST else None


def named(method: str, call: Call, literal: Literal) -> Iterator[Named]:
    """The fields that a call of a manager's or query set's method names."""
    line = call.line
    for keyword, value in keywords(call, literal):
        if keyword in ("defaults", "create_defaults") and method in PAIR:
            yield from (Named(key, "write", method, line) for key, _ in entries(literal(value)))
        elif method in WRITES:
            yield Named(keyword, "write", method, line)
        elif method in FILTERS:
            yield Named(keyword, "filter", method, line)
            if method in PAIR and "__" not in keyword:
                yield Named(keyword, "write", method, line)
        if method in ("bulk_create", "abulk_create") and keyword == "update_fields":
            yield from (Named(text, "write", method, line) for text in strings(literal(value)))
        if keyword not in ("defaults", "create_defaults", "filter"):
            yield from expressions(literal(value), line)
    if method in ("bulk_update", "abulk_update"):
        fields = call.arguments[1:2] or [v for k, v in call.keywords if k == "fields"]
        yield from (Named(text, "write", method, line) for f in fields for text in strings(literal(f)))
    if method == "save":
        fields = [v for k, v in call.keywords if k == "update_fields"]
        yield from (Named(text, "write", method, line) for f in fields for text in strings(literal(f)))
    for number, written in enumerate(call.arguments):
        argument = literal(written)
        if method in FILTERS:
            yield from _conditions(written, line, literal)
        elif method in ORDERS or method in READS:
            use: Use = "order" if method in ORDERS else "read"
            if number == 0 or method not in FIRST_ONLY:
                yield from (Named(text.lstrip("-+"), use, method, line) for text in strings(argument) if text != "?")
            for found in expressions(argument, line):
                yield found._replace(use=use) if found.use == "read" else found
        elif method in EXPRESSIONS:
            yield from expressions(argument, line)


def keywords(call: Call, literal: Literal) -> Iterator[tuple[str, Expression]]:
    """Keywords, and the literal keys of an unpacked dictionary."""
    for keyword, value in call.keywords:
        if keyword is not None:
            yield keyword, value
        else:
            yield from entries(literal(value))


def entries(value: Expression) -> Iterator[tuple[str, Expression]]:
    """The literal keys of `{...}` and `dict(...)`, with their values."""
    if type(value) is Mapping:
        for key, entry in zip(value.keys, value.values, strict=True):
            if type(key) is Constant and isinstance(key.value, str):
                yield key.value, entry
    elif type(value) is Call and type(value.function) is Name and value.function.id == "dict":
        yield from ((k, v) for k, v in value.keywords if k is not None)


def strings(value: Expression) -> Iterator[str]:
    if type(value) is Constant and isinstance(value.value, str):
        yield value.value
    elif type(value) is Collection:
        for item in value.items:
            yield from strings(item)
    elif type(value) is Starred:
        yield from strings(value.value)


def _conditions(written: Expression, line: int, literal: Literal) -> Iterator[Named]:
    """`Q(a=1) | ~Q(b__c=2)`."""
    argument = literal(written)
    if argument is not written:
        literal = _itself  # what a name is bound to may speak of the name again
    if type(argument) is Operation:
        for operand in argument.operands:
            yield from _conditions(operand, line, literal)
    elif type(argument) is Call and _last(argument.function) == "Q":
        for keyword, value in keywords(argument, literal):
            yield Named(keyword, "filter", "Q", argument.line)
            yield from expressions(value, argument.line)
        for inner in argument.arguments:
            if type(inner) is Collection and inner.items:  # Q(("name", value))
                yield from (Named(text, "filter", "Q", argument.line) for text in strings(inner.items[0]))
            yield from _conditions(inner, argument.line, literal)
    elif type(argument) is Starred:
        yield from _conditions(argument.value, line, literal)


def _itself(expression: Expression) -> Expression:
    return expression


def expressions(value: Expression, line: int) -> Iterator[Named]:
    """`F("quantity") - 1`, `Count("lines", filter=Q(paid=True))`, `Case(When(paid=True, then="total"))`.

    Only what is known to take names of fields: a subquery names the fields of another model.
    """
    if type(value) is Operation:
        for operand in value.operands:
            yield from expressions(operand, line)
    elif type(value) is Starred:
        yield from expressions(value.value, line)
    elif type(value) is Call:
        name = _last(value.function)
        if name in ("asc", "desc") and type(value.function) is Attribute:
            yield from expressions(value.function.value, line)
        if name not in EVERY and name not in FIRST and name not in WRAPPERS:
            return
        if name == "Q":
            yield from _conditions(value, value.line, _itself)
            return
        for argument in value.arguments if name in EVERY else value.arguments[:1] if name in FIRST else ():
            yield from (Named(text, "read", name, value.line) for text in strings(argument))
        for keyword, given in value.keywords:
            if name == "When" and keyword not in ("then", "condition", None):
                yield Named(keyword, "filter", "When", value.line)
            elif keyword in ("filter", "condition"):
                yield from _conditions(given, value.line, _itself)
            elif keyword in ("then", "default", "expression"):
                yield from expressions(given, line)
        for inner in value.arguments:
            yield from expressions(inner, line)


def _last(function: Expression) -> str:
    name = getattr(function, "name", None) or getattr(function, "id", "")
    return str(name)


def is_manager_name(name: str) -> bool:
    return name in ("objects", "_default_manager", "_base_manager", "query")
