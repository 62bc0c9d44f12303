"""Members of enumerations, as the evaluator sees them where they are used."""

import pytest

from indexer.discover import SourceFile
from indexer.extract import extract
from indexer.resolve.evaluate.values import Const, EnumMember, Items
from indexer.resolve.program import Program

SOURCE = """
import enum
from django.db import models

class Plain(enum.Enum):
    A = "a"
    B = enum.auto()
    def method(self): ...
    _private = 1

class Text(str, enum.Enum):
    A = "a"
    OF_PAIR = "b", "ascii"

class Lower(enum.StrEnum):
    FIRST = enum.auto()

class Number(enum.IntEnum):
    ONE = enum.auto()
    TWO = enum.auto()

class Given(str, enum.Enum):
    A = "a", 1
    def __new__(cls, value, rank): ...

class Choice(models.TextChoices):
    A = "a", "Label"
    B = "b"
    C = enum.auto()
    __empty__ = "none"

class Child(Plain):
    pass
"""


def evaluated(expression: str) -> object:
    text = f"{SOURCE}\nresult = {expression}\n"
    file = SourceFile("shop.py", "shop", "", is_package=False, size=0, mtime_ns=0, inode=0, ctime_ns=0)
    program = Program([(file, extract(text.encode()))])
    return program.evaluator.module(program.modules[0]).get("result")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("Plain.A.value", "a"),
        ("Plain.A.name", "A"),
        ("Child.A.value", "a"),
        ("Text.A", "a"),
        ("Text.A.value", "a"),
        ("Lower.FIRST", "first"),
        ("Number.TWO", 2),
        ("Choice.A", "a"),
        ("Choice.C", "C"),
    ],
)
def test_a_member_stands_for_its_value(expression: str, value: object) -> None:
    assert evaluated(expression) == Const(value)  # type: ignore[arg-type]


def test_a_member_of_a_plain_enumeration_is_an_object() -> None:
    member = evaluated("Plain.A")
    assert isinstance(member, EnumMember)
    assert (member.name, member.value) == ("A", Const("a"))


@pytest.mark.parametrize("expression", ["Given.A", "Plain.B.value"])
def test_what_a_class_works_out_itself_is_not_known(expression: str) -> None:
    assert evaluated(expression) is None


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("[x.value for x in Text]", ["a", None]),
        ("[x for x in Number]", [1, 2]),
        ("list(Lower)", ["first"]),
        ("Choice.values", [None, "a", "b", "C"]),
        ("[value for value, label in Choice.choices]", [None, "a", "b", "C"]),
        ("Choice.names", ["A", "B", "C"]),
    ],
)
def test_an_enumeration_is_a_list_of_its_members(expression: str, values: list[object]) -> None:
    found = evaluated(expression)
    assert isinstance(found, Items)
    assert [item.value if isinstance(item, Const) else None for item in found.items] == values
