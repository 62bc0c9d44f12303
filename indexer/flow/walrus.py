"""Names that `:=` binds in the middle of an expression: which, and in what order."""

from collections.abc import Iterable, Iterator

from indexer.expressions import expressions_of, parts_of
from indexer.facts import Assign, Comparison, Comprehension, Conditional, Expression, Name, Operation, Statement, Walrus


def may_bind(expression: Expression) -> set[str]:
    """The names bound in an expression, if all of it is evaluated."""
    return set(walruses(expression))


def walruses(expression: Expression) -> Iterator[str]:
    if type(expression) is Walrus:
        yield expression.name
    for part in parts_of(expression):
        yield from walruses(part)


def bound_for_certain(expression: Expression, outcome: bool | None = None) -> set[str]:
    """The names bound whenever an expression is evaluated (and its truth is `outcome`)."""
    if type(expression) is Walrus:
        return {expression.name} | bound_for_certain(expression.value, outcome)
    parts: Iterable[Expression]
    if type(expression) is Operation and expression.operator in ("and", "or"):
        if outcome is (expression.operator == "and"):
            return _union(bound_for_certain(o, outcome) for o in expression.operands)
        parts = expression.operands[:1]
    elif type(expression) is Operation and expression.operator == "not":
        return bound_for_certain(expression.operands[0], None if outcome is None else not outcome)
    elif type(expression) is Conditional:
        parts = [expression.test]
    elif type(expression) is Comprehension:
        parts = [c.iterable for c in expression.clauses[:1]]
    elif type(expression) is Comparison and outcome is not True:
        parts = expression.operands[:2]
    else:
        parts = parts_of(expression)
    return _union(map(bound_for_certain, parts))


def rebinds_what_it_read(expression: Expression) -> bool:
    """`x > 0 and (x := f())`: true of another `x` than the one it leaves behind."""
    read: set[str] = set()
    for part in _reads_and_binds(expression):
        if type(part) is Name:
            read.add(part.id)
        elif type(part) is Walrus and part.name in read:
            return True
    return False


def bound_before(statement: Statement, target: Expression) -> tuple[set[str], set[str]]:
    """The names that are perhaps and those that are certainly bound as one expression of a statement is evaluated."""
    roots = list(expressions_of(statement))
    if type(statement) is Assign and statement.value is not None:
        roots.insert(0, roots.pop())  # the value is evaluated before the targets
    perhaps: set[str] = set()
    certainly: set[str] = set()
    for root in roots:
        found = _on_the_way(root, target)
        if found is not None:
            return perhaps | found[0], certainly | found[1]
        perhaps |= may_bind(root)
        certainly |= bound_for_certain(root)
    return set(), set()


def _on_the_way(expression: Expression, target: Expression) -> tuple[set[str], set[str]] | None:
    """What is bound perhaps, and certainly, before the target in this expression; None where it is not in it."""
    if expression is target:
        return set(), set()
    if type(expression) is Conditional:
        for branch, held in ((expression.then, True), (expression.otherwise, False)):
            found = _on_the_way(branch, target)
            if found is not None:
                test = expression.test
                return may_bind(test) | found[0], bound_for_certain(test, held) | found[1]
        return _on_the_way(expression.test, target)
    perhaps: set[str] = set()
    certainly: set[str] = set()
    for part, outcome in _in_order(expression):
        found = _on_the_way(part, target)
        if found is not None:
            if type(expression) is Comprehension and part is not expression.clauses[0].iterable:
                perhaps = may_bind(expression)  # in an earlier round
            return perhaps | found[0], certainly | found[1]
        perhaps |= may_bind(part)
        certainly |= bound_for_certain(part, outcome)
    return None


def _in_order(expression: Expression) -> Iterator[tuple[Expression, bool | None]]:
    """The parts in the order of evaluation, each with the truth that it must have for the next ones to be evaluated."""
    if type(expression) is Operation and expression.operator in ("and", "or"):
        for operand in expression.operands:
            yield operand, expression.operator == "and"
    elif type(expression) is Comprehension:
        for clause in expression.clauses:
            yield clause.iterable, None
            for test in clause.tests:
                yield test, True
        for element in expression.elements:
            yield element, None
    else:
        for part in parts_of(expression):
            yield part, None  # of a chain of comparisons the last may not be evaluated, but then nor is the target


def _reads_and_binds(expression: Expression) -> Iterator[Expression]:
    """Names and `:=`, in the order of evaluation."""
    if type(expression) is Conditional:
        yield from _reads_and_binds(expression.test)
        yield from _reads_and_binds(expression.then)
        yield from _reads_and_binds(expression.otherwise)
        return
    for part, _ in _in_order(expression):
        yield from _reads_and_binds(part)
    if type(expression) is Name or type(expression) is Walrus:
        yield expression


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)
