"""Tests of a hook on which endpoint is asked for: they decide whether its refusal is meant for one endpoint at all."""

from dataclasses import dataclass

from indexer.facts import Attribute, Call, Comparison, Expression, Operation
from indexer.frameworks.refusal.statuses import words
from indexer.resolve.entities import Function
from indexer.resolve.evaluate.values import Value, text_of
from indexer.resolve.program import Program

NAMES = frozenset({"endpoint", "path", "blueprint", "full_path", "url_rule", "rule", "url", "base_url", "view_args"})
COMPARED = frozenset({"==", "in", "!=", "not in"})


@dataclass(slots=True, frozen=True)
class Asked:
    """A request as a hook sees it."""

    endpoint: str
    path: str
    blueprint: str

    def read(self, expression: Expression) -> str | None:
        """`request.endpoint` and its like."""
        if type(expression) is not Attribute:
            return None
        return {"endpoint": self.endpoint, "path": self.path, "blueprint": self.blueprint}.get(expression.name)


def asks_which(test: Expression) -> bool:
    return not NAMES.isdisjoint(words(test))


def outcome(program: Program, test: Expression, function: Function, asked: Asked) -> bool | None:
    """What the test comes to for such a request, as far as that depends on the endpoint alone."""
    if type(test) is Operation and test.operator == "not":
        known = outcome(program, test.operands[0], function, asked)
        return None if known is None else not known
    if type(test) is Operation and test.operator in ("and", "or"):
        found = [outcome(program, operand, function, asked) for operand in test.operands]
        decisive = test.operator == "or"
        return decisive if decisive in found else None if None in found else not decisive
    if type(test) is Comparison and len(test.operators) == 1:
        return _compared(program, test, function, asked)
    if type(test) is Call and type(test.function) is Attribute and test.function.name in ("startswith", "endswith"):
        read = asked.read(test.function.value)
        texts = _texts(program, test.arguments[0], function) if test.arguments else None
        if read is None or texts is None:
            return None
        return any(getattr(read, test.function.name)(text) for text in texts)
    return True if asked.read(test) else None


def _compared(program: Program, test: Comparison, function: Function, asked: Asked) -> bool | None:
    operator, (left, right) = test.operators[0], test.operands[:2]
    if asked.read(left) is None and operator in ("==", "!="):
        left, right = right, left
    read = asked.read(left)
    texts = _texts(program, right, function)
    if read is None or texts is None or operator not in COMPARED:
        return None
    return (read in texts) == (operator in ("==", "in"))


def _texts(program: Program, expression: Expression, function: Function) -> list[str] | None:
    """The string, or the strings of a list, that an expression stands for; None where one of them is not known."""
    value: Value | None = program.evaluator.value(expression, function)
    items = program.evaluator.iterate(value)
    texts = [text_of(item) for item in (items if items is not None else [value])]
    return None if None in texts else [text for text in texts if text is not None]
