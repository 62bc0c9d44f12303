"""Which assignments may have given a local name its value at a place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.facts import (
    Block,
    Constant,
    Expression,
    For,
    If,
    Jump,
    Match,
    Name,
    Raise,
    Return,
    Statement,
    Try,
    While,
    With,
)

if TYPE_CHECKING:
    from indexer.flow import Flow

FROM_OUTSIDE = -1  # the value the name had on entry: a parameter, or a name of an enclosing scope


class Reaching:
    """One name followed through the blocks: at each statement, the set of bindings it may come from."""

    def __init__(self, flow: "Flow", name: str) -> None:
        self.flow = flow
        self.result: dict[int, frozenset[int]] = {}
        self.entered: dict[int, list[int]] = {}  # bound before the statement: patterns and handler names
        self.bound: dict[int, list[int]] = {}  # bound by the statement
        for number, binding in enumerate(flow.scope.bindings):
            if binding.name == name:
                kind = self.entered if binding.kind in ("pattern", "handler") else self.bound
                kind.setdefault(binding.statement, []).append(number)
        self.breaks: list[frozenset[int]] = []
        self.continues: list[frozenset[int]] = []
        self._block(0, frozenset({FROM_OUTSIDE}))

    def _block(self, block: int, state: frozenset[int]) -> frozenset[int]:
        for index in self.flow.inside[block]:
            if index in self.entered:
                state = frozenset(self.entered[index])
            self.result[index] = self.result.get(index, frozenset()) | state
            state = self._statement(index, state)
        return state

    def _statement(self, index: int, state: frozenset[int]) -> frozenset[int]:
        statement = self.flow.scope.statements[index]
        kind = type(statement)
        if kind is For or kind is While:
            return self._loop(index, state, always=kind is While and _is_true(statement.test))  # type: ignore[union-attr]
        if index in self.bound:
            state = frozenset(self.bound[index][-1:])
        if kind is Jump and statement.kind != "pass":  # type: ignore[union-attr]
            loops = self.breaks if statement.kind == "break" else self.continues  # type: ignore[union-attr]
            if loops:
                loops[-1] |= state
            return frozenset()
        if kind is Return or kind is Raise:
            return frozenset()
        if kind is If or kind is Match or kind is With:
            return self._branches(index, state, kind)
        if kind is Try:
            return self._try(index, state)
        return state

    def _branches(self, index: int, state: frozenset[int], kind: type[Statement]) -> frozenset[int]:
        out: frozenset[int] = frozenset()
        blocks = self.flow.opened.get(index, [])
        for block in blocks:
            out |= self._block(block, state)
        roles = {self.flow.scope.blocks[b].role for b in blocks}
        if (kind is If and "else" not in roles) or (
            kind is Match and not any(catches_all(self.flow.scope.blocks[b]) for b in blocks)
        ):
            out |= state
        return out

    def _loop(self, index: int, state: frozenset[int], *, always: bool) -> frozenset[int]:
        blocks = {self.flow.scope.blocks[b].role: b for b in self.flow.opened.get(index, ())}
        self.breaks.append(frozenset())
        self.continues.append(frozenset())
        entry = state
        for _ in range(2):  # sets only grow: the second round sees what the first one brought back
            inner = frozenset(self.bound[index]) if index in self.bound else entry
            out = self._block(blocks["loop"], inner) if "loop" in blocks else inner
            entry |= out | self.continues[-1]
        self.continues.pop()
        broken = self.breaks.pop()
        ended = frozenset() if always else entry
        if "else" in blocks:
            ended = self._block(blocks["else"], ended)
        return ended | broken

    def _try(self, index: int, state: frozenset[int]) -> frozenset[int]:
        blocks = self.flow.opened.get(index, [])
        roles = {self.flow.scope.blocks[b].role: b for b in blocks}
        out = self._block(roles["try"], state) if "try" in roles else state
        anywhere = state | frozenset(n for i in self._below(roles.get("try", -1)) for n in self.bound.get(i, ()))
        if "else" in roles:
            out = self._block(roles["else"], out)
        for block in blocks:
            if self.flow.scope.blocks[block].role == "handler":
                out |= self._block(block, anywhere)
        if "finally" in roles:
            final = roles["finally"]
            ended = self._block(final, out | anywhere)
            # What the finally block itself does not bind passes through it unchanged.
            changed = any(i in self.bound for i in self._below(final))
            out = ended if changed else out
        return out

    def _below(self, block: int) -> Iterator[int]:
        if block < 0:
            return
        for index in self.flow.inside[block]:
            yield index
            for inner in self.flow.opened.get(index, ()):
                yield from self._below(inner)


def _is_true(expression: Expression) -> bool:
    return type(expression) is Constant and bool(expression.value)


def catches_all(block: Block) -> bool:
    """A `case` that every subject matches."""
    return type(block.test) is Name and block.guard is None
