"""Which blocks can control leave at their end? Answered from the syntax of the scope, and from what never returns."""

from textwrap import indent

import pytest

from indexer.expressions import last_name
from indexer.flow import Flow
from tests.indexer.marked import extracted


def falls(body: str, *, never_returns: str = "") -> bool:
    """Can control come to the end of a function with this body?"""
    scope = extracted("def f():\n" + indent(body, "    ")).scopes[1]
    if never_returns:
        return Flow(scope, lambda e: last_name(e) == never_returns).falls_through(0)
    assert Flow(scope).falls_through(0) is scope.blocks[0].falls_through
    return scope.blocks[0].falls_through


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "g()",
        "if a: return",
        "if a:\n    return\nelif b:\n    return",
        "if a: return\nelse: pass",
        "for x in y: return",
        "while a: return",
        "while True: break",
        "while True:\n    for x in y: continue\n    if a:\n        with b: break",
        "for x in y: break\nelse: return",
        "while a: break\nelse: return",
        "with a: pass",
        "with suppress(E): raise E",
        "with pytest.raises(E): raise E",
        "try: raise E\nexcept E: pass",
        "try: return\nexcept E: pass",
        "try: pass\nexcept E: return",
        "try: pass\nfinally: g()",
        "match a:\n    case 1: return",
        "match a:\n    case x if x: return",
        "match a:\n    case 1: return\n    case _: pass",
        "assert a",
        "assert True",
        "def g(): return",
        "yield",
        "try:\n    while True: g()\nexcept E: pass",
    ],
)
def test_control_can_come_to_the_end(body: str) -> None:
    assert falls(body)


@pytest.mark.parametrize(
    "body",
    [
        "return",
        "return 1\ng()",
        "raise E",
        "if a: return\nelse: raise E",
        "if a:\n    return\nelif b:\n    return\nelse:\n    raise E",
        "while True: pass",
        "while 1:\n    for x in y: break",
        "while True:\n    def g():\n        while a: break",
        "for x in y: pass\nelse: return",
        "while a: pass\nelse: return",
        "with a: return",
        "with a, suppress_nothing(): raise E",
        "try: return\nexcept E: raise",
        "try: return\nfinally: g()",
        "try: pass\nfinally: return",
        "try: pass\nexcept E: return\nelse: return",
        "match a:\n    case 1: return\n    case _: raise E",
        "match a:\n    case 1: return\n    case x: raise E",
        "assert False",
        "assert 0, 'never'",
    ],
)
def test_control_never_comes_to_the_end(body: str) -> None:
    assert not falls(body)


def test_every_block_has_its_own_answer() -> None:
    scope = extracted("""
        def f():
            for x in y:
                if x:
                    continue
                else:
                    g()
            try:
                return
            except E:
                pass
    """).scopes[1]
    assert [(b.role, b.falls_through) for b in scope.blocks] == [
        ("body", True), ("loop", True), ("then", False), ("else", True), ("try", False), ("handler", True)
    ]  # fmt: skip


def test_calls_that_never_return() -> None:
    assert not falls("abort(404)", never_returns="abort")
    assert not falls("x = abort(404)", never_returns="abort")
    assert not falls("if a:\n    abort(404)\nelse:\n    return", never_returns="abort")
    assert falls("if a:\n    abort(404)", never_returns="abort")
    assert falls("try:\n    abort(404)\nexcept E: pass", never_returns="abort")
    assert falls("g(404)", never_returns="abort")


def test_what_is_known_elsewhere_does_not_change_the_facts() -> None:
    assert falls("abort(404)")
