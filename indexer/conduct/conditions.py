"""Tests as they hold at a place, in words."""

from indexer.facts import Comparison, Expression, Operation
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
