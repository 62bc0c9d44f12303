"""Which blocks control can leave at their end, and so which statements it can get past."""

from collections.abc import Callable

from indexer.expressions import last_name
from indexer.facts import (
    Assert,
    Assign,
    Block,
    Constant,
    Evaluate,
    Expression,
    For,
    If,
    Jump,
    Match,
    Name,
    Raise,
    Return,
    Scope,
    Try,
    While,
    With,
)

NeverReturns = Callable[[Expression], bool]

SWALLOWS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesMessage", "assertRaisesRegex"})


def mark_fall_through(scope: Scope) -> None:
    """Set `falls_through` on every block, from the syntax alone."""
    for kind in map(type, scope.statements):
        if kind in STOPS:
            break
    else:
        return
    for block, falls in zip(scope.blocks, fall_through(scope), strict=True):
        block.falls_through = falls


def fall_through(scope: Scope, never_returns: NeverReturns | None = None) -> list[bool]:
    """For each block, whether control that entered it can leave it at its end."""
    falls = [True] * len(scope.blocks)
    opened: dict[int, list[int]] = {}
    broken: set[int] = set()  # loops that a `break` leaves
    for number in range(1, len(falls)):
        opened.setdefault(scope.blocks[number].owner, []).append(number)
    statements = scope.statements
    for index in range(len(statements) - 1, -1, -1):  # what a statement opens comes after it
        statement = statements[index]
        kind = type(statement)
        if kind is Return or kind is Raise:
            falls[statement.block] = False
        elif kind is Jump:
            if statement.kind != "pass":  # type: ignore[union-attr]
                falls[statement.block] = False
                if statement.kind == "break":  # type: ignore[union-attr]
                    broken.add(loop_around(scope, statement.block))
        elif kind is If or kind is For or kind is While or kind is With or kind is Try or kind is Match:
            if not _completes(scope, index, opened.get(index, []), falls, index in broken):
                falls[statement.block] = False
        elif kind is Assert:
            if never_holds(statement.test):  # type: ignore[union-attr]
                falls[statement.block] = False
        elif never_returns is not None and (kind is Evaluate or kind is Assign):
            value = statement.value  # type: ignore[union-attr]
            if value is not None and never_returns(value):
                falls[statement.block] = False
    return falls


def _completes(scope: Scope, index: int, opened: list[int], falls: list[bool], broken: bool) -> bool:
    """Can control get past this compound statement?"""
    statement = scope.statements[index]
    blocks = {scope.blocks[b].role: b for b in opened}  # of several cases or handlers the last
    otherwise = "else" not in blocks or falls[blocks["else"]]
    if type(statement) is If:
        return otherwise or falls[blocks["then"]]
    if type(statement) is For:
        return otherwise or broken
    if type(statement) is While:
        return broken or (otherwise and not always_holds(statement.test))
    if type(statement) is With:
        return swallows(statement) or all(falls[b] for b in opened)
    if type(statement) is Match:
        return any(falls[b] for b in opened) or not any(catches_all(scope.blocks[b]) for b in opened)
    if "finally" in blocks and not falls[blocks["finally"]]:
        return False
    straight = otherwise and ("try" not in blocks or falls[blocks["try"]])
    return straight or any(falls[b] for b in opened if scope.blocks[b].role == "handler")


def loop_around(scope: Scope, block: int) -> int:
    """The loop that a `break` in this block leaves; -1 where there is none."""
    while block >= 0:
        found = scope.blocks[block]
        if found.role == "loop":
            return found.owner
        block = found.parent
    return -1


def swallows(statement: With) -> bool:
    """May control come out behind the block although it raised?"""
    return any(last_name(context) in SWALLOWS for context, _ in statement.items)


def catches_all(block: Block) -> bool:
    """A `case` that every subject matches."""
    return type(block.test) is Name and block.guard is None


def always_holds(test: Expression) -> bool:
    return type(test) is Constant and bool(test.value)


def never_holds(test: Expression) -> bool:
    return type(test) is Constant and not test.value


STOPS = frozenset({Return, Raise, Jump, While, Assert})
