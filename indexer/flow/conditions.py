"""Tests that held: what one is, and those inside a statement, on the way to one of its expressions."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from indexer.expressions import expressions_of, parts_of, paths_in
from indexer.facts import (
    Assert,
    Attribute,
    Call,
    Comparison,
    Comprehension,
    Conditional,
    Expression,
    Name,
    Operation,
    Statement,
)
from indexer.flow.walrus import bound_before, may_bind, rebinds_what_it_read, walruses

NARROWS = frozenset({"filter", "exclude", "get", "filter_by"})


By = Literal["branch", "early exit", "loop", "case", "assert", "conditional", "filter"]


class Condition(NamedTuple):
    """A test that held (or, with `holds` False, failed) whenever control came to the place."""

    test: Expression
    holds: bool
    line: int
    by: By


def conditions_inside(statement: Statement, target: Expression) -> list[Condition]:
    """The tests on the way from a statement down to one of its expressions, outermost first."""
    for root in expressions_of(statement):
        found = _way(root, target, statement.line)
        if found is not None:
            if type(statement) is Assert and root is statement.message:
                found.insert(0, Condition(statement.test, False, statement.line, "assert"))
            return [*found, *filtered_by(target, statement.line)]
    return []


def not_rebound(conditions: list[Condition], statement: Statement, target: Expression) -> list[Condition]:
    """Without the conditions that speak of a name that `:=` has bound since, on the way to the target."""
    bound, _ = bound_before(statement, target)
    if not bound:
        return conditions
    everywhere = [name for root in expressions_of(statement) for name in walruses(root)]
    kept: list[Condition] = []
    for condition in conditions:
        own = may_bind(condition.test) if condition.line == statement.line else set()
        if own and rebinds_what_it_read(condition.test):
            continue
        spoken_of = {path.partition(".")[0] for path in paths_in(condition.test)}
        if all(name in own and everywhere.count(name) == 1 for name in spoken_of & bound):
            kept.append(condition)
    return kept


def filtered_by(expression: Expression, line: int) -> Iterator[Condition]:
    """`rows.filter(status=A).exclude(b=C).update(...)`: what the rows it works on were narrowed to."""
    while isinstance(expression, Attribute | Call):
        if isinstance(expression, Attribute):
            expression = expression.value
            continue
        function = expression.function
        if isinstance(function, Attribute) and function.name in NARROWS:
            tests: list[Expression] = [Comparison(["=="], [Name(n), v]) for n, v in expression.keywords if n]
            if function.name != "exclude":
                yield from (Condition(test, True, function.line, "filter") for test in tests)
            elif tests and len(tests) == len(expression.keywords) and not expression.arguments:
                # Left out are the rows for which all of it holds.
                test = tests[0] if len(tests) == 1 else Operation("and", tests)
                yield Condition(test, False, function.line, "filter")
        expression = function


def _way(expression: Expression, target: Expression, line: int) -> list[Condition] | None:
    """None where the target is not in this expression."""
    if expression is target:
        return []
    for tests, holds, part in _parts_with_tests(expression):
        found = _way(part, target, line)
        if found is not None:
            return [Condition(test, holds, line, "conditional") for test in tests] + found
    return None


def _parts_with_tests(expression: Expression) -> Iterator[tuple[list[Expression], bool, Expression]]:
    """The parts of an expression, each with the tests that must have come out this way for it to be evaluated."""
    if type(expression) is Conditional:
        yield [], True, expression.test
        yield [expression.test], True, expression.then
        yield [expression.test], False, expression.otherwise
    elif type(expression) is Operation and expression.operator in ("and", "or"):
        for number, operand in enumerate(expression.operands):
            yield expression.operands[:number], expression.operator == "and", operand
    elif type(expression) is Comprehension:
        tests: list[Expression] = []
        for clause in expression.clauses:
            yield tests.copy(), True, clause.iterable
            yield tests.copy(), True, clause.target
            for test in clause.tests:
                yield tests.copy(), True, test
                tests.append(test)
        for element in expression.elements:
            yield tests, True, element
    else:
        for part in parts_of(expression):
            yield [], True, part
