"""Patterns of `match` are read in the words of expressions, and bind their names."""

import pytest

from indexer.shown import show
from tests.indexer.marked import extracted


@pytest.mark.parametrize(
    ("pattern", "shown", "bound"),
    [
        ("1", "1", ""),
        ("-1", "-1", ""),
        ("-1.5 | 'a' 'b' | None", "-1.5 | 'ab' | None", ""),
        ("True", "True", ""),
        ("x", "x", "x"),
        ("_", "_", ""),
        ("(x)", "x", "x"),
        ("(_)", "_", ""),
        ("(1 | 2)", "1 | 2", ""),
        ("Status.PAID", "Status.PAID", ""),
        ("x, y", "(x, y)", "x y"),
        ("x,", "(x,)", "x"),
        ("(x,)", "(x,)", "x"),
        ("()", "()", ""),
        ("[]", "[]", ""),
        ("[x, *rest]", "[x, *rest]", "x rest"),
        ("*_, x", "(*_, x)", "x"),
        ("(*rest,)", "(*rest,)", "rest"),
        ("1 as x", "1", "x"),
        ("(1 as x), y", "(1, y)", "x y"),
        ("str() | int() as x", "str() | int()", "x"),
        ("_ as x", "_", "x"),
        ("Point(x, 0, y=yy, z=-2, w=_)", "Point(x, 0, y=yy, z=-2, w=_)", "x yy"),
        ("shapes.Point(x=(1 | 2))", "shapes.Point(x=1 | 2)", ""),
        ("{'k': x, -1: 2, A.B: [y], **rest}", "{'k': x, -1: 2, A.B: [y]}", "x y rest"),
        ("{}", "{}", ""),
    ],
)
def test_pattern(pattern: str, shown: str, bound: str) -> None:
    scope = extracted(f"match a:\n    case {pattern}:\n        pass\n    case _: pass\n").scopes[0]
    test = scope.blocks[1].test
    assert test is not None
    assert show(test) == shown
    assert [b.name for b in scope.bindings] == bound.split()
    assert all(b.kind == "pattern" and b.statement == 1 for b in scope.bindings)


def test_guards_and_cases_in_order() -> None:
    scope = extracted("match a, b:\n    case [x] if x > 1:\n        pass\n    case _:\n        use(a)\n").scopes[0]
    assert [(b.role, b.owner, b.guard and show(b.guard)) for b in scope.blocks[1:]] == [
        ("case", 0, "x > 1"), ("case", 0, None)
    ]  # fmt: skip


def test_soft_keywords_are_names_elsewhere() -> None:
    scope = extracted("match = case = type = 1\nmatch(case)\nmatch[type].case\n_ = type(match)\n").scopes[0]
    assert [b.name for b in scope.bindings] == ["match", "case", "type", "_"]
    assert len(scope.blocks) == 1
