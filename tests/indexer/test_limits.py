"""Sizes that nobody writes by hand: nothing raises, nothing takes long, and what is around is still read."""

import time

import pytest

from indexer.extract import extract
from indexer.facts import MOST_ITEMS, Assign, Collection, Operation, Other
from indexer.flow import Flow


def nested(opening: str, closing: str, depth: int) -> str:
    return f"x = {opening * depth}a{closing * depth}"


@pytest.mark.parametrize(
    "middle",
    [
        pytest.param(nested("[", "]", 10_000), id="brackets"),
        pytest.param(nested("(", ")", 10_000), id="parentheses"),
        pytest.param(nested("f(", ")", 10_000), id="calls"),
        pytest.param(nested("{'a': ", "}", 5_000), id="dictionaries"),
        pytest.param(nested("(a := ", ")", 3_000), id="walruses"),
        pytest.param(nested("[a for b in ", "]", 2_000), id="comprehensions"),
        pytest.param(nested("a[b:", "]", 2_000), id="slices"),
        pytest.param(nested("(f'a' + ", ")", 500), id="strings"),
        pytest.param(nested('f"{', '}"', 100), id="interpolations"),
        pytest.param(nested("lambda: ", "", 3_000), id="lambdas"),
        pytest.param(nested("not ", "", 5_000), id="not"),
        pytest.param(nested("-", "", 5_000), id="minus"),
        pytest.param(nested("await ", "", 3_000), id="await"),
        pytest.param(nested("a if b else ", "", 3_000), id="conditionals"),
        pytest.param(nested("a ** ", "", 5_000), id="powers"),
        pytest.param("x = " + " and ".join(["a"] * 5_000), id="and"),
        pytest.param("x = " + " or ".join(["a and b"] * 3_000), id="and or"),
        pytest.param("x = " + " < ".join(["a"] * 5_000), id="comparisons"),
        pytest.param("x = a" + ".b(c)" * 5_000, id="chain of calls"),
        pytest.param("x = a" + ".b" * 20_000, id="chain of names"),
        pytest.param("x = a" + "[0]" * 5_000, id="chain of subscripts"),
        pytest.param("x = " * 5_000 + "1", id="chain of assignments"),
        pytest.param("x = " + "'a' " * 20_000, id="concatenation"),
        pytest.param("x: " + "a[" * 2_000 + "b" + "]" * 2_000, id="annotation"),
        pytest.param("x: " + "a | " * 3_000 + "b", id="union"),
        pytest.param("x = '" + "a" * 1_000_000 + "'", id="long string"),
        pytest.param("x = '" + "#" * 1_000_000 + "'", id="string of hashes"),
        pytest.param("x;" * 20_000, id="one line of statements"),
        pytest.param("@a\n" * 3_000 + "def decorated(): pass", id="decorators"),
        pytest.param("# x\n" * 50_000, id="comments"),
        pytest.param("x = [\n" + "1,  # x\n" * 20_000 + "]", id="comments in a list"),
        pytest.param("\n" * 500_000, id="empty lines"),
        pytest.param("x = " + "1 + \\\n" * 3_000 + "1", id="backslashes"),
        pytest.param("\\\n" * 50_000, id="lines of a backslash"),
        pytest.param("with " + ", ".join(["a as b"] * 3_000) + ": pass", id="with"),
        pytest.param("def many(" + ", ".join(f"a{n}=1" for n in range(5_000)) + "): pass", id="parameters"),
        pytest.param("match a:\n    case " + "[" * 1_000 + "]" * 1_000 + ": pass", id="pattern"),
        pytest.param("def many():\n" + "    try: pass\n    finally: x = 1\n" * 1_000, id="finally"),
    ],
)
def test_what_is_around_is_read(middle: str) -> None:
    start = time.process_time()
    file = extract(f"def before(): pass\n{middle}\ndef after(): pass\n".encode())
    assert time.process_time() - start < 10
    names = [s.name for s in file.scopes]
    assert names[1] == "before" and names[-1] == "after"
    assert file.problems == []


def test_a_long_sum_is_one_operation() -> None:
    file = extract(("x = " + " + ".join(f"a{n}" for n in range(5_000))).encode())
    statement = file.scopes[0].statements[0]
    assert isinstance(statement, Assign) and isinstance(statement.value, Operation)
    assert len(statement.value.operands) == 5_000


def test_one_very_long_line() -> None:
    file = extract(("x = [" + "{'a': 1, 'b': [1, 2, 3]}, " * 40_000 + "]\ndef after(): pass\n").encode())
    statement = file.scopes[0].statements[0]
    assert isinstance(statement, Assign) and isinstance(statement.value, Collection)
    assert len(statement.value.items) == MOST_ITEMS + 1
    assert isinstance(statement.value.items[-1], Other)
    assert [s.name for s in file.scopes] == ["<module>", "after"]


def test_six_hundred_nested_ifs() -> None:
    source = "".join(" " * n + "if x:\n" for n in range(600)) + " " * 600 + "pass\n"
    file = extract(f"def before(): pass\n{source}def after(): pass\n".encode())
    assert [s.name for s in file.scopes] == ["<module>", "before", "after"]
    assert any("nested deeper than 100" in p.message for p in file.problems)


def test_nested_functions_to_the_limit_of_python() -> None:
    depth = 99
    source = "".join(" " * n + f"def f{n}():\n" for n in range(depth)) + " " * depth + "pass\n"
    file = extract(source.encode())
    assert [s.name for s in file.scopes[1:]] == [f"f{n}" for n in range(depth)]
    assert file.problems == []


def test_three_hundred_elifs() -> None:
    source = (
        "def f():\n    if a == 0: pass\n"
        + "".join(f"    elif a == {n}: b = {n}\n" for n in range(1, 301))
        + "    c = 1\n"
    )
    file = extract(source.encode())
    assert file.problems == []
    scope = file.scopes[1]
    last = len(scope.statements) - 1
    assert len(Flow(scope).dominating(last - 1)) == 301
    assert len(Flow(scope).reaching(last, "b")) == 301


def test_questions_about_deep_nesting() -> None:
    source = "def f():\n" + "".join("    " * n + "try:\n" for n in range(1, 40)) + "    " * 40 + "a = 1\n"
    source += "".join("    " * n + "finally:\n" + "    " * n + "    a = 2\n" for n in range(39, 0, -1))
    scope = extract(source.encode()).scopes[1]
    assert len(Flow(scope).reaching(len(scope.statements) - 1, "a")) > 1

    loops = "def f():\n" + "".join("    " * n + f"for i{n} in a:\n" for n in range(1, 90)) + "    " * 90 + "a = 2\n"
    scope = extract(loops.encode()).scopes[1]
    start = time.process_time()
    assert len(Flow(scope).reaching(len(scope.statements) - 1, "a")) == 2
    assert time.process_time() - start < 5
