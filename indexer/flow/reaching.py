"""Which assignments may have given a local name its value at a place."""

from collections.abc import Callable, Iterator
from functools import cached_property
from operator import or_

from indexer.expressions import expressions_of, only_declares
from indexer.facts import (
    Assert,
    Assign,
    Declare,
    Define,
    Delete,
    Evaluate,
    Expression,
    If,
    Import,
    Jump,
    Raise,
    Return,
    Scope,
    Statement,
    While,
)
from indexer.flow.control_flow import ControlFlow, Label
from indexer.flow.fall_through import never_holds
from indexer.flow.walrus import bound_before, bound_for_certain, may_bind

FROM_OUTSIDE = -1  # the value the name had on entry: a parameter, or a name of an enclosing scope
STRAIGHT = frozenset({Assert, Assign, Declare, Define, Delete, Evaluate, Import, Jump, Raise, Return})
COMPLETING = frozenset({"assign", "augment", "import", "define", "delete"})  # what is bound once its statement is done
MOST_BITS = 2_000  # followed at once; the names of a very long scope are followed in groups


class Reaching:
    """All names followed through the blocks at once: a bit for each binding, and one for each name's value on entry."""

    def __init__(self, scope: Scope, control: Callable[[], ControlFlow], *, may_end: bool = False) -> None:
        """`may_end`: a call may never return, which only the graph of `control` knows."""
        self.scope = scope
        self.control = control
        self.is_straight = not may_end and _is_straight(scope)
        self.bindings: dict[str, list[int]] = {}
        for number, binding in enumerate(scope.bindings):
            self.bindings.setdefault(binding.name, []).append(number)
        self._group: _Group | None = None

    def before(self, index: int, name: str) -> frozenset[int]:
        """What may have bound `name` when statement `index` begins; nothing where control never comes.

        The statement -1 is the end of the scope.
        """
        if name not in self.bindings:
            return frozenset({FROM_OUTSIDE})
        if self.is_straight:
            return self._last_before(index if index >= 0 else len(self.scope.statements), name)
        if self._group is None or name not in self._group.names:
            self._group = _Group(self, name)
        return self._group.bindings_at(index, name)

    def _last_before(self, index: int, name: str) -> frozenset[int]:
        """Where every statement follows the one before it, the last binding counts."""
        statements = self.scope.statements
        last, found = -1, [FROM_OUTSIDE]
        for number in self.bindings[name]:
            at = self.scope.bindings[number].statement
            if last <= at < index and not only_declares(statements[at]):
                found = [*found, number] if at == last else [number]
                last = at
        return frozenset(found) if index <= self._end else frozenset()

    @cached_property
    def _end(self) -> int:
        """The last statement that control comes to; one past all of them where it comes to the end."""
        statements = enumerate(self.scope.statements)
        return next((i for i, statement in statements if _ends(statement)), len(self.scope.statements))

    def within(self, index: int, name: str, expression: Expression) -> frozenset[int]:
        """The same as an expression of the statement is evaluated, `:=` before it included."""
        found = self.before(index, name)
        numbers = (n for n in self.bindings.get(name, ()) if self.scope.bindings[n].statement == index)
        walruses = frozenset(n for n in numbers if self.scope.bindings[n].kind == "walrus")
        if walruses:
            perhaps, certainly = bound_before(self.scope.statements[index], expression)
            if name in certainly:
                return walruses
            if name in perhaps:
                return found | walruses
        return found

    def names_with(self, name: str) -> list[str]:
        """The names that are followed together with this one: all, or the next few in the order of the scope."""
        names = list(self.bindings)
        if len(self.scope.bindings) + len(names) <= MOST_BITS:
            return names
        found: list[str] = []
        size = 0
        for each in names[names.index(name) :]:
            size += len(self.bindings[each]) + 1
            if found and size > MOST_BITS:
                break
            found.append(each)
        return found


def _is_straight(scope: Scope) -> bool:
    """Nearly half of the bodies that are asked are one block of plain statements: no graph is needed for them."""
    return (
        len(scope.blocks) == 1
        and STRAIGHT.issuperset(map(type, scope.statements))
        and all(binding.kind in COMPLETING for binding in scope.bindings)
    )


def _ends(statement: Statement) -> bool:
    kind = type(statement)
    if kind is Assert:
        return never_holds(statement.test)  # type: ignore[union-attr]
    return kind is Return or kind is Raise or (kind is Jump and statement.kind != "pass")  # type: ignore[union-attr]


class _Group:
    """Some names, followed together."""

    def __init__(self, of: Reaching, name: str) -> None:
        self.scope = of.scope
        self.names: dict[str, int] = {}  # the bits of each name's bindings, its value on entry first
        self.numbers: list[int] = []  # the binding that each bit stands for
        self.bit_of: dict[int, int] = {}
        entry = 0
        for each in of.names_with(name):
            first = len(self.numbers)
            entry |= 1 << first
            self.numbers.append(FROM_OUTSIDE)
            for number in of.bindings[each]:
                self.bit_of[number] = 1 << len(self.numbers)
                self.numbers.append(number)
            self.names[each] = (1 << len(self.numbers)) - (1 << first)
        # What each step does to the bits: (bits to clear, bits to set).
        self.done: dict[int, tuple[int, int]] = {}  # a statement that has completed
        self.looped: dict[int, tuple[int, int]] = {}  # a `for` that binds its target
        self.entered: dict[int, tuple[int, int]] = {}  # a case or a handler that is entered
        self._collect()
        self.at = of.control().carry(entry, step=self._step, travel=self._travel, meet=or_)

    def bindings_at(self, index: int, name: str) -> frozenset[int]:
        bits = (self.at[index] or 0) & self.names[name]
        return frozenset(self.numbers[place] for place in _ones(bits))

    def _collect(self) -> None:
        scope = self.scope
        for number, bit in self.bit_of.items():
            binding = scope.bindings[number]
            kill = self.names[binding.name]
            at = binding.statement
            block = scope.statements[at].block if at < len(scope.statements) else 0
            if binding.kind == "loop":
                _add(self.looped, at, kill, bit)
            elif binding.kind in ("pattern", "handler"):
                # The statement is the first of the block, unless broken source left the block empty.
                _add(self.entered, block, kill, bit)
            elif binding.kind == "walrus":
                statement = scope.statements[at] if at < len(scope.statements) else None
                certain = statement is not None and any(
                    binding.name in bound_for_certain(e) for e in expressions_of(statement)
                )
                _add(self.done, at, kill if certain else 0, bit)
                guard = scope.blocks[block].guard
                if guard is not None and binding.name in may_bind(guard):
                    _add(self.entered, block, 0, bit)
            elif not only_declares(scope.statements[at]):
                _add(self.done, at, kill, bit)

    def _step(self, statement: int, bits: int) -> int:
        change = self.done.get(statement)
        return bits if change is None else bits & ~change[0] | change[1]

    def _travel(self, bits: int, label: Label) -> int:
        kind = label.kind
        if kind == "loop":
            change = self.looped.get(label.statement)
            return bits if change is None else bits & ~change[0] | change[1]
        if kind == "leave":
            name = self.scope.blocks[label.block].name or ""
            return bits & ~self.names.get(name, 0)
        if kind == "test":
            return self._tested(bits, label)
        if kind == "guard" or (kind == "case" and label.holds) or kind == "enter":
            change = self.entered.get(label.block)
            if change is None:
                return bits
            return bits | change[1] if kind == "guard" else bits & ~change[0] | change[1]
        return bits

    def _tested(self, bits: int, label: Label) -> int:
        """`a and (b := c)` has bound `b` for certain where it held."""
        change = self.done.get(label.statement)
        statement = self.scope.statements[label.statement]
        if change is None or not isinstance(statement, If | While):
            return bits
        for name in bound_for_certain(statement.test, label.holds):
            mask = self.names.get(name, 0)
            if change[1] & mask:
                bits = bits & ~mask | change[1] & mask
        return bits


def _add(changes: dict[int, tuple[int, int]], key: int, kill: int, gain: int) -> None:
    killed, gained = changes.get(key, (0, 0))
    changes[key] = (killed | kill, gained | gain)


def _ones(bits: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
