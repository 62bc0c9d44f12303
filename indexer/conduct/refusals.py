"""Tests that leave a function: guard clauses, assertions, cases that raise, and turns of a loop that are skipped."""

import builtins
from collections.abc import Iterator

from indexer.conduct.conditions import branch_test, opposite, tests_around
from indexer.conduct.found import Refusal
from indexer.expressions import last_name, paths_in
from indexer.facts import (
    Assert,
    Await,
    Call,
    Evaluate,
    Expression,
    If,
    Jump,
    Match,
    Raise,
    Return,
    Scope,
    Statement,
    Try,
)
from indexer.frameworks.refusal.statuses import STATUSES, leads_to_login, status
from indexer.graph.conduct_nodes import RefusalKind
from indexer.resolve.entities import Function
from indexer.resolve.program import Program
from indexer.shown import show

ABORTS = frozenset({"abort", "permission_denied", "exit", "_exit", "fail", "skip", "skipTest"})
WAYS_OF_TRY = ("try", "handler")
ERROR = 400  # statuses from here on say that something is wrong
BUILTINS = frozenset(dir(builtins))

Inside = list[list[int]]  # the statements of each block, in order


def refusals(program: Program, function: Function) -> Iterator[Refusal]:
    scope = function.scope
    if len(scope.blocks) == 1 and not any(type(s) is Assert for s in scope.statements):
        return
    inside: Inside = [[] for _ in scope.blocks]
    for index, statement in enumerate(scope.statements):
        inside[statement.block].append(index)
    reader = _Reader(program, function, scope, inside)
    for index, statement in enumerate(scope.statements):
        kind = type(statement)
        if kind is Assert:
            yield reader.asserted(statement)  # type: ignore[arg-type]
        elif kind is If or kind is Match:
            yield from reader.branches(index, statement)
        elif kind is Raise or kind is Evaluate or kind is Return:
            yield from reader.after_branch(index, statement)


class _Reader:
    def __init__(self, program: Program, function: Function, scope: Scope, inside: Inside) -> None:
        self.program, self.function, self.scope, self.inside = program, function, scope, inside
        self.opened: dict[int, list[int]] = {}
        for number, block in enumerate(scope.blocks):
            if block.owner >= 0:
                self.opened.setdefault(block.owner, []).append(number)

    def asserted(self, statement: Assert) -> Refusal:
        test = opposite(statement.test)
        said = [statement.message] if statement.message is not None else []
        outcome = f"raise AssertionError({', '.join(map(show, said))})"
        return self._refusal(statement, test, outcome, "assert", None, denies=False)

    def branches(self, index: int, statement: Statement) -> Iterator[Refusal]:
        """The branches of an `if` or `match` that leave."""
        for number in self.opened.get(index, ()):
            block = self.scope.blocks[number]
            last = self._last(number)
            if last is None:
                continue
            if block.role == "else":
                # The other way out of a test whose first way leaves too is told only where it is an error.
                then = self._last(self.opened[index][0])
                if then is not None and not self._is_error(last):
                    continue
            elif block.role == "then" and self._is_answer(index, last):
                continue
            test = branch_test(statement, block)
            if test is not None:
                yield self._left(last, test)

    def after_branch(self, index: int, statement: Statement) -> Iterator[Refusal]:
        """`if allowed: return answer` and then `raise Forbidden`."""
        around = self.inside[statement.block]
        place = around.index(index)
        if (
            place != len(around) - 1
            or place == 0
            or self.scope.blocks[statement.block].role in ("then", "else", "case")
        ):
            return
        before = self.scope.statements[around[place - 1]]
        if type(before) is If and self._is_error(statement) and _way(statement) is not None:
            blocks = self.opened.get(around[place - 1], ())
            left = self._last(blocks[0]) if blocks else None
            if len(blocks) == 1 and left is not None and not self._is_error(left):
                yield self._left(statement, opposite(before.test))

    def _last(self, number: int) -> Statement | None:
        """The statement that a block ends with, where that one leaves."""
        statements = self.inside[number]
        last = self.scope.statements[statements[-1]] if statements else None
        if type(last) is Try:
            return self._last_of_try(statements[-1])
        return last if last is not None and _way(last) is not None else None

    def _last_of_try(self, index: int) -> Statement | None:
        """`try: return found` and `except Missing: raise Forbidden`: all ways leave, one of them as an error."""
        blocks = [number for number in self.opened.get(index, ()) if self.scope.blocks[number].role in WAYS_OF_TRY]
        last = [self._last(number) for number in blocks]
        return next((one for one in last if one is not None and self._is_error(one)), None) if all(last) else None

    def _is_answer(self, index: int, last: Statement) -> bool:
        """`if found: return found`, where the other way is an error: told there."""
        blocks = self.opened[index]
        other = self._last(blocks[1]) if len(blocks) > 1 else self._after(index)
        return other is not None and self._is_error(other) and not self._is_error(last)

    def _after(self, index: int) -> Statement | None:
        """What follows an `if`, where it is all that follows."""
        around = self.inside[self.scope.statements[index].block]
        place = around.index(index) + 1
        following = self.scope.statements[around[place]] if place == len(around) - 1 else None
        return following if following is not None and _way(following) is not None else None

    def _is_error(self, statement: Statement) -> bool:
        if type(statement) is Return:
            found = status(self.program, statement, self.function) if _may_answer(statement) else None
            return found is not None and found >= ERROR
        return _way(statement) in ("raise", "abort")

    def _left(self, last: Statement, test: Expression) -> Refusal:
        kind = _way(last)
        assert kind is not None
        known = status(self.program, last, self.function) if _may_answer(last) else None
        denies = known in STATUSES or leads_to_login(last, self.function)
        return self._refusal(last, test, _outcome(last), kind, known, denies=denies)

    def _refusal(
        self, at: Statement, test: Expression, outcome: str, kind: RefusalKind, known: int | None, *, denies: bool
    ) -> Refusal:
        names = tuple(sorted(path for path in paths_in(test) if path not in BUILTINS))
        given = tests_around(self.scope, at.block, test) if at.block else ()
        return Refusal(self.function, at.line, show(test, 200), given, outcome, kind, known, names, denies)


def _way(statement: Statement) -> RefusalKind | None:
    """How a statement leaves, where it does."""
    kind = type(statement)
    if kind is Return:
        return "return"
    if kind is Raise:
        return "raise"
    if kind is Jump:
        return "jump" if statement.kind != "pass" else None  # type: ignore[union-attr]
    if kind is Evaluate:
        value = statement.value  # type: ignore[union-attr]
        value = value.value if type(value) is Await else value
        if type(value) is Call and last_name(value) in ABORTS:
            return "abort"
    return None


def _may_answer(statement: Statement) -> bool:
    """Is there anything in it that could have a status?"""
    if type(statement) is Return:
        return statement.value is not None and type(statement.value).__name__ in ("Call", "Collection")
    return type(statement) is Raise or type(statement) is Evaluate


def _outcome(statement: Statement) -> str:
    if type(statement) is Return:
        return f"return {show(statement.value)}" if statement.value is not None else "return"
    if type(statement) is Raise:
        if statement.value is None:
            return "raise"
        made = last_name(statement.value)[:1].isupper() and type(statement.value) is not Call
        return f"raise {show(statement.value)}{'()' if made else ''}"  # of a class, an object is made
    if type(statement) is Jump:
        return statement.kind
    return show(statement.value) if type(statement) is Evaluate else ""
