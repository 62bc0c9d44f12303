"""Text replaced by pattern, as paths of one framework are turned into those of another: `re.sub("{(.+?)}", ...)`.

A pattern of the repository runs here, so only one that cannot take long: no group is repeated, nothing refers back, its
choices are few, and what they can cost over the text is charged to the budget.
"""

import re
from typing import TYPE_CHECKING

from indexer.resolve.evaluate.values import Arguments, Const, Made, Value, text_of

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator

COMPILE = "re.compile"
ESCAPED = re.compile(r"\\.", re.DOTALL)
REFERS_BACK = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
REPEATED_GROUP = re.compile(r"\)[*+{]")
CHOICE = re.compile(r"(?<!\()[*+?|]|\{[\d,]")
MOST_CHOICES = 4
LONGEST = 300  # characters of the pattern and of the text
STEPS_A_STATEMENT = 5_000  # of the matcher, which take about as long


def substituted(evaluator: "Evaluator", arguments: Arguments) -> Value | None:
    """`re.sub(pattern, replacement, text)`."""
    return _substituted(evaluator, arguments.get("pattern", 0), arguments, place=1)


def of_compiled(evaluator: "Evaluator", owner: Made, arguments: Arguments) -> Value | None:
    """`re.compile(pattern).sub(replacement, text)`."""
    if owner.name != COMPILE or len(owner.arguments.positional) != 1:
        return None
    return _substituted(evaluator, owner.arguments.positional[0], arguments, place=0)


def _substituted(evaluator: "Evaluator", pattern: Value | None, arguments: Arguments, *, place: int) -> Value | None:
    given = arguments.get("string", place + 1)
    replacement = arguments.get("repl", place)
    expression, into, text = (text_of(v) if isinstance(v, Const) else None for v in (pattern, replacement, given))
    if expression is None or into is None or text is None or len(arguments.positional) > place + 2:
        return None
    choices = len(CHOICE.findall(ESCAPED.sub("", expression)))
    if max(len(text), len(expression)) > LONGEST or choices > MOST_CHOICES or not _is_tame(expression):
        return None
    evaluator.step(1 + len(text) ** (choices + 1) // STEPS_A_STATEMENT)
    try:
        return Const(re.sub(expression, into, text))
    except (re.error, IndexError, OverflowError, RecursionError):
        return None


def _is_tame(expression: str) -> bool:
    return not REFERS_BACK.search(expression) and not REPEATED_GROUP.search(ESCAPED.sub("", expression))
