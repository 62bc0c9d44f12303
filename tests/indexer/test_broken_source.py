"""Broken files: the functions around the error are all found, on the right lines, and a problem says where it is."""

import random
import re
import sysconfig
import time
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extract import extract
from indexer.facts import FileFacts

SHOP = '''
    """A shop."""
    import a


    class Order:
        """An order."""

        def before(self, x=1):
            """What was before."""
            return self.total(x)

        @property
        def broken(self):
            if self.open:
                BREAK
            return 1

        def after(self, y):
            """What comes after."""
            return [y for y in self.lines]


    class Line:
        def price(self):
            return 2


    def last(z):
        return z
'''
EVERY = {
    ("Order", 6), ("Order.before", 9), ("Order.broken", 14), ("Order.after", 19),
    ("Line", 24), ("Line.price", 25), ("last", 29),
}  # fmt: skip


def definitions(file: FileFacts) -> set[tuple[str, int]]:
    return {(s.qualname, s.definition.line) for s in file.scopes if s.definition and s.kind != "lambda"}


def broken(text: str) -> FileFacts:
    return extract(dedent(SHOP).replace("BREAK", text).encode())


@pytest.mark.parametrize(
    "text",
    [
        "x = call(a,",
        "x = [1, 2",
        "x = {'a': 1,",
        "x = a)",
        "return call(",
        "call(a, b=",
        "x = 'abc",
        'x = "abc',
        'x = """abc',
        "x = '''abc",
        "x = f'{a'",
        "x = f'{a",
        "x = ",
        "a.",
        "a.b.",
        "a[",
        "if",
        "if x",
        "for",
        "for x in",
        "while",
        "with open(a) as",
        "return return",
        "import",
        "from a import",
        "from",
        "else:",
        "except:",
        "x = lambda",
        "x = a if b else",
        "x = not",
        "raise from",
        "def",
        "class",
        "@",
        "a b c",
        "a = = b",
        "$ % ?",
        "`",
        "(((((((((((",
        "}}}}",
        "yield from",
        "print 'x' if",
        "1a",
        "x = 0xZZ",
        "∀",
        "<<<<<<< HEAD",
        "=======",
    ],
)
def test_a_statement_that_breaks_off(text: str) -> None:
    file = broken(text)
    assert definitions(file) >= EVERY
    assert file.problems
    assert all(14 <= p.line <= 18 for p in file.problems), file.problems
    assert [p.name for s in file.scopes if s.name in ("before", "after") for p in s.definition.parameters] == [  # type: ignore[union-attr]
        "self", "x", "self", "y"
    ]  # fmt: skip
    assert any(s.name == "after" and s.docstring == "What comes after." for s in file.scopes)


def test_an_error_in_the_middle_leaves_the_other_statements_of_its_function() -> None:
    file = extract(b"def f():\n    a = 1\n    b = call(a,\n    c = 3\n    return c\n")
    assert [s.line for s in file.scopes[1].statements] == [2, 4, 5]
    assert [(p.line, p.message) for p in file.problems] == [(3, "syntax error: this line was not read")]


def test_a_merge_conflict() -> None:
    file = extract(
        b"class A:\n    def before(self): pass\n\n    def pay(self):\n<<<<<<< HEAD\n        a = 1\n        b = 2\n"
        b"||||||| base\n        a = 0\n=======\n        a = 3\n>>>>>>> branch\n        return a\n\n"
        b"    def after(self): pass\n"
    )
    assert definitions(file) == {("A", 1), ("A.before", 2), ("A.pay", 4), ("A.after", 15)}
    assert [(p.line, p.message) for p in file.problems] == [
        (line, "syntax error: the mark of a merge conflict") for line in (5, 8, 10, 12)
    ]
    assert [s.line for s in file.scopes[3].statements][-1] == 13


HALVES = (
    "def half", "def half(", "def half(self, x=", "def half(self):", "class Half", "class Half(", "@dec", "@dec(",
    "async def half(self, *",
)  # fmt: skip


@pytest.mark.parametrize("end", HALVES)
def test_half_a_definition_at_the_end(end: str) -> None:
    file = extract(f"class A:\n    def whole(self):\n        return 1\n\n    {end}".encode())
    assert definitions(file) >= {("A", 1), ("A.whole", 2)}
    name = re.search(r"(?:def|class) (\w+)", end)
    assert not name or (f"A.{name.group(1)}", 5) in definitions(file)


@pytest.mark.parametrize("header", ["def f(a, b)", "class C(B)", "def f(a, b) -> int", "async def f(a, b)"])
def test_a_missing_colon_after_a_header_loses_nothing(header: str) -> None:
    file = extract(f"def before(): pass\n{header}\n    return 1\n\ndef after(): pass\n".encode())
    assert {line for _, line in definitions(file)} == {1, 2, 5}
    assert [(p.line, p.message) for p in file.problems] == [(2, "syntax error: a colon is missing")]
    header_of = next(s.definition for s in file.scopes if s.definition and s.definition.line == 2)
    assert [p.name for p in header_of.parameters] == ([] if "class" in header else ["a", "b"])


def test_a_missing_colon_inside() -> None:
    for statement in ("if a", "while a", "for a in b", "with a", "else"):
        file = broken(f"{statement}\n                    pass")
        assert {name for name, _ in definitions(file)} == {name for name, _ in EVERY}
        assert file.problems


@pytest.mark.parametrize("indent", [1, 2, 4, 7, 30])
def test_a_stray_indent(indent: int) -> None:
    file = broken("a = 1\n" + " " * (16 + indent) + "b = 2\n                c = 3")
    assert {name for name, _ in definitions(file)} == {name for name, _ in EVERY}


def test_a_parameter_list_that_is_never_closed() -> None:
    file = extract(b"class A:\n    def one(self, a,\n            b\n        return a\n\n    def two(self): pass\n")
    assert definitions(file) == {("A", 1), ("A.one", 2), ("A.two", 6)}


def test_code_in_a_docstring_stays_in_it() -> None:
    file = extract(b'"""Example:\n\ndef shown():\n    pass\n"""\ndef real():\n    x = call(\n\ndef other(): pass\n')
    assert definitions(file) == {("real", 6), ("other", 9)}
    assert file.scopes[0].docstring is not None and "def shown" in file.scopes[0].docstring


def test_several_errors() -> None:
    parts = [f"def f{n}(a):\n    x = call(\n    return {n}\n\n" for n in range(30)]
    file = extract("".join(parts).encode())
    assert definitions(file) == {(f"f{n}", 4 * n + 1) for n in range(30)}
    assert [p.line for p in file.problems] == [4 * n + 2 for n in range(30)]


def test_no_python_at_all() -> None:
    for content in (
        b"{% if x %}\n<html>\n{% endif %}\n" * 50,
        b"\x1b[31m" * 300,
        b"))))" * 1000,
        b"lorem ipsum dolor\n" * 99,
    ):
        file = extract(content)
        assert file.problems
        assert definitions(file) == set()


# Random damage to code that nobody here wrote

LIBRARY = [
    path.read_bytes()
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    if 3_000 < path.stat().st_size < 25_000
]


def damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        lines = content.split(b"\n")
        line = chance.randrange(len(lines))
        place = chance.randrange(max(1, len(content)))  # damage may have left nothing
        match chance.randrange(7):
            case 0:
                content = content[:place] + content[place + chance.randint(1, 20) :]
            case 1:
                content = content[:place] + chance.choice(PIECES) + content[place:]
            case 2:
                del lines[line : line + chance.randint(1, 10)]
                content = b"\n".join(lines)
            case 3:
                lines.insert(line, chance.choice(lines) + chance.choice(PIECES))
                content = b"\n".join(lines)
            case 4:
                lines[line] = b" " * chance.randint(1, 9) + lines[line]
                content = b"\n".join(lines)
            case 5:
                content = content[: max(place, 100)]
            case 6:
                content = content[:place] + chance.randbytes(chance.randint(1, 8)) + content[place:]
    return content or b"x"


PIECES = [bytes([c]) for c in b"()[]{}'\"\\:;,.=@#$\n\t \0\r*&"] + [
    b'"""', b"'''", b"def ", b"class ", b"lambda", b"f'{", b"\n\n\n", b"<<<<<<< ", b" if ", b"else:", b"async ",
    b"\xff\xfe",
]  # fmt: skip


@settings(max_examples=150)
@given(number=st.integers(0, len(LIBRARY) - 1), seed=st.integers(0, 2**32))
def test_random_damage_never_raises_and_takes_a_bounded_time(number: int, seed: int) -> None:
    content = damaged(LIBRARY[number], random.Random(seed))
    start = time.process_time()
    file = extract(content)
    assert time.process_time() - start < 10  # the attempts at a repair are limited by bytes: a second or two
    assert file.scopes[0].kind == "module"
    for scope in file.scopes[1:]:
        assert scope.definition is not None
        assert 1 <= scope.definition.line <= scope.definition.end_line <= file.lines + 1
        assert all(0 <= s.block < len(scope.blocks) for s in scope.statements)


def test_most_functions_survive_random_damage() -> None:
    chance = random.Random(1)
    found = expected = 0
    for content in LIBRARY[:60]:
        names = {s.name for s in extract(content).scopes}
        lines = content.split(b"\n")
        place = chance.randrange(len(lines))
        lines[place : place + 1] = [lines[place] + chance.choice(PIECES[:6])]
        left = {s.name for s in extract(b"\n".join(lines)).scopes}
        found, expected = found + len(names & left), expected + len(names)
    assert found / expected > 0.995
