"""Patterns of the repository replace text as in Python, and never for long."""

import re

import pytest

from indexer.resolve.classes import Classes
from indexer.resolve.entities import External
from indexer.resolve.evaluate import Evaluator
from indexer.resolve.evaluate.operators import NOWHERE
from indexer.resolve.evaluate.patterns import of_compiled, substituted
from indexer.resolve.evaluate.values import Arguments, Const, Made, Value
from indexer.resolve.modules import Modules
from indexer.resolve.names import Names


def replaced(pattern: str, replacement: str, text: str) -> Value | None:
    evaluator = Evaluator(names := Names(Modules([])), Classes(names))
    compiled = Made(External("re.compile"), Arguments((Const(pattern),)), NOWHERE)
    found = substituted(evaluator, Arguments((Const(pattern), Const(replacement), Const(text))))
    assert found == of_compiled(evaluator, compiled, Arguments((Const(replacement), Const(text))))
    return found


@pytest.mark.parametrize(
    ("pattern", "replacement", "text"),
    [(r"{(\w+)}", r"<\1>", "/a/{b}/{c}"), (r"/+", "/", "//a///b"), (r"\(.*?\)\+", "", "/a(b)+"), ("x|y", "z", "xy")],
)
def test_as_python_does(pattern: str, replacement: str, text: str) -> None:
    assert replaced(pattern, replacement, text) == Const(re.sub(pattern, replacement, text))


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"(a|a)*$", r"(a*){30}$", "a?" * 30 + "a" * 30, "(a|a)" * 30 + "$", r"(a)\1", "a" * 400, "(", "a{9"],
)
def test_what_may_take_long_or_is_no_pattern_is_not_run(pattern: str) -> None:
    found = replaced(pattern, r"\1", "a" * 60)
    assert found is None or pattern == "a{9"


def test_with_more_than_these_arguments_it_is_something_else() -> None:
    evaluator = Evaluator(names := Names(Modules([])), Classes(names))
    assert substituted(evaluator, Arguments((Const("a"), Const("b"), Const("aa"), Const(1)))) is None
    assert substituted(evaluator, Arguments((Const("a"), None, Const("aa")))) is None
