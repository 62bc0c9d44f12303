"""Tests of a hook on which endpoint is asked for: they decide whether its refusal is meant for one endpoint at all."""

import re

from msgspec import Struct

from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Comparison, Comprehension, Expression, Name, Operation
from indexer.frameworks.refusal.statuses import words
from indexer.resolve.entities import Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Made, Text, Value, text_of
from indexer.resolve.program import Program

NAMES = frozenset(
    {"endpoint", "path", "blueprint", "full_path", "path_info", "url_rule", "rule", "url", "base_url", "view_args"}
)
STRIPS = frozenset({"strip", "lstrip", "rstrip"})
MATCHES = frozenset({"match", "search", "fullmatch"})
UNKNOWN = "[^/]*"
PREFIXED = re.compile(r"(?<=^/)\{\w*\}(?=\w)|^\{\w*\}(?=\w)")  # a prefix that is not known, before a word
LONGEST_PATTERN = 200  # characters: it is the repository's, and runs here
COMPARED = frozenset({"==", "in", "!=", "not in"})


class Asked(Struct, frozen=True):
    """A request as a hook sees it."""

    endpoint: str
    path: str
    blueprint: str

    def read(self, expression: Expression, function: Function) -> str | None:
        """`request.endpoint` and its like, `request.path.lstrip("/")`, and a local that is bound to one."""
        if type(expression) is Name:
            bound = [s.value for s in function.scope.statements if type(s) is Assign and expression in s.targets]
            values = {self.read(v, function) if v is not None and type(v) is not Name else None for v in bound}
            return values.pop() if len(values) == 1 else None
        if type(expression) is Call and type(expression.function) is Attribute and expression.function.name in STRIPS:
            read = self.read(expression.function.value, function)
            return getattr(read, expression.function.name)("/") if read is not None else None
        if type(expression) is not Attribute:
            return None
        known = {"endpoint": self.endpoint, "path": self.path, "path_info": self.path, "blueprint": self.blueprint}
        return known.get(expression.name)


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
        read = asked.read(test.function.value, function)
        texts = _texts(program, test.arguments[0], function) if test.arguments else None
        if read is None or texts is None:
            return None
        return any(getattr(read, test.function.name)(text) for text in texts)
    if type(test) is Call and last_name(test) == "any" and len(test.arguments) == 1:
        return _any(program, test.arguments[0], function, asked)
    return True if asked.read(test, function) else None


def _any(program: Program, test: Expression, function: Function, asked: Asked) -> bool | None:
    """`any(pattern.match(path) for pattern in OPEN)`: an item that is not known is taken for another path's."""
    if type(test) is not Comprehension or len(test.clauses) != 1 or len(test.elements) != 1:
        return None
    items = program.evaluator.iterate(program.evaluator.value(test.clauses[0].iterable, function))
    element = test.elements[0]
    if items is None or type(element) is not Call or type(element.function) is not Attribute:
        return None
    read = next((r for a in element.arguments if (r := asked.read(a, function)) is not None), None)
    name, starts = element.function.name, asked.read(element.function.value, function)
    if name in MATCHES and read is not None:
        path = PREFIXED.sub("", read)
        return any(_matches(name, pattern, path) for pattern in map(_pattern, items) if pattern)
    if name == "startswith" and starts is not None:
        return any(starts.startswith(text) for text in map(text_of, items) if text)
    return None


def _pattern(item: Value | None) -> str | None:
    """A regular expression as text, compiled or not; a part that is not known is within one segment of the path."""
    written = item.arguments.get("pattern", 0) if isinstance(item, Made) and item.name == "re.compile" else item
    written = plain(written)
    if isinstance(written, Text):
        return "".join(UNKNOWN if part is None else part for part in written.parts)
    return text_of(written)


def _matches(way: str, pattern: str, text: str) -> bool:
    if len(pattern) > LONGEST_PATTERN or _repeats_twice(pattern):
        return False
    try:
        return getattr(re, way)(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _repeats_twice(pattern: str) -> bool:
    """What repeats something that repeats may take for ever: `(a+)+`."""
    return bool(re.search(r"[*+}][^()]*\)[*+{]", pattern))


def _compared(program: Program, test: Comparison, function: Function, asked: Asked) -> bool | None:
    operator, (left, right) = test.operators[0], test.operands[:2]
    if asked.read(left, function) is None and operator in ("==", "!="):
        left, right = right, left
    read = asked.read(left, function)
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
