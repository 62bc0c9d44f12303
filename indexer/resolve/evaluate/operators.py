"""Expressions over values: names, operators, displays, comprehensions, subscripts."""

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any

from indexer.facts import (
    Attribute,
    Await,
    Bytes,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate import calls, comparisons, texts
from indexer.resolve.evaluate.settings import by_default, configured, configured_otherwise, plain
from indexer.resolve.evaluate.values import (
    Arguments,
    Binary,
    Closure,
    Const,
    Default,
    Items,
    Made,
    Member,
    Site,
    Table,
    Text,
    Value,
)

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator, Frame

COMPOSED = {"|": "operator.or_", "&": "operator.and_", "~": "operator.invert"}
NOWHERE = Site("", 0)

ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
MOST_ITEMS = 2_000  # of a list that is being built


def evaluate(evaluator: "Evaluator", expression: Expression, frame: "Frame") -> Value | None:
    kind = type(expression)
    if kind is Name:  # nearly all are one of these three
        return evaluator.name(expression.id, frame)  # type: ignore[union-attr]
    if kind is Constant:
        return Const(expression.value)  # type: ignore[union-attr,arg-type]
    if kind is Call:
        return calls.call(evaluator, expression, frame)  # type: ignore[arg-type]
    handler = HANDLERS.get(kind)
    return handler(evaluator, expression, frame) if handler is not None else None


def arguments(evaluator: "Evaluator", call: Call, frame: "Frame") -> Arguments:
    positional: list[Value | None] = []
    named: list[tuple[str, Value | None]] = []
    complete = True
    for argument in call.arguments:
        value = evaluate(evaluator, argument, frame)
        if type(argument) is Starred:
            items = iterate(value)
            complete = complete and items is not None
            positional.extend(items or ())
        else:
            positional.append(value)
    for key, argument in call.keywords:
        value = evaluate(evaluator, argument, frame)
        if key is not None:
            named.append((key, value))
        elif isinstance(value, Table):
            complete = complete and value.complete
            entries = {k.value: v for k, v in value.entries if isinstance(k, Const)}  # the last entry of a key counts
            named.extend((k, v) for k, v in entries.items() if isinstance(k, str))
        else:
            complete = False
    return Arguments(tuple(positional), tuple(named), complete)


def site(call: Call, frame: "Frame") -> Site:
    return Site(frame.entity.module.file_path, call.line)


def truth(value: Value | None) -> bool | None:
    if type(value) is Const:
        return bool(value.value)
    if type(value) is Items and value.complete:
        return bool(value.items)
    if type(value) is Table and value.complete:
        return bool(value.entries)
    if type(value) is Function or type(value) is Closure:
        return True
    return None


def contents(value: Value | None) -> Value | None:
    """An object of a class built on list or dict is one."""
    return value.holds if type(value) is Made and value.holds is not None else value


def iterate(value: Value | None) -> list[Value | None] | None:
    """What a loop over the value sees; None where that is not known."""
    value = contents(plain(value))
    if type(value) is Items:
        return list(value.items)
    if type(value) is Table:
        return [k for k, _ in value.entries]
    return None


def extend(items: Items, value: Value | None) -> None:
    """`items += value`; something that is no list stands as one item (the adapter may know what it holds)."""
    more = iterate(value)
    if isinstance(value, Items) and not value.complete:
        items.complete = False
    if more is None:
        if value is None:
            items.complete = False
            return
        more = [value]
    items.items.extend(more[: max(0, MOST_ITEMS - len(items.items))])


def binary(operator: str, left: Value | None, right: Value | None) -> Value | None:
    if isinstance(left, Default) or isinstance(right, Default):
        return by_default(binary(operator, plain(left), plain(right)), left, right)
    if operator == "+":
        if isinstance(left, Items) or isinstance(right, Items):
            result = Items(left.kind if isinstance(left, Items) else "list", [])
            extend(result, left)
            extend(result, right)
            return result
        if texts.is_text(left) or texts.is_text(right):
            return texts.together([(left, None), (right, None)])
        if isinstance(left, Made | Member) and isinstance(right, Made | Member):  # lists perhaps: `a.urls + b.urls`
            return Items("list", [left, right], complete=False)
    if operator == "|" and isinstance(left, Table) and isinstance(right, Table):
        return Table(left.entries + right.entries, left.complete and right.complete)
    if operator in ("|", "&") and not isinstance(left, Const):
        return composed(operator, [left, right])
    if operator == "%" and isinstance(left, Const) and isinstance(left.value, str):
        return texts.filled(left.value, right)
    if isinstance(left, Const) and isinstance(right, Const):
        a, b = left.value, right.value
        if type(a) in (int, float) and type(b) in (int, float) and operator in ("+", "-", "*"):
            return Const(a + b if operator == "+" else a - b if operator == "-" else a * b)  # type: ignore[operator]
    return None


def composed(operator: str, operands: list[Value | None]) -> Value | None:
    """Classes and objects put together by `|`, `&` and `~`, which installed packages give a meaning."""
    if all(isinstance(o, Class | External | Made | Member | Function) for o in operands):
        return Made(External(COMPOSED[operator]), Arguments(tuple(operands)), NOWHERE)
    return None


def either(first: Value | None, second: Value | None) -> Value | None:
    """One value where two ways meet: what is known of them; of texts the one that is known in full; lists together."""
    if second is None or (type(second) is Const and second.value is None):
        return first if first is not None else second
    if type(first) is Const and isinstance(first.value, str) and type(second) is Text:
        return first
    if type(first) is Made and type(second) is Member and isinstance(second.of, Class):
        return first  # what a class is not known to have
    if (type(first) is Closure or type(first) is Function or type(first) is Made) and _is_around(second, first):
        return first  # what may be put around it may be left out
    if type(first) is Items and type(second) is Items:
        mine, theirs = set(map(_identity, first.items)), set(map(_identity, second.items))
        if mine <= theirs:
            return second
        more = [i for i in second.items if _identity(i) not in mine]
        return Items(first.kind, first.items + more, complete=False) if more else first
    return second


def _is_around(value: Value, inner: Value) -> bool:
    """Is it a function or call that was given the other: a view in a decorator?"""
    if isinstance(value, Closure):
        return any(v is inner for v in value.environment.values())
    return isinstance(value, Made) and any(v is inner for v in value.arguments.positional)


def _identity(value: Value | None) -> object:
    return value if isinstance(value, Const) else id(value)


def merged(values: list[Value | None]) -> Value | None:
    """One value for several possible ones: the only one known, or the lists among them put together."""
    known = [v for v in values if v is not None and not (type(v) is Const and v.value is None)]
    if not known:
        return values[-1] if values else Const(None)
    if len(known) > 1 and all(type(v) is Items for v in known):
        result = Items("list", [], complete=False)
        for value in known:
            extend(result, value)
        return result
    if type(known[0]) is Text:  # rather the one that is known in full
        return next((v for v in known if type(v) is Const and isinstance(v.value, str)), known[0])
    return known[0]


def unpack(value: Value | None, targets: list[Expression]) -> list[Value | None]:
    items = iterate(value)
    if items is None or any(type(t) is Starred for t in targets) or len(items) != len(targets):
        return [None] * len(targets)
    return items


def _collection(evaluator: "Evaluator", expression: Collection, frame: "Frame") -> Value | None:
    if expression.kind == "slice":
        return None
    result = Items(expression.kind, [])
    for item in expression.items:
        value = evaluate(evaluator, item, frame)
        if type(item) is Starred:
            extend(result, value)
        else:
            result.items.append(value)
    return result


def _table(evaluator: "Evaluator", expression: Mapping, frame: "Frame") -> Table:
    result = Table([])
    for key, item in zip(expression.keys, expression.values, strict=True):
        value = evaluate(evaluator, item, frame)
        if key is not None:
            result.entries.append((evaluate(evaluator, key, frame), value))
        elif isinstance(value, Table):
            result.entries.extend(value.entries)
        else:
            result.complete = False
    return result


def _boolean(evaluator: "Evaluator", operator: str, operands: list[Expression], frame: "Frame") -> Value | None:
    """Past an operand that decides nothing is evaluated; what follows one that is not known decides only that way."""
    unknown: list[Value | None] = []
    seen: list[Value | None] = []
    for operand in operands:
        seen.append(evaluate(evaluator, operand, frame))
        known = truth(plain(seen[-1]))
        if known is None:
            unknown.append(seen[-1])
        elif known == (operator == "or"):
            break
    value, known = seen[-1], truth(plain(seen[-1]))
    if not unknown or (known is not None and known == (operator == "or")):
        return by_default(unknown[0] if unknown and unknown[0] is not None else value, *seen)
    if operator == "and":
        return value if known is None else None
    return unknown[0]


def subscript(evaluator: "Evaluator", value: Value | None, index: Value | None) -> Value | None:
    value = contents(value)
    if type(value) is Table:
        found = value.find(index)
        if found is None and value.factory is not None and index is not None:
            found = (index, calls.apply(evaluator, value.factory, Arguments(), NOWHERE, 0))
            value.entries.append(found)
        return found[1] if found is not None else None
    if type(value) is Items and type(index) is Const and isinstance(index.value, int):
        return value.items[index.value] if -len(value.items) <= index.value < len(value.items) else None
    if type(value) is Member:
        return configured(evaluator, value, index)
    if type(value) is External and value.name in ANNOTATED and type(index) is Items:
        return Made(value, Arguments(tuple(index.items)), NOWHERE)
    is_class = isinstance(value, Class) or (type(value) is External and value.name.rpartition(".")[2][:1].isupper())
    return value if type(value) is Made or is_class else None  # a generic class stands for itself


def _comprehension(evaluator: "Evaluator", expression: Comprehension, frame: "Frame") -> Value | None:
    saved = dict(frame.environment)
    result = Items("list", [])
    pairs: list[tuple[Value | None, Value | None]] = []
    iterables = [evaluate(evaluator, c.iterable, frame) for c in expression.clauses]
    loops = [evaluator.iterate(i) for i in iterables]
    result.complete = all(i.complete for i in iterables if isinstance(i, Items | Table))
    if any(loop is None for loop in loops):
        result.complete = False
    else:
        for row in product(*(loop or () for loop in loops)):
            if len(result.items) + len(pairs) > MOST_ITEMS:
                break
            keep = True
            for clause, item in zip(expression.clauses, row, strict=True):
                evaluator.bind(clause.target, item, frame)
                keep = keep and all(truth(evaluate(evaluator, t, frame)) is not False for t in clause.tests)
            if keep:
                made = [evaluate(evaluator, e, frame) for e in expression.elements]
                if expression.kind == "dict":
                    pairs.append((made[0], made[1]))
                else:
                    result.items.append(made[0])
    frame.environment.clear()
    frame.environment.update(saved)
    return Table(pairs, result.complete) if expression.kind == "dict" else result


# ------------------------------------------------------------------------------------------- by kind of expression


def _attribute(evaluator: "Evaluator", expression: Attribute, frame: "Frame") -> Value | None:
    return evaluator.attribute(evaluate(evaluator, expression.value, frame), expression.name, frame.depth)


def _operation(evaluator: "Evaluator", expression: Operation, frame: "Frame") -> Value | None:
    operator, operands = expression.operator, expression.operands
    if operator in ("and", "or"):
        return _boolean(evaluator, operator, operands, frame)
    if len(operands) < 2 and operator not in ("~", "not"):
        return None
    result = evaluate(evaluator, operands[0], frame)
    if operator == "~":
        return composed("~", [result])
    if operator == "not":
        known = truth(plain(result))
        return None if known is None else by_default(Const(not known), result)
    for operand in operands[1:]:
        result = binary(operator, result, evaluate(evaluator, operand, frame))
    return result


def _comparison(evaluator: "Evaluator", expression: Comparison, frame: "Frame") -> Value | None:
    if len(expression.operands) != 2:
        return None
    left, right = (evaluate(evaluator, operand, frame) for operand in expression.operands)
    return comparisons.compare(expression.operators[0], left, right)


def _conditional(evaluator: "Evaluator", expression: Conditional, frame: "Frame") -> Value | None:
    decided = evaluate(evaluator, expression.test, frame)
    known = truth(decided)
    if known is not None:
        return evaluate(evaluator, expression.then if known else expression.otherwise, frame)
    evaluator.undecided += 1
    with configured_otherwise(evaluator, expression.test if truth(plain(decided)) is False else None, frame):
        first = evaluate(evaluator, expression.then, frame)
    return merged([first, evaluate(evaluator, expression.otherwise, frame)])


def _subscript(evaluator: "Evaluator", expression: Subscript, frame: "Frame") -> Value | None:
    value = evaluate(evaluator, expression.value, frame)
    return subscript(evaluator, value, evaluate(evaluator, expression.index, frame))


def _lambda(evaluator: "Evaluator", expression: Lambda, frame: "Frame") -> Value | None:
    function = frame.entity.children.get(expression.scope)
    return Closure(function, frame.environment) if isinstance(function, Function) else None


def _walrus(evaluator: "Evaluator", expression: Walrus, frame: "Frame") -> Value | None:
    frame.environment[expression.name] = bound = evaluate(evaluator, expression.value, frame)
    return bound


def _yield(evaluator: "Evaluator", expression: Yield, frame: "Frame") -> None:
    yielded = evaluate(evaluator, expression.value, frame) if expression.value is not None else Const(None)
    more = evaluator.iterate(yielded) if expression.delegates else [yielded]
    frame.yielded.extend(more if more is not None else [None])


Handler = Callable[["Evaluator", Any, "Frame"], Value | None]

HANDLERS: dict[type, Handler] = {
    Bytes: lambda evaluator, expression, frame: Binary(expression.value),
    Attribute: _attribute,
    Collection: _collection,
    Mapping: _table,
    Operation: _operation,
    Comparison: _comparison,
    Conditional: _conditional,
    FString: lambda evaluator, expression, frame: texts.together(
        [(evaluate(evaluator, part, frame), part) for part in expression.parts]
    ),
    Subscript: _subscript,
    Comprehension: _comprehension,
    Lambda: _lambda,
    Walrus: _walrus,
    Await: lambda evaluator, expression, frame: evaluate(evaluator, expression.value, frame),
    Starred: lambda evaluator, expression, frame: evaluate(evaluator, expression.value, frame),
    Yield: _yield,
}
