"""Statements over values, in order, along the ways that control can take.

Where a test is known its branch runs alone; where it is not, every branch runs from the same start and the values are
put together. `return`, `raise`, `break` and `continue` end what they end in Python, unless they stand under a test that
is not known. Where a loop's items are known its body runs once for each.
"""

from typing import TYPE_CHECKING, Literal

from indexer.expressions import last_name
from indexer.facts import (
    Assign,
    Attribute,
    Collection,
    Declare,
    Define,
    Delete,
    Evaluate,
    Expression,
    For,
    If,
    Import,
    Jump,
    Match,
    Name,
    Raise,
    Return,
    Statement,
    Subscript,
    Try,
    While,
    With,
)
from indexer.resolve.entities import Function
from indexer.resolve.evaluate import definitions, operators, settings
from indexer.resolve.evaluate.changes import Done
from indexer.resolve.evaluate.values import (
    Closure,
    Const,
    Items,
    Made,
    Table,
    Value,
    text_of,
)

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator, Frame

Way = Literal["", "continue", "break", "raise", "return"]  # how control leaves a block: '' at its end
WEAKEST_FIRST: tuple[Way, ...] = ("", "continue", "break", "raise", "return")

MOST_ROUNDS = 500  # of one loop


def run_block(evaluator: "Evaluator", block: int, frame: "Frame") -> Way:
    statements = frame.entity.scope.statements
    for index in frame.flow.inside[block]:
        evaluator.step()
        way = _statement(evaluator, index, statements[index], frame)
        if way:
            return way
    return ""


def _statement(evaluator: "Evaluator", index: int, statement: Statement, frame: "Frame") -> Way:
    if type(statement) is Assign:  # nearly all of them are one of these
        _assign(evaluator, statement, frame)
        return ""
    if type(statement) is Define:
        definitions.define(evaluator, statement, frame)
        return ""
    if type(statement) is Import:
        _import(evaluator, statement, frame)
        return ""
    match statement:
        case Evaluate(value=value):
            operators.evaluate(evaluator, value, frame)
        case Return(value=value):
            frame.returned.append(operators.evaluate(evaluator, value, frame) if value is not None else Const(None))
            return "return"
        case Raise():
            return "raise"
        case Jump(kind="break" | "continue" as kind):
            return kind
        case If(test=test):
            return _branches(evaluator, index, test, frame)
        case For():
            return _loop(evaluator, index, statement, frame)
        case With():
            return _with(evaluator, index, statement, frame)
        case Try():
            return _try(evaluator, index, frame)
        case While():
            evaluator.undecided += 1
            _blocks(evaluator, index, frame, "loop")
        case Match():
            evaluator.undecided += 1
            _blocks(evaluator, index, frame, "case")
        case Delete(targets=targets):
            for target in targets:
                if type(target) is Name:
                    frame.environment.pop(target.id, None)
        case Declare(kind="global", names=names):
            frame.of_module.update(names)
    return ""


def _blocks(evaluator: "Evaluator", index: int, frame: "Frame", *roles: str) -> Way:
    """Run the blocks of a statement that play one of these roles; how control left the last that it left early."""
    way: Way = ""
    for block in frame.flow.opened.get(index, ()):
        if frame.entity.scope.blocks[block].role in roles:
            way = run_block(evaluator, block, frame) or way
    return way


# ------------------------------------------------------------------------------------------------- ways


def _branches(evaluator: "Evaluator", index: int, test: Expression, frame: "Frame") -> Way:
    decided = operators.evaluate(evaluator, test, frame)
    known = operators.truth(decided)
    if known is not None:
        return _blocks(evaluator, index, frame, "then" if known else "else")
    evaluator.undecided += 1
    opened = frame.flow.opened.get(index, [])
    has_else = any(frame.entity.scope.blocks[b].role == "else" for b in opened)
    setting = test if operators.truth(settings.plain(decided)) is False else None
    return _either(evaluator, opened, frame, or_none=not has_else, setting=setting)


def _either(
    evaluator: "Evaluator", blocks: list[int], frame: "Frame", *, or_none: bool, setting: Expression | None = None
) -> Way:
    """Blocks of which one runs, or with `or_none` perhaps none: all start from the same values."""
    environment = frame.environment
    before = dict(environment)
    ends = [before] if or_none else []
    ways: list[Way] = ["" for _ in ends]
    left: dict[str, Value | None] | None = None
    mark = evaluator.changes.mark()
    done: list[Done] = [{} for _ in ends]
    for number, block in enumerate(blocks):
        if number:
            environment.clear()
            environment.update(before)
        is_then = frame.entity.scope.blocks[block].role == "then"
        with settings.configured_otherwise(evaluator, setting if is_then else None, frame):
            way = run_block(evaluator, block, frame)
            done.append(evaluator.changes.take_back(mark))
        ways.append(way)
        if way:
            left = dict(environment)
        else:
            ends.append(dict(environment))
    evaluator.changes.join(done, operators.either, evaluator.of_its_class)
    joined = _joined(ends) if ends else left
    environment.clear()
    environment.update(joined if joined is not None else before)
    return min(ways, key=WEAKEST_FIRST.index, default="")


def _joined(ends: list[dict[str, Value | None]]) -> dict[str, Value | None]:
    """The values of names where several ways meet."""
    joined = ends[0]
    for end in ends[1:]:
        for name, value in end.items():
            if name not in joined:
                joined[name] = value
            elif joined[name] is not value:
                joined[name] = operators.either(joined[name], value)
    return joined


def _loop(evaluator: "Evaluator", index: int, statement: For, frame: "Frame") -> Way:
    items = evaluator.iterate(operators.evaluate(evaluator, statement.iterable, frame))
    if items is None:
        evaluator.undecided += 1
        bind(evaluator, statement.target, None, frame)
        _blocks(evaluator, index, frame, "loop")
        return ""
    for item in items[:MOST_ROUNDS]:
        bind(evaluator, statement.target, item, frame)
        way = _blocks(evaluator, index, frame, "loop")
        if way == "break":
            return ""
        if way in ("return", "raise"):
            return way
    return _blocks(evaluator, index, frame, "else")


def _with(evaluator: "Evaluator", index: int, statement: With, frame: "Frame") -> Way:
    for context, target in statement.items:
        value = operators.evaluate(evaluator, context, frame)
        if target is not None:
            bind(evaluator, target, value, frame)
    way = _blocks(evaluator, index, frame, "with")
    return "" if way == "raise" and any(last_name(c) == "suppress" for c, _ in statement.items) else way


def _try(evaluator: "Evaluator", index: int, frame: "Frame") -> Way:
    way = _blocks(evaluator, index, frame, "try")
    handlers = [b for b in frame.flow.opened.get(index, ()) if frame.entity.scope.blocks[b].role == "handler"]
    if way == "raise" and handlers:
        way = _either(evaluator, handlers, frame, or_none=False)
    else:
        way = way or _blocks(evaluator, index, frame, "else")
        _fallbacks(evaluator, handlers, frame)
    return _blocks(evaluator, index, frame, "finally") or way


def _fallbacks(evaluator: "Evaluator", handlers: list[int], frame: "Frame") -> None:
    """A handler of what is not expected to fail supplies only what the try block did not bind, and returns last."""
    for block in handlers:
        before, returned = dict(frame.environment), len(frame.returned)
        run_block(evaluator, block, frame)
        for name, value in before.items():
            if value is not None:
                frame.environment[name] = value
        frame.fallbacks += frame.returned[returned:]
        del frame.returned[returned:]


# ---------------------------------------------------------------------------------------------- binding


def _assign(evaluator: "Evaluator", statement: Assign, frame: "Frame") -> None:
    if statement.value is None:
        return
    value = operators.evaluate(evaluator, statement.value, frame)
    if statement.operator and statement.operator != "type":
        before = operators.evaluate(evaluator, statement.targets[0], frame)
        if statement.operator == "+" and isinstance(before, Items):
            operators.extend(before, value)  # in place: other names for the list see it too
            return
        value = operators.binary(statement.operator, before, value)
    for target in statement.targets:
        bind(evaluator, target, value, frame)


def bind(evaluator: "Evaluator", target: Expression, value: Value | None, frame: "Frame") -> None:
    if type(target) is Name:
        at = evaluator.module(frame.entity.module) if target.id in frame.of_module else frame.environment
        at[target.id] = value
    elif type(target) is Collection:
        items = operators.unpack(value, target.items)
        for part, item in zip(target.items, items, strict=True):
            bind(evaluator, part, item, frame)
    elif type(target) is Attribute:
        owner = operators.evaluate(evaluator, target.value, frame)
        if type(owner) is Made:
            evaluator.changes.write(owner, target.name, value)
        elif type(owner) is Function or type(owner) is Closure:
            marked = owner.function if type(owner) is Closure else owner
            evaluator.marks.setdefault(marked, {})[target.name] = value
    elif type(target) is Subscript and type(target.value) is Attribute and target.value.name == "__dict__":
        owner = operators.evaluate(evaluator, target.value.value, frame)
        key = text_of(operators.evaluate(evaluator, target.index, frame))
        if type(owner) is Made and key is not None:
            evaluator.changes.write(owner, key, value)
    elif type(target) is Subscript:
        owner = operators.contents(operators.evaluate(evaluator, target.value, frame))
        if type(owner) is Table:
            owner.entries.append((operators.evaluate(evaluator, target.index, frame), value))
        elif type(owner) is Items:
            owner.complete = False


def _import(evaluator: "Evaluator", statement: Import, frame: "Frame") -> None:
    """Bound as the statement runs, as in Python; what a module that is still running has not got yet is left to be
    looked up when it is used."""
    module = frame.entity.module
    for imported in evaluator.names.modules.imported_by(module, frame.entity.scope, statement):
        evaluator.load(imported)
    for name, alias in statement.names:
        bound = alias or (name.partition(".")[0] if statement.module is None and not statement.level else name)
        value = evaluator.settled(evaluator.names.imported(module, statement, bound))
        if value is not None:
            frame.environment[bound] = value
