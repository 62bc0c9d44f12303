"""Which tests have held whenever control comes to a place."""

from collections.abc import Callable, Iterator, Sequence
from operator import and_
from typing import NamedTuple

from indexer.expressions import only_declares, paths_in, written_by
from indexer.facts import Assert, Comparison, Constant, Expression, For, If, Match, Name, Scope, While
from indexer.flow.control_flow import ControlFlow, Label, Opened
from indexer.flow.walrus import rebinds_what_it_read


class Outcome(NamedTuple):
    """One way out of a test."""

    test: Expression
    holds: bool
    statement: int
    block: int  # that it leads into; -1 where none is written


class Dominance:
    """All tests followed through the blocks at once: a bit for each outcome, which counts from there until something
    that the test speaks of is assigned."""

    def __init__(self, scope: Scope, opened: Opened, control: Callable[[], ControlFlow]) -> None:
        self.scope = scope
        self.walrus = any(binding.kind == "walrus" for binding in scope.bindings)
        self.outcomes: list[Outcome] = []  # in the order of the source
        self.gained: dict[Label, int] = {}  # the outcomes that count from a way on
        for index, statement in enumerate(scope.statements):
            if isinstance(statement, If | While | Assert | Match):
                self._outcomes(index, statement, opened.get(index, ()))
        self.speaking_of: dict[str, int] = {}  # a chain of names, or its front -> the outcomes that speak of it
        for place, outcome in enumerate(self.outcomes):
            for path in paths_in(outcome.test):
                end = len(path)
                while end > 0:
                    self.speaking_of[path[:end]] = self.speaking_of.get(path[:end], 0) | 1 << place
                    end = path.rfind(".", 0, end)
        # The outcomes that end there:
        self.done: dict[int, int] = {}  # with a statement that has completed
        self.looped: dict[int, int] = {}  # as a `for` binds its target
        self.entered: dict[int, int] = {}  # as a case or handler binds its names
        if self.outcomes:
            self._find_writes()
            self.at = control().carry(0, step=self._step, travel=self._travel, meet=and_)

    def before(self, index: int) -> Iterator[Outcome]:
        """What counts whenever statement `index` begins; nothing where control never comes."""
        bits = (self.at[index] or 0) if self.outcomes else 0
        for place, outcome in enumerate(self.outcomes):
            if bits >> place & 1:
                yield outcome

    def _outcomes(self, index: int, statement: If | While | Assert | Match, opened: Sequence[int]) -> None:
        if isinstance(statement, Match):
            self._cases(index, statement, opened)
        elif type(statement.test) is not Constant:
            blocks = {self.scope.blocks[b].role: b for b in opened}
            inner = blocks.get("then", blocks.get("loop", -1))
            self._add(Label("test", index, True), statement.test, inner)
            if type(statement) is not Assert:
                self._add(Label("test", index, False), statement.test, blocks.get("else", -1))

    def _cases(self, index: int, statement: Match, opened: Sequence[int]) -> None:
        for number in opened:
            block = self.scope.blocks[number]
            if block.test is not None and type(block.test) is not Name:  # a bare name matches everything
                test = Comparison(["match"], [statement.subject, block.test])
                self._add(Label("case", index, True, number), test, number)
                self._add(Label("case", index, False, number), test, -1)
            if block.guard is not None:
                self._add(Label("case", index, True, number), block.guard, number)
                self._add(Label("guard", index, False, number), block.guard, -1)

    def _add(self, label: Label, test: Expression, block: int) -> None:
        if self.walrus and rebinds_what_it_read(test):
            return
        self.gained[label] = self.gained.get(label, 0) | 1 << len(self.outcomes)
        self.outcomes.append(Outcome(test, label.holds, label.statement, block))

    def _find_writes(self) -> None:
        speaking_of = self.speaking_of
        for binding in self.scope.bindings:
            ended = speaking_of.get(binding.name, 0)
            if ended:
                at = binding.statement
                block = self.scope.statements[at].block if at < len(self.scope.statements) else 0
                if binding.kind in ("pattern", "handler"):
                    self.entered[block] = self.entered.get(block, 0) | ended
                elif binding.kind != "loop" and not only_declares(self.scope.statements[at]):
                    self.done[at] = self.done.get(at, 0) | ended
                if binding.kind == "walrus":  # perhaps that of a guard, whose block begins with the statement
                    self.entered[block] = self.entered.get(block, 0) | ended
        for index, statement in enumerate(self.scope.statements):
            for path in written_by(statement):
                ended = speaking_of.get(path, 0)
                if ended:
                    changes = self.looped if type(statement) is For else self.done
                    changes[index] = changes.get(index, 0) | ended

    def _step(self, statement: int, bits: int) -> int:
        return bits & ~self.done.get(statement, 0)

    def _travel(self, bits: int, label: Label) -> int:
        kind = label.kind
        if kind == "loop":
            bits &= ~self.looped.get(label.statement, 0)
        elif kind == "leave":
            bits &= ~self.speaking_of.get(self.scope.blocks[label.block].name or "", 0)
        elif kind == "guard" or kind == "enter" or (kind == "case" and label.holds):
            bits &= ~self.entered.get(label.block, 0)
        return bits | self.gained.get(label, 0)
