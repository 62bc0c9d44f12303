"""Tests as they hold at a place, in words."""

from indexer.facts import Block, Comparison, Expression, If, Match, Operation, Scope, Statement
from indexer.flow import Condition
from indexer.shown import show

OPPOSITE = {
    "==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not", "is not": "is", "<": ">=", ">=": "<",
    ">": "<=", "<=": ">",
}  # fmt: skip


def opposite(test: Expression) -> Expression:
    """What holds where the test does not, as one would write it."""
    if type(test) is Operation and test.operator == "not":
        return test.operands[0]
    if type(test) is Comparison and len(test.operators) == 1 and test.operators[0] in OPPOSITE:
        return Comparison([OPPOSITE[test.operators[0]]], test.operands)
    return Operation("not", [test])


def held(condition: Condition) -> str:
    return show(condition.test if condition.holds else opposite(condition.test))


def branch_test(statement: Statement, block: Block) -> Expression | None:
    """What holds in a branch of an `if` or `match`."""
    if type(statement) is If:
        return statement.test if block.role == "then" else opposite(statement.test)
    if type(statement) is Match and block.test is not None:
        test = Comparison(["match"], [statement.subject, block.test])
        return test if block.guard is None else Operation("and", [test, block.guard])
    return None


def tests_around(scope: Scope, number: int, but: Expression | None = None) -> tuple[str, ...]:
    """The tests of the branches around what stands in a block, outermost first; one of them may be left out."""
    found: list[str] = []
    while number > 0:
        block = scope.blocks[number]
        around = branch_test(scope.statements[block.owner], block)
        if around is not None and around is not but and around != but:
            found.append(show(around))
        number = block.parent
    return tuple(reversed(found))
