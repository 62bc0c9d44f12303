"""Calls that are part of a query, noted while bodies are walked: chains are put together from them afterwards."""

from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Comparison, Constant, Expression, FString, Name, Operation, Starred
from indexer.infer.body import Body
from indexer.infer.edges import QueryCall
from indexer.infer.raw_sql import RUNS_SQL, STATEMENT
from indexer.infer.rows import is_manager_name
from indexer.infer.values import Bound, Known, Rows, RowsMethod
from indexer.resolve.entities import Class, External

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

SHORTCUTS = frozenset({"get_object_or_404", "aget_object_or_404", "get_list_or_404", "aget_list_or_404"})
NARROWS = frozenset({"filter", "exclude", "filter_by", "where"})
LOCKS = frozenset({"select_for_update", "with_for_update"})
BEGINS = frozenset({"select", "update", "delete", "insert"})  # functions of SQLAlchemy, over models or columns
RUNS = frozenset({"scalars", "scalar", "execute", "exec", "stream", "stream_scalars"})  # a statement, on a session
ASKS = SHORTCUTS | NARROWS | LOCKS | BEGINS | RUNS | RUNS_SQL | {"get", "query"}


def noted(inference: "Inference", call: Call, callee: Known | None, name: str, body: Body, index: int) -> None:
    """Notes the call where it is one; `name` is the last name called."""
    kind = type(callee)
    if kind is RowsMethod:
        _note(inference, call, callee.rows.model, index)  # type: ignore[union-attr]
    elif kind is Bound and type(callee.receiver) is Rows:  # type: ignore[union-attr]
        _note(inference, call, callee.receiver.model, index)  # type: ignore[union-attr]
    elif name in ASKS:
        if type(call.function) is Attribute:
            _of_unknown(inference, call, callee, name, body, index)
        elif kind is External and (name in SHORTCUTS or (name in BEGINS and _is_sqlalchemy(callee))):
            _note(inference, call, _model(inference, call, body, index), index)


def _of_unknown(inference: "Inference", call: Call, callee: Known | None, name: str, body: Body, index: int) -> None:
    """Methods of what is not known: by what they are given."""
    if name in NARROWS:
        if call.keywords or any(map(_is_condition, call.arguments)):
            _note(inference, call, None, index)
    elif name in LOCKS:
        _note(inference, call, None, index)
    elif name == "query" or (name in BEGINS and _is_sqlalchemy(callee)):
        if call.arguments and name != "update":
            model = _model(inference, call, body, index)
            is_session = last_name(call.function.value) == "session"  # type: ignore[union-attr,arg-type]
            if model is not None or (is_session and type(call.arguments[0]) is not Constant):
                _note(inference, call, model, index)
    elif name == "get":
        if _is_manager(call.function.value):  # type: ignore[union-attr,arg-type]
            _note(inference, call, None, index)
        elif call.arguments and last_name(call.arguments[0])[:1].isupper():
            _note_where_known(inference, call, body, index)
    if name in RUNS and call.arguments:
        _note_where_known(inference, call, body, index)
    if name in RUNS_SQL and call.arguments and is_sql(call.arguments[0]):
        _note(inference, call, None, index)


def is_sql(expression: Expression) -> bool:
    """A literal, or what begins with one: an f-string, a format, a sum."""
    if type(expression) is Constant:
        return isinstance(expression.value, str) and STATEMENT.match(expression.value) is not None
    if type(expression) is FString:
        return bool(expression.parts) and is_sql(expression.parts[0])
    if type(expression) is Operation:
        return is_sql(expression.operands[0])
    if type(expression) is Call:
        function = expression.function
        if last_name(function) == "text" and expression.arguments:
            return is_sql(expression.arguments[0])
        return type(function) is Attribute and function.name == "format" and is_sql(function.value)
    return False


def _note_where_known(inference: "Inference", call: Call, body: Body, index: int) -> None:
    model = _model(inference, call, body, index)
    if model is not None:
        _note(inference, call, model, index)


def _model(inference: "Inference", call: Call, body: Body, index: int) -> Class | None:
    """The model that the arguments name first: itself, rows of it, or one of its columns."""
    for argument in call.arguments:
        found = _named(inference, argument, body, index)
        if found is not None:
            return found
    return None


def _named(inference: "Inference", argument: Expression, body: Body, index: int) -> Class | None:
    if type(argument) is Starred:
        argument = argument.value
    value = inference.value(argument, body, index)
    if type(value) is Rows:
        return value.model
    if type(value) is Class and inference.models.is_model(value):
        return value
    if type(argument) is Attribute:
        return _named(inference, argument.value, body, index) if type(argument.value) is Name else None
    if type(argument) is Call and argument.arguments:  # `func.count(Order.id)`
        return _named(inference, argument.arguments[0], body, index)
    return None


def _is_manager(expression: Expression) -> bool:
    """`Order.objects`, `Order.query`; a local of that name may be anything."""
    if type(expression) is not Attribute or not is_manager_name(expression.name):
        return False
    owner = last_name(expression.value)
    return expression.name != "query" or owner[:1].isupper() or owner == "cls"


def _is_condition(argument: Expression) -> bool:
    """`Order.id == 1`, `Order.id.in_(ids)`, `Q(...) | Q(...)`."""
    if type(argument) is Comparison:
        return True
    if type(argument) is Operation:
        return any(map(_is_condition, argument.operands))
    return type(argument) is Call and last_name(argument) in CONDITIONS


CONDITIONS = frozenset({"Q", "and_", "or_", "not_", "in_", "is_", "is_not", "isnot", "notin_", "not_in", "ilike"})


def _is_sqlalchemy(callee: Known | None) -> bool:
    return type(callee) is External and callee.name.partition(".")[0] in ("sqlalchemy", "sqlmodel")


def _note(inference: "Inference", call: Call, model: Class | None, index: int) -> None:
    inference.edges.queries.append(QueryCall(index, call, model))
