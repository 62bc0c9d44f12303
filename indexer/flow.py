"""What must have held at a place: dominating tests, open contexts, handlers, blocks that never fall through.

Everything is read from one scope's facts. What only other files know (this call never returns) is passed in as a
predicate. A test counts only while what it spoke of has not been assigned since: right or silent.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from indexer.expressions import expressions_of, last_name, parts_of, paths_in, written_by
from indexer.facts import (
    Assert,
    Attribute,
    Block,
    Call,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Evaluate,
    Expression,
    If,
    Jump,
    Match,
    Name,
    Operation,
    Raise,
    Return,
    Scope,
    Statement,
    Try,
    While,
    With,
)
from indexer.reaching import FROM_OUTSIDE, Reaching, catches_all

NeverReturns = Callable[[Expression], bool]

NARROWS = frozenset({"filter", "exclude", "get", "filter_by"})
SWALLOWS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesMessage", "assertRaisesRegex"})


class Condition(NamedTuple):
    """A test that held (or, with `holds` False, failed) whenever control came to the place."""

    test: Expression
    holds: bool
    line: int
    by: Literal["branch", "early exit", "loop", "case", "assert", "conditional", "filter"]


class Context(NamedTuple):
    """An open `with` item."""

    value: Expression
    target: Expression | None
    line: int


def mark_fall_through(scope: Scope) -> None:
    """Set `falls_through` on every block, from the syntax alone."""
    if len(scope.blocks) == 1 and not any(type(s) in (Return, Raise, Jump) for s in scope.statements):
        return
    flow = Flow(scope)
    for number, block in enumerate(scope.blocks):
        block.falls_through = flow.falls_through(number)


class Flow:
    """Questions about one scope; indexes are built once, answers on demand."""

    def __init__(self, scope: Scope, never_returns: NeverReturns | None = None) -> None:
        self.scope = scope
        self.never_returns = never_returns
        self.inside: list[list[int]] = [[] for _ in scope.blocks]  # statements of each block, in order
        self._reached: dict[str, dict[int, frozenset[int]]] = {}
        self.opened: dict[int, list[int]] = {}  # statement -> the blocks it opens, in order
        for index, statement in enumerate(scope.statements):
            self.inside[statement.block].append(index)
        for number, block in enumerate(scope.blocks):
            self.opened.setdefault(block.owner, []).append(number)
        self._broken_loops = {
            self._loop_around(s.block) for s in scope.statements if type(s) is Jump and s.kind == "break"
        }
        self._falls: list[bool] = [True] * len(scope.blocks)
        for number in reversed(range(len(scope.blocks))):  # a block comes after the one around it
            self._falls[number] = all(self._completes(i) for i in self.inside[number])

    # ----------------------------------------------------------------------------------- completion

    def falls_through(self, block: int) -> bool:
        return self._falls[block]

    def _completes(self, index: int) -> bool:
        """Can control get past this statement?"""
        statement = self.scope.statements[index]
        kind = type(statement)
        if kind in (Return, Raise):
            return False
        if kind is Jump:
            return statement.kind == "pass"  # type: ignore[union-attr]
        if kind is Evaluate:
            return self.never_returns is None or not self.never_returns(statement.value)  # type: ignore[union-attr,arg-type]
        if kind is Assert:
            return not (type(statement.test) is Constant and not statement.test.value)  # type: ignore[union-attr]
        blocks = {self.scope.blocks[b].role: b for b in self.opened.get(index, ())}
        if kind is If:
            return self._falls[blocks["then"]] or "else" not in blocks or self._falls[blocks["else"]]
        if kind is While:
            endless = type(statement.test) is Constant and bool(statement.test.value)  # type: ignore[union-attr]
            return not endless or index in self._broken_loops
        if kind is With:
            swallows = any(last_name(c) in SWALLOWS for c, _ in statement.items)  # type: ignore[union-attr]
            return swallows or self._falls[blocks["with"]]
        if kind is Match:
            cases = self.opened.get(index, ())
            return not any(catches_all(self.scope.blocks[b]) for b in cases) or any(self._falls[b] for b in cases)
        if kind is Try:
            if "finally" in blocks and not self._falls[blocks["finally"]]:
                return False
            straight = self._falls[blocks["try"]] and ("else" not in blocks or self._falls[blocks["else"]])
            handlers = [b for b in self.opened[index] if self.scope.blocks[b].role == "handler"]
            return straight or any(self._falls[b] for b in handlers)
        return True

    def _loop_around(self, block: int) -> int:
        while block >= 0:
            found = self.scope.blocks[block]
            if found.role == "loop":
                return found.owner
            block = found.parent
        return -1

    # ------------------------------------------------------------------------------------ dominance

    def dominating(self, index: int, within: Expression | None = None) -> list[Condition]:
        """The tests that held whenever statement `index` runs, outermost first; with `within`, whenever that expression
        of the statement is evaluated (`a and b()`, `x if t else y`, `filter(status=A).update(...)`)."""
        found: list[Condition] = []
        at = index
        while True:
            block_number = self.scope.statements[at].block
            siblings = self.inside[block_number]
            before = [c for s in siblings[: siblings.index(at)] for c in self._after(s)]
            found[:0] = [c for c in before if not self._stale(c, index)]
            block = self.scope.blocks[block_number]
            if block.owner < 0:
                break
            found[:0] = [c for c in self._entering(block) if not self._stale(c, index)]
            at = block.owner
        if within is not None:
            found += conditions_inside(self.scope.statements[index], within)
        return found

    def _entering(self, block: Block) -> list[Condition]:
        owner = self.scope.statements[block.owner]
        if type(owner) is If:
            return [Condition(owner.test, block.role == "then", owner.line, "branch")]
        if type(owner) is While and block.role == "loop":
            return [] if type(owner.test) is Constant else [Condition(owner.test, True, owner.line, "loop")]
        if type(owner) is Match and block.test is not None:
            found = []
            if type(block.test) is not Name:  # a capture matches everything
                found.append(Condition(Comparison(["match"], [owner.subject, block.test]), True, owner.line, "case"))
            if block.guard is not None:
                found.append(Condition(block.guard, True, owner.line, "case"))
            return found
        return []

    def _after(self, index: int) -> list[Condition]:
        """What holds once this statement has completed."""
        statement = self.scope.statements[index]
        if type(statement) is Assert:
            return [Condition(statement.test, True, statement.line, "assert")]
        if type(statement) is If:
            blocks = {self.scope.blocks[b].role: b for b in self.opened[index]}
            then = self._falls[blocks["then"]]
            otherwise = "else" not in blocks or self._falls[blocks["else"]]
            if then and not otherwise:
                return [Condition(statement.test, True, statement.line, "early exit"), *self._at_end(blocks["then"])]
            if otherwise and not then:
                inner = self._at_end(blocks["else"]) if "else" in blocks else []
                return [Condition(statement.test, False, statement.line, "early exit"), *inner]
            return []
        if type(statement) is With:
            if any(last_name(c) in SWALLOWS for c, _ in statement.items):
                return []
            return self._at_end(self.opened[index][0])
        if type(statement) is While and index not in self._broken_loops and type(statement.test) is not Constant:
            return [Condition(statement.test, False, statement.line, "loop")]
        if type(statement) is Try:
            return self._after_try(index)
        if type(statement) is Match:
            left = [b for b in self.opened.get(index, ()) if self._falls[b]]
            exhaustive = any(catches_all(self.scope.blocks[b]) for b in self.opened.get(index, ()))
            if len(left) == 1 and exhaustive:
                return self._entering(self.scope.blocks[left[0]]) + self._at_end(left[0])
        return []

    def _after_try(self, index: int) -> list[Condition]:
        found: list[Condition] = []
        handlers_fall = False
        for number in self.opened[index]:
            role = self.scope.blocks[number].role
            if role == "handler":
                handlers_fall = handlers_fall or self._falls[number]
            elif role != "finally":
                found += self._at_end(number)
        if handlers_fall:
            found = []
        for number in self.opened[index]:
            if self.scope.blocks[number].role == "finally":
                found += self._at_end(number)
        return found

    def _at_end(self, block: int) -> list[Condition]:
        return [c for s in self.inside[block] for c in self._after(s)]

    def _stale(self, condition: Condition, index: int) -> bool:
        """Has anything that the test speaks of been assigned between the test and statement `index`?"""
        tested = next((i for i, s in enumerate(self.scope.statements) if s.line == condition.line), 0)
        last = self._end_of_outer_loop(index, tested)
        paths = paths_in(condition.test)
        for number in range(tested, last):
            statement = self.scope.statements[number]
            if number == tested and type(statement) in (If, While, Match, Assert):
                continue
            if number == index:
                continue
            for written in written_by(statement):
                if any(p == written or p.startswith(written + ".") for p in paths):
                    return True
        return False

    def _end_of_outer_loop(self, index: int, tested: int) -> int:
        """Past a loop's end there is its start again: a test before the loop must survive the whole loop."""
        end = index
        block = self.scope.statements[index].block
        while block > 0:
            found = self.scope.blocks[block]
            if found.role == "loop" and found.owner > tested:
                end = max(end, self._last_statement(block) + 1)
            block = found.parent
        return end

    def _last_statement(self, block: int) -> int:
        last = self.inside[block][-1] if self.inside[block] else -1
        for inner in self.opened.get(last, ()):
            last = max(last, self._last_statement(inner))
        return last

    # ------------------------------------------------------------------------ contexts and handlers

    def contexts(self, index: int) -> list[Context]:
        """The `with` items that are open when statement `index` runs, outermost first."""
        found: list[Context] = []
        for block in self._blocks_around(index):
            owner = self.scope.statements[block.owner]
            if type(owner) is With:
                found[:0] = [Context(value, target, owner.line) for value, target in owner.items]
        return found

    def handlers(self, index: int) -> list[tuple[Expression | None, int]]:
        """What is caught around statement `index`, innermost first: exception type (None: everything), line of the try."""
        found: list[tuple[Expression | None, int]] = []
        for block in self._blocks_around(index):
            if block.role == "try":
                line = self.scope.statements[block.owner].line
                around = [self.scope.blocks[b] for b in self.opened[block.owner]]
                found += [(b.test, line) for b in around if b.role == "handler"]
        return found

    def _blocks_around(self, index: int) -> Iterator[Block]:
        number = self.scope.statements[index].block
        while number > 0:
            block = self.scope.blocks[number]
            yield block
            number = block.parent

    # ------------------------------------------------------------------------- reaching assignments

    def reaching(self, index: int, name: str) -> frozenset[int]:
        """The bindings (indexes into `scope.bindings`) whose value `name` may have when statement `index` begins;
        FROM_OUTSIDE among them where the name may still have its value from entry."""
        if name not in self._reached:
            self._reached[name] = Reaching(self, name).result
        return self._reached[name].get(index, frozenset({FROM_OUTSIDE}))


def conditions_inside(statement: Statement, target: Expression) -> list[Condition]:
    """The tests on the way from a statement down to one of its expressions."""
    for root in expressions_of(statement):
        found = _way(root, target, statement.line)
        if found is not None:
            return found + list(filtered_by(target, statement.line))
    return []


def filtered_by(expression: Expression, line: int) -> Iterator[Condition]:
    """`rows.filter(status=A).exclude(b=C).update(...)`: what the rows it works on were narrowed to."""
    while True:
        if isinstance(expression, Attribute):
            expression = expression.value
        elif isinstance(expression, Call):
            function = expression.function
            if isinstance(function, Attribute) and function.name in NARROWS:
                for name, value in expression.keywords:
                    if name is not None:
                        test = Comparison(["=="], [Name(name), value])
                        yield Condition(test, function.name != "exclude", expression.line, "filter")
            expression = function
        else:
            return


def _way(expression: Expression, target: Expression, line: int) -> list[Condition] | None:
    if expression is target:
        return []
    if type(expression) is Conditional:
        for branch, holds in ((expression.then, True), (expression.otherwise, False)):
            found = _way(branch, target, line)
            if found is not None:
                return [Condition(expression.test, holds, line, "conditional"), *found]
        return _way(expression.test, target, line)
    if type(expression) is Operation and expression.operator in ("and", "or"):
        for number, operand in enumerate(expression.operands):
            found = _way(operand, target, line)
            if found is not None:
                holds = expression.operator == "and"
                return [Condition(o, holds, line, "conditional") for o in expression.operands[:number]] + found
        return None
    for part in parts_of(expression):
        found = _way(part, target, line)
        if found is not None:
            tests = [t for c in expression.clauses for t in c.tests] if type(expression) is Comprehension else []
            return [Condition(t, True, line, "conditional") for t in tests] + found
    return None
