"""What must have held at a place of one scope: dominating tests, open contexts, handlers, assignments that reach it.

Everything is read from the scope's own facts. What only other files know (this call never returns) is passed in as a
predicate. A test counts only while what it spoke of has not been assigned since: right or silent.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from indexer.facts import Expression, If, Match, Scope, While, With
from indexer.flow.conditions import By, Condition, conditions_inside, not_rebound
from indexer.flow.control_flow import ControlFlow, Inside, Opened
from indexer.flow.dominance import Dominance, Outcome
from indexer.flow.fall_through import NeverReturns, fall_through
from indexer.flow.reaching import Reaching


class Context(NamedTuple):
    """An open `with` item."""

    value: Expression
    target: Expression | None
    line: int


class Flow:
    """Questions about one scope; each index is built when it is first asked for."""

    def __init__(self, scope: Scope, never_returns: NeverReturns | None = None) -> None:
        self.scope = scope
        self.never_returns = never_returns
        self.inside: Inside = [[] for _ in scope.blocks]
        self.opened: Opened = {}
        for index, statement in enumerate(scope.statements):
            self.inside[statement.block].append(index)
        for number, block in enumerate(scope.blocks):
            self.opened.setdefault(block.owner, []).append(number)

    def falls_through(self, block: int) -> bool:
        """Can control that entered this block leave it at its end?"""
        return self._falls[block]

    def dominating(self, index: int, within: Expression | None = None) -> list[Condition]:
        """The tests that held whenever statement `index` runs, outermost first; with `within`, whenever that expression
        of the statement is evaluated (`a and b()`, `x if t else y`, `filter(status=A).update(...)`)."""
        found: list[Condition] = []
        if self._dominance.outcomes:
            around = set(self._blocks_around(index))
            found = [self._condition(outcome, around) for outcome in self._dominance.before(index)]
        if within is None:
            return found
        statement = self.scope.statements[index]
        return not_rebound(found + conditions_inside(statement, within), statement, within)

    def contexts(self, index: int) -> list[Context]:
        """The `with` items that are open when statement `index` runs, outermost first."""
        found: list[Context] = []
        for number in self._blocks_around(index):
            owner = self.scope.statements[self.scope.blocks[number].owner]
            if type(owner) is With:
                found[:0] = [Context(value, target, owner.line) for value, target in owner.items]
        return found

    def handlers(self, index: int) -> list[tuple[Expression | None, int]]:
        """What is caught around statement `index`, innermost first: exception type (None: all), line of the try."""
        found: list[tuple[Expression | None, int]] = []
        for number in self._blocks_around(index):
            block = self.scope.blocks[number]
            if block.role == "try":
                line = self.scope.statements[block.owner].line
                around = (self.scope.blocks[b] for b in self.opened[block.owner])
                found += [(b.test, line) for b in around if b.role == "handler"]
        return found

    def reaching(self, index: int, name: str, within: Expression | None = None) -> frozenset[int]:
        """The bindings (indexes into `scope.bindings`) whose value `name` may have when statement `index` begins, or as
        the expression `within` it is evaluated (`(m := match()) and m.group()`). FROM_OUTSIDE is among them where it
        may still have its value from entry. Nothing where control never comes."""
        if within is not None:
            return self._reaching.within(index, name, within)
        return self._reaching.before(index, name)

    def reaching_end(self, name: str) -> frozenset[int]:
        """The same for the end of the scope: what a module leaves behind."""
        return self._reaching.before(-1, name)

    # ------------------------------------------------------------------------------------- indexes

    @cached_property
    def _falls(self) -> list[bool]:
        if self.never_returns is None:
            return [block.falls_through for block in self.scope.blocks]
        return fall_through(self.scope, self.never_returns)

    @cached_property
    def _graph(self) -> ControlFlow:
        return ControlFlow(self.scope, self.inside, self.opened, self.never_returns)

    def _control(self) -> ControlFlow:
        return self._graph

    @cached_property
    def _dominance(self) -> Dominance:
        return Dominance(self.scope, self.opened, self._control)

    @cached_property
    def _reaching(self) -> Reaching:
        return Reaching(self.scope, self._control, may_end=self.never_returns is not None)

    # ------------------------------------------------------------------------------------- helpers

    def _condition(self, outcome: Outcome, around: set[int]) -> Condition:
        statement = self.scope.statements[outcome.statement]
        by: By = "assert"
        if type(statement) is If:
            by = "branch" if outcome.block in around else "early exit"
        elif type(statement) is While:
            by = "loop"
        elif type(statement) is Match:
            by = "case"
        return Condition(outcome.test, outcome.holds, statement.line, by)

    def _blocks_around(self, index: int) -> Iterator[int]:
        number = self.scope.statements[index].block
        while number > 0:
            yield number
            number = self.scope.blocks[number].parent
