"""What is open around statements: `with` items and `try`, with the lines that they span and what handlers do."""

from collections.abc import Iterator

from indexer.conduct.found import Context
from indexer.conduct.meaning import Meaning
from indexer.expressions import dotted, expressions_of, last_name, parts_of
from indexer.facts import (
    Assign,
    Await,
    Block,
    Call,
    Collection,
    Define,
    Evaluate,
    Expression,
    Jump,
    Raise,
    Return,
    Scope,
    Statement,
    Try,
    With,
)
from indexer.frameworks.refusal.statuses import status
from indexer.infer.body import Body
from indexer.resolve.entities import Function
from indexer.shown import show

LONGEST = 160  # characters
ERROR = 400  # statuses from here on say that something is wrong
BARE = "BaseException"  # what a handler without a type catches
# Errors that say that work was not done, or anything at all.
TELLING = frozenset(
    {"Exception", "BaseException", "IntegrityError", "DatabaseError", "OperationalError", "SQLAlchemyError",
     "DBAPIError", "InternalError", "DataError", "TransactionManagementError"}
)  # fmt: skip


def contexts(meaning: Meaning, body: Body) -> Iterator[Context]:
    scope = body.entity.scope
    if len(scope.blocks) == 1:
        return
    inside = body.flow.inside
    for index, statement in enumerate(scope.statements):
        kind = type(statement)
        if kind is With:
            (block,) = body.flow.opened[index]
            end = _end(scope, inside, body, block, statement.line)
            for context, _ in statement.items:  # type: ignore[union-attr]
                name = _name(meaning, context, body, index)
                yield Context(body.entity, statement.line, end, "with", name, show(context, LONGEST), (), (), (), False)
        elif kind is Try:
            yield _tried(meaning, body, index, statement)


def _name(meaning: Meaning, context: Expression, body: Body, index: int) -> str:
    """The dotted name of what makes it, or of what it is: `django.db.transaction.atomic`; else as written."""
    made = context if type(context) is Call else Call(context, [], [], 0)
    callee, target = meaning.called(made, body, index)
    return callee.name if callee is not None else target.removeprefix("<external>:")


def _tried(meaning: Meaning, body: Body, index: int, statement: Statement) -> Context:
    scope, inside = body.entity.scope, body.flow.inside
    blocks = body.flow.opened.get(index, [])
    tried = next((b for b in blocks if scope.blocks[b].role == "try"), -1)
    end = _end(scope, inside, body, tried, statement.line) if tried >= 0 else statement.line
    handlers = [b for b in blocks if scope.blocks[b].role == "handler"]
    caught = [_caught(meaning, scope.blocks[b], body, index) for b in handlers]
    ends = [_ends(scope, inside[b]) for b in handlers]
    does = [_does(body, b) for b in handlers]
    swallows = any(
        not TELLING.isdisjoint(name.rpartition(".")[2] for name in names) and not _tells(meaning, body, b)
        for names, b in zip(caught, handlers, strict=True)
    )
    joined = tuple("|".join(names) for names in caught)
    return Context(body.entity, statement.line, end, "try", "", "", joined, tuple(ends), tuple(does), swallows)


def _caught(meaning: Meaning, block: Block, body: Body, index: int) -> list[str]:
    if block.test is None:
        return [BARE]
    written = block.test.items if type(block.test) is Collection else [block.test]
    return [_error(meaning, error, body, index) for error in written]


def _error(meaning: Meaning, error: Expression, body: Body, index: int) -> str:
    entity = meaning.inference.names.resolve(error, body.entity)
    name = getattr(entity, "name", "")
    return name.removeprefix("builtins.") if name and "?" not in name else dotted(error) or show(error, 60)


def _ends(scope: Scope, statements: list[int]) -> str:
    """What a handler does last."""
    last = scope.statements[statements[-1]] if statements else None
    if type(last) is Raise:
        return "raise"
    if type(last) is Return:
        return "return"
    if type(last) is Jump:
        return last.kind
    return "calls" if type(last) is Evaluate else "goes on"


def _does(body: Body, handler: int) -> str:
    """The last names of what its statements call, also in branches, in order."""
    names: list[str] = []
    waiting = [handler]
    while waiting:
        for index in body.flow.inside[waiting.pop()]:
            statement = body.entity.scope.statements[index]
            if type(statement) is Evaluate or type(statement) is Assign:
                call = statement.value
                while type(call) is Await:
                    call = call.value
                if type(call) is Call and (name := last_name(call)):
                    names.append(name)
            waiting += body.flow.opened.get(index, [])
    return "|".join(dict.fromkeys(names))


def _tells(meaning: Meaning, body: Body, handler: int) -> bool:
    """Does it raise somewhere, or answer with an error?"""
    scope, entity = body.entity.scope, body.entity
    waiting = [handler]
    while waiting:
        number = waiting.pop()
        for index in body.flow.inside[number]:
            statement = scope.statements[index]
            if type(statement) is Raise:
                return True
            if isinstance(entity, Function) and type(statement) in (Return, Evaluate):
                known = status(meaning.inference.program, statement, entity)
                if known is not None and known >= ERROR:
                    return True
            waiting += body.flow.opened.get(index, [])
    return False


def _end(scope: Scope, inside: list[list[int]], body: Body, block: int, line: int) -> int:
    """The last line of a block, as far as what stands there has lines."""
    while inside[block]:
        index = inside[block][-1]
        statement = scope.statements[index]
        if type(statement) is Define:
            return body.entity.children[statement.scope].definition.end_line
        line = max([line, statement.line, *(_line(e) for e in expressions_of(statement))])
        opened = body.flow.opened.get(index)
        if not opened:
            break
        block = opened[-1]
    return line


def _line(expression: Expression) -> int:
    return max([getattr(expression, "line", 0), *map(_line, parts_of(expression))])
