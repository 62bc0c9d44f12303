"""The ways that control can take through one scope: a control-flow graph, and answers carried along it.

A node is a statement, or a step without one (a loop's head, the place where the exceptions of a `try` come together).
A `finally` block stands in the graph twice: once for the way straight through, once for exceptions and jumps.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from indexer.facts import (
    Assert,
    Assign,
    Constant,
    Declare,
    Evaluate,
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
from indexer.flow.fall_through import NeverReturns, always_holds, catches_all, never_holds, swallows

Inside = list[list[int]]  # the statements of each block, in order
Opened = dict[int, list[int]]  # statement -> the blocks it opens, in order

MOST_COPIES = 3  # of a `finally` in a `finally` in a `finally`: beyond, both ways share one copy


class Label(NamedTuple):
    """What happens on the way from one node to the next."""

    kind: Literal["next", "raises", "test", "case", "guard", "enter", "loop", "leave"]
    statement: int = -1  # test: the one that tests; loop: the `for` that binds its target
    holds: bool = True
    block: int = -1  # case, guard, enter, leave: the block whose pattern or handler it is


NEXT = Label("next")  # the statement has completed
RAISES = Label("raises")  # it has not: nothing of it is done


class Around(NamedTuple):
    """Where control goes from inside a block, other than to its end; -1: out of the scope."""

    raises: int
    finals: tuple[tuple[int, int], ...]  # first and last node of each `finally` on the way out, outermost first
    breaks: int = -1
    continues: int = -1
    finals_outside_loop: int = 0
    copies: int = 0


class ControlFlow:
    """The graph of one scope: node 0 is its entry, node 1 its end."""

    def __init__(
        self,
        scope: Scope,
        inside: Inside,
        opened: Opened,
        never_returns: NeverReturns | None = None,
    ) -> None:
        self.scope = scope
        self.never_returns = never_returns
        self.inside = inside
        self.opened = opened
        self.statement: list[int] = [-1, -1]  # of each node; -1: none
        self.edges: list[list[tuple[int, Label]]] = [[], []]
        self._effects = {b.statement for b in scope.bindings}
        self._work: list[tuple[int, int, int, Around]] = []  # block, first node, node at its end, around it
        self._edge(0, self._block(0, 1, Around(-1, ())))
        while self._work:
            block, first, end, around = self._work.pop()
            indexes = inside[block]
            for place, index in enumerate(indexes):
                after = first + place + 1 if place + 1 < len(indexes) else end
                self._connect(first + place, index, after, around)
        self.order = self._order()

    # --------------------------------------------------------------------------------- construction

    def _node(self) -> int:
        self.statement.append(-1)
        self.edges.append([])
        return len(self.edges) - 1

    def _edge(self, source: int, target: int, label: Label = NEXT) -> None:
        if target >= 0:
            self.edges[source].append((target, label))

    def _block(self, block: int, end: int, around: Around) -> int:
        """The first node of a block whose statements will be connected later."""
        indexes = self.inside[block]
        if not indexes:
            return end
        first = len(self.edges)
        self.statement.extend(indexes)
        self.edges.extend([] for _ in indexes)
        self._work.append((block, first, end, around))
        return first

    def _connect(self, node: int, index: int, after: int, around: Around) -> None:
        statement = self.scope.statements[index]
        kind = type(statement)
        if around.raises >= 0 and kind is not Jump and kind is not Declare and kind is not Try:
            self._edge(node, around.raises, RAISES)
            if kind is Assign or index in self._effects:
                self._edge(node, around.raises)
        if kind is Return:
            self._jump(node, -1, around.finals)
        elif kind is Raise:
            pass
        elif kind is Jump:
            if statement.kind == "pass":  # type: ignore[union-attr]
                self._edge(node, after)
            else:
                target = around.breaks if statement.kind == "break" else around.continues  # type: ignore[union-attr]
                self._jump(node, target, around.finals[around.finals_outside_loop :])
        elif kind is Assert:
            if not never_holds(statement.test):  # type: ignore[union-attr]
                self._edge(node, after, Label("test", index))
        elif kind is If:
            self._if(node, index, after, around)
        elif kind is For or kind is While:
            self._loop(node, index, after, around)
        elif kind is With:
            self._with(node, index, after, around)
        elif kind is Try:
            self._try(node, index, after, around)
        elif kind is Match:
            self._match(node, index, after, around)
        elif self.never_returns is not None and (kind is Evaluate or kind is Assign):
            value = statement.value  # type: ignore[union-attr]
            if value is None or not self.never_returns(value):
                self._edge(node, after)
        else:
            self._edge(node, after)

    def _jump(self, node: int, target: int, finals: tuple[tuple[int, int], ...]) -> None:
        """`return`, `break` and `continue` pass through every `finally` on their way."""
        for first, last in reversed(finals):
            self._edge(node, first)
            node = last
        if (target, NEXT) not in self.edges[node]:
            self._edge(node, target)

    def _if(self, node: int, index: int, after: int, around: Around) -> None:
        statement = self.scope.statements[index]
        tests = type(statement) is If and type(statement.test) is not Constant
        ways = {self.scope.blocks[b].role: self._block(b, after, around) for b in self.opened.get(index, ())}
        self._edge(node, ways.get("then", after), Label("test", index, True) if tests else NEXT)
        self._edge(node, ways.get("else", after), Label("test", index, False) if tests else NEXT)

    def _loop(self, node: int, index: int, after: int, around: Around) -> None:
        statement = self.scope.statements[index]
        blocks = {self.scope.blocks[b].role: b for b in self.opened.get(index, ())}
        head, enter, leave = node, NEXT, NEXT
        if type(statement) is While:
            if type(statement.test) is not Constant:
                enter, leave = Label("test", index, True), Label("test", index, False)
        else:  # the iterable is evaluated once, the target bound every time
            head, enter = self._node(), Label("loop", index)
            self._edge(node, head)
            self._edge(head, around.raises)
        inner = around._replace(breaks=after, continues=head, finals_outside_loop=len(around.finals))
        self._edge(head, self._block(blocks["loop"], head, inner) if "loop" in blocks else head, enter)
        ended = self._block(blocks["else"], after, around) if "else" in blocks else after
        if not (type(statement) is While and always_holds(statement.test)):
            self._edge(head, ended, leave)

    def _with(self, node: int, index: int, after: int, around: Around) -> None:
        statement = self.scope.statements[index]
        inner = around
        if type(statement) is With and swallows(statement):
            caught = self._node()
            self._edge(caught, after)
            self._edge(caught, around.raises)
            inner = around._replace(raises=caught)
        for block in self.opened.get(index, ()):
            after = self._block(block, after, inner)
        self._edge(node, after)

    def _try(self, node: int, index: int, after: int, around: Around) -> None:
        blocks = self.opened.get(index, [])
        roles = {self.scope.blocks[b].role: b for b in blocks}
        inner = around
        if "finally" in roles:
            last = self._node()
            self._edge(last, around.raises)
            outer = around._replace(copies=around.copies + 1)
            first = self._block(roles["finally"], last, outer)
            if around.copies < MOST_COPIES:
                after = self._block(roles["finally"], after, outer)
            else:
                self._edge(last, after)
                after = first
            inner = around._replace(raises=first, finals=(*around.finals, (first, last)))
        handlers = [b for b in blocks if self.scope.blocks[b].role == "handler"]
        raised = inner.raises
        if handlers:
            raised = self._node()
            for block in handlers:
                self._edge(raised, self._handler(block, after, inner), Label("enter", block=block))
            if self.scope.blocks[handlers[-1]].test is not None:
                self._edge(raised, inner.raises)
        straight = self._block(roles["else"], after, inner) if "else" in roles else after
        body = inner._replace(raises=raised)
        self._edge(node, self._block(roles["try"], straight, body) if "try" in roles else straight)

    def _handler(self, block: int, after: int, around: Around) -> int:
        """The name of a handler is deleted at its end."""
        if self.scope.blocks[block].name is not None:
            end = self._node()
            self._edge(end, after, Label("leave", block=block))
            after = end
        return self._block(block, after, around)

    def _match(self, node: int, index: int, after: int, around: Around) -> None:
        asked = node
        for block in self.opened.get(index, ()):
            found = self.scope.blocks[block]
            self._edge(asked, self._block(block, after, around), Label("case", index, True, block))
            if catches_all(found):
                return
            following = self._node()
            if type(found.test) is not Name:  # a bare name matches everything
                self._edge(asked, following, Label("case", index, False, block))
            if found.guard is not None:  # the pattern did match, and bound its names
                self._edge(asked, following, Label("guard", index, False, block))
            asked = following
        self._edge(asked, after)

    def _order(self) -> list[int]:
        """All nodes that control can reach, each after those before it (loops aside)."""
        if len(self.scope.blocks) == 1:
            return [0, *range(2, len(self.edges)), 1]
        found: list[int] = []
        seen = [False] * len(self.edges)
        seen[0] = True
        stack = [(0, 0)]
        while stack:
            node, place = stack.pop()
            edges = self.edges[node]
            while place < len(edges) and seen[edges[place][0]]:
                place += 1
            if place == len(edges):
                found.append(node)
                continue
            stack.append((node, place + 1))
            following = edges[place][0]
            seen[following] = True
            stack.append((following, 0))
        found.reverse()
        return found

    # -------------------------------------------------------------------------------------- answers

    def carry(
        self,
        start: int,
        *,
        step: Callable[[int, int], int],
        travel: Callable[[int, Label], int],
        meet: Callable[[int, int], int],
    ) -> list[int | None]:
        """Carry a set of bits from the entry along every way, until nothing changes: the bits before each statement,
        and last those at the scope's end; None where control never comes.

        `step(statement, bits)` completes a statement, `travel(bits, label)` goes along an edge, `meet` joins two ways.
        """
        before: list[int | None] = [None] * len(self.edges)
        before[0] = start
        position = {node: place for place, node in enumerate(self.order)}
        again = True
        while again:
            again = False
            for place, node in enumerate(self.order):
                bits = before[node]
                if bits is None:
                    continue
                statement = self.statement[node]
                completed = bits if statement < 0 else step(statement, bits)
                for target, label in self.edges[node]:
                    if label is NEXT:
                        arriving = completed
                    elif label is RAISES:
                        arriving = bits
                    else:
                        arriving = travel(completed, label)
                    old = before[target]
                    new = arriving if old is None else meet(old, arriving)
                    if new != old:
                        before[target] = new
                        again = again or position[target] <= place
        result: list[int | None] = [None] * (len(self.scope.statements) + 1)
        for node, bits in enumerate(before):
            index = self.statement[node] if node != 1 else -1
            if bits is not None and (index >= 0 or node == 1):
                old = result[index]
                result[index] = bits if old is None else meet(old, bits)
        return result
