"""The fields that a call uses: of rows, of an object, of the class that it makes, of tables in raw SQL."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Collection, Constant, Expression, Mapping, Name, Operation, Starred
from indexer.graph.nodes import Use
from indexer.infer import asked, recording
from indexer.infer import rows as orm
from indexer.infer.body import Body, value_bound
from indexer.infer.edges import QueryCall
from indexer.infer.questions import MEANING
from indexer.infer.raw_sql import RUNS_SQL, fields_in
from indexer.infer.values import Bound, Known, Listed, Rows, RowsMethod, members_of
from indexer.resolve.entities import Class, External, Function

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

LINKS = frozenset({"add", "aadd", "set", "aset", "remove", "aremove", "clear", "aclear"})  # of Django's relations
MUTATES = frozenset({"append", "remove", "extend", "insert", "add", "discard", "clear", "pop"})  # of mapped collections
ORDERS = frozenset({"order_by", "asc", "desc", "nulls_last", "nulls_first", "nullslast", "nullsfirst"})
SELECTS = frozenset(
    {"select", "query", "with_entities", "load_only", "joinedload", "selectinload", "subqueryload", "contains_eager",
     "add_columns", "distinct", "group_by", "returning", "with_only_columns"}
)  # fmt: skip
COMPARES = frozenset(
    {"in_", "not_in", "notin_", "is_", "is_not", "isnot", "like", "ilike", "not_like", "notilike", "startswith",
     "endswith", "contains", "any", "has", "between", "op", "overlap", "match", "regexp_match", "is_distinct_from"}
)  # fmt: skip
CONDITIONS = frozenset({"where", "filter", "having", "and_", "or_", "not_", "join", "outerjoin"})
STATEMENTS = CONDITIONS | SELECTS | {"order_by", "filter_by", "exists", "options", "subquery", "update", "delete"}
OF_OBJECTS = frozenset({"save", "asave", "delete", "adelete", "refresh_from_db", "arefresh_from_db"})
MAKES = frozenset({"create", "acreate", "get_or_create", "update_or_create"})  # on the rows of a relation
OF_RECEIVER = OF_OBJECTS | LINKS | MUTATES | MAKES
OF_COLUMNS = ORDERS | SELECTS | COMPARES | CONDITIONS | {"values", "update"}

NOTED = OF_RECEIVER | OF_COLUMNS | asked.SHORTCUTS | RUNS_SQL | {"getattr", "delattr"}
BY_NAME = NOTED | asked.ASKS  # names that are looked at whatever they are called on
BY_CALLEE = frozenset({RowsMethod, Bound, Class})  # what is looked at whatever its name


def called(inference: "Inference", call: Call, callee: Known | None, body: Body, index: int) -> None:
    """Records what a call uses; its arguments are worked out already."""
    function = call.function
    kind = type(callee)
    name = function.name if type(function) is Attribute else function.id if type(function) is Name else ""
    if name not in BY_NAME and kind not in BY_CALLEE:
        return  # most calls
    if kind is RowsMethod:
        _of_rows(inference, callee.rows.model, callee.name, call, body, index)  # type: ignore[union-attr]
    elif kind is Class and call.keywords and inference.models.is_model(callee):  # type: ignore[arg-type]
        inference.edges.made.append(QueryCall(index, call, callee))  # type: ignore[arg-type]
        for keyword, _ in orm.keywords(call, literals(body, index)):
            recording.used(inference, callee, keyword, body.entity, call.line, "write", "exact", "constructor")  # type: ignore[arg-type]
    if name in asked.ASKS or kind is RowsMethod or kind is Bound:
        asked.noted(inference, call, callee, name, body, index)
    if name not in NOTED:
        return
    if name in asked.SHORTCUTS and kind is External and call.arguments:
        for first in members_of(inference.value(call.arguments[0], body, index)):
            model = first.model if isinstance(first, Rows) else first
            if isinstance(model, Class):
                _of_rows(inference, model, name, call, body, index)
    elif kind is External and callee.name in ("builtins.getattr", "builtins.delattr"):  # type: ignore[union-attr]
        _by_name(inference, callee.name, call, body, index)  # type: ignore[union-attr]
    if type(function) is Attribute and name in OF_RECEIVER:
        _of_receiver(inference, function, call, body, index)
    if inference.models.is_mapped and name in OF_COLUMNS:
        _of_columns(inference, name, call, body, index)
    if name in RUNS_SQL and call.arguments:
        text = literals(body, index)(call.arguments[0])
        if type(text) is Constant and isinstance(text.value, str):
            inference.ask("models", None, "")
            for cls, field, use in fields_in(text.value, inference.models):
                recording.used(inference, cls, field, body.entity, call.line, use, "inferred", "raw SQL")


def deleted(inference: "Inference", target: Expression, body: Body, index: int) -> None:
    """`del order.note`."""
    if type(target) is Collection:
        for item in target.items:
            deleted(inference, item, body, index)
    elif type(target) is Attribute:
        for cls in recording.classes_of(inference.value(target.value, body, index)):
            recording.used(inference, cls, target.name, body.entity, target.line, "write", "inferred", "del")
    else:
        inference.value(target, body, index)


def compared(inference: "Inference", operands: list[Expression], body: Body, index: int) -> None:
    """`Order.status == "paid"` filters."""
    if not inference.models.is_mapped:
        return
    for operand in operands:
        _columns(inference, operand, body, index, "filter")


def _of_rows(inference: "Inference", model: Class, method: str, call: Call, body: Body, index: int) -> None:
    literal = literals(body, index)
    mapped = not inference.models.by_django(model)
    if mapped and method in ("values", "update", "set_"):
        for keyword, _ in orm.keywords(call, literal):
            recording.used(inference, model, keyword, body.entity, call.line, "write", "inferred", method)
        for argument in call.arguments[:1]:
            for key, _ in orm.entries(literal(argument)):
                recording.used(inference, model, key, body.entity, call.line, "write", "inferred", method)
        return
    for found in orm.named(method, call, literal):
        if not mapped:
            recording.lookup(inference, model, found.path, body.entity, found.line, found.use, found.rule)
        elif method in ("filter_by", "create", "get_or_create", "update_or_create"):
            recording.used(inference, model, found.path, body.entity, found.line, found.use, "inferred", found.rule)
    if method == "delete" and not mapped:
        _cascades(inference, model, call, body)


def _of_receiver(inference: "Inference", function: Attribute, call: Call, body: Body, index: int) -> None:
    """`order.save(update_fields=["status"])`, `order.delete()`, `order.tags.add(tag)`, `order.lines.create(...)`."""
    name = function.name
    if name in OF_OBJECTS:
        for cls in recording.classes_of(inference.value(function.value, body, index)):
            if inference.models.is_model(cls):
                _of_object(inference, cls, name, call, body, index)
    else:
        relation = function.value
        if type(relation) is not Attribute:
            return
        rows = list(members_of(inference.value(relation, body, index)))
        if not any(isinstance(r, Rows) or (isinstance(r, Listed) and name in MUTATES) for r in rows):
            return
        for cls in recording.classes_of(inference.value(relation.value, body, index)):
            inference.ask(MEANING, cls, relation.name)
            found = inference.models.relation(cls, relation.name)
            if found is not None:
                recording.used(inference, *found, body.entity, call.line, "write", "inferred", name)


def _of_object(inference: "Inference", cls: Class, method: str, call: Call, body: Body, index: int) -> None:
    if method.endswith("save"):
        for found in orm.named("save", call, literals(body, index)):
            recording.used(inference, cls, found.path, body.entity, call.line, "write", "inferred", "update_fields")
    elif method.endswith("delete"):
        if inference.models.by_django(cls):
            _cascades(inference, cls, call, body)
    else:
        fields = [*call.arguments[1:2], *(v for k, v in call.keywords if k == "fields")]
        for field in (text for f in fields for text in orm.strings(f)):
            recording.used(inference, cls, field, body.entity, call.line, "read", "inferred", method)


def _cascades(inference: "Inference", model: Class, call: Call, body: Body) -> None:
    """Deleting a row looks for what points at it, and deletes it too or lets it go."""
    if recording.in_migration(body.entity.module) or not inference.models.is_removed(model):
        return  # what points at it now is not what did then
    inference.ask("cascades", None, "")
    waiting, seen, in_tests = [model], {model}, is_test(body.entity.path)
    while waiting:
        for other, field in inference.models.pointing_at(waiting.pop()):
            if is_test(other.path) and not in_tests:
                continue
            if field.on_delete == "CASCADE":
                recording.used(inference, other, field.name, body.entity, call.line, "filter", "inferred", "cascade")
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
            elif field.on_delete in ("SET_NULL", "SET_DEFAULT", "SET"):
                recording.used(inference, other, field.name, body.entity, call.line, "write", "inferred", "on_delete")


def _by_name(inference: "Inference", function: str, call: Call, body: Body, index: int) -> None:
    """`getattr(order, "status")`."""
    if len(call.arguments) < 2:
        return
    kind = function.rpartition(".")[2]
    use: Use = "read" if kind == "getattr" else "write"
    for cls in recording.classes_of(inference.value(call.arguments[0], body, index)):
        for name in recording.texts_of(call.arguments[1], body):
            recording.used(inference, cls, name, body.entity, call.line, use, "inferred", kind)


# ---------------------------------------------------------------------------------------- columns of mapped classes


def _of_columns(inference: "Inference", name: str, call: Call, body: Body, index: int) -> None:
    """`order_by(Order.created.desc())`, `select(Order.id)`, `update({Order.status: "paid"})`, `Order.id.in_(ids)`."""
    use: Use
    if name in ORDERS:
        use = "order"
    elif name in SELECTS:
        use = "read"
    elif name in CONDITIONS:
        use = "filter"
    elif name in COMPARES and type(call.function) is Attribute:
        use = "filter"
        _columns(inference, call.function.value, body, index, use)
    elif name in ("values", "update"):
        for argument in call.arguments:
            if type(argument) is Mapping:
                for key in argument.keys:
                    if key is not None:
                        _columns(inference, key, body, index, "write")
        return
    else:
        return
    for argument in call.arguments:
        _columns(inference, argument, body, index, use)


def _columns(inference: "Inference", expression: Expression, body: Body, index: int, use: Use) -> None:
    for attribute in _bare(expression):
        for owner in members_of(inference.value(attribute.value, body, index)):
            if isinstance(owner, Class):
                recording.column_used(inference, owner, attribute.name, body.entity, attribute.line, use)


def _bare(expression: Expression) -> Iterator[Attribute]:
    """Columns that stand in an argument as they are, or in a function of the database: `func.lower(Order.name)`."""
    if type(expression) is Attribute:
        yield expression
    elif type(expression) is Call:
        if last_name(expression.function) in STATEMENTS:
            return  # a query inside: its columns are its own
        if type(expression.function) is Attribute:
            yield from _bare(expression.function.value)
        for argument in expression.arguments:
            yield from _bare(argument)
    elif type(expression) is Operation:
        for operand in expression.operands:
            yield from _bare(operand)
    elif type(expression) is Collection:
        for item in expression.items:
            yield from _bare(item)
    elif type(expression) is Starred:
        yield from _bare(expression.value)


# ---------------------------------------------------------------------------------------- what a name is bound to


def literals(body: Body, index: int) -> Callable[[Expression], Expression]:
    """What a local name is bound to: one assignment, whose keys can then be read, or conditions put together."""

    def found(expression: Expression) -> Expression:
        if type(expression) is not Name or not isinstance(body.entity, Function) or expression.id in body.inner:
            return expression
        numbers = body.numbers.get(expression.id, [])
        if not numbers:
            return expression
        values = [_assigned_by(body.entity, number, index) for number in numbers]
        if len(values) == 1:
            return values[0] if values[0] is not None else expression
        conditions = [value for value in values if value is not None and _is_condition(value)]
        return Operation("|", conditions) if conditions else expression

    return found


def _assigned_by(function: Function, number: int, before: int) -> Expression | None:
    binding = function.scope.bindings[number]
    if binding.statement >= before:
        return None
    if binding.kind == "augment":
        statement = function.scope.statements[binding.statement]
        return statement.value if type(statement) is Assign else None
    how, value, way, _ = value_bound(binding, function)
    return value if how == "value" and not way else None


def _is_condition(value: Expression) -> bool:
    """`Q(...)`, `~Q(...)`, `query | Q(...)`."""
    if type(value) is Operation:
        return any(_is_condition(operand) for operand in value.operands)
    return type(value) is Call and last_name(value.function) == "Q"
