"""Imports, as written: what they mean is decided when names are resolved."""

import pytest

from indexer.facts import Call, Constant, Evaluate, If, Import
from indexer.flow import Flow
from indexer.shown import show
from tests.indexer.marked import extracted

Names = list[tuple[str, str | None]]


@pytest.mark.parametrize(
    ("statement", "module", "level", "names", "bound"),
    [
        ("import a", None, 0, [("a", None)], ["a"]),
        ("import a.b.c", None, 0, [("a.b.c", None)], ["a"]),
        ("import a.b as c, d", None, 0, [("a.b", "c"), ("d", None)], ["c", "d"]),
        ("import a . b", None, 0, [("a.b", None)], ["a"]),
        ("from a import b", "a", 0, [("b", None)], ["b"]),
        ("from a.b import (c, d as e,)", "a.b", 0, [("c", None), ("d", "e")], ["c", "e"]),
        ("from a import (\n    b,  # why\n    c\n)", "a", 0, [("b", None), ("c", None)], ["b", "c"]),
        ("from a import b, \\\n    c", "a", 0, [("b", None), ("c", None)], ["b", "c"]),
        ("from . import a", None, 1, [("a", None)], ["a"]),
        ("from .a import b", "a", 1, [("b", None)], ["b"]),
        ("from ...a.b import c as d", "a.b", 3, [("c", "d")], ["d"]),
        ("from .... import a", None, 4, [("a", None)], ["a"]),
        ("from . . import a", None, 2, [("a", None)], ["a"]),
        ("from a import *", "a", 0, [("*", None)], []),
        ("from .a import *", "a", 1, [("*", None)], []),
        ("from __future__ import annotations", "__future__", 0, [("annotations", None)], ["annotations"]),
        ("from grün import straße", "grün", 0, [("straße", None)], ["straße"]),
    ],
)
def test_forms(statement: str, module: str | None, level: int, names: Names, bound: list[str]) -> None:
    scope = extracted(statement + "\n").scopes[0]
    (found,) = scope.statements
    assert isinstance(found, Import)
    assert (found.module, found.level, found.names) == (module, level, names)
    assert [(b.name, b.kind) for b in scope.bindings] == [(name, "import") for name in bound]


def test_lazy_imports_stand_in_their_function() -> None:
    file = extracted("""
        import a
        def pay():
            from shop import stock
            class C:
                import b
    """)
    found = [(s.qualname, n.names) for s in file.scopes for n in s.statements if isinstance(n, Import)]
    assert found == [("<module>", [("a", None)]), ("pay", [("stock", None)]), ("pay.<locals>.C", [("b", None)])]


def test_imports_for_type_checkers_say_so() -> None:
    scope = extracted("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from shop import Order
        else:
            Order = None
    """).scopes[0]
    (index,) = (i for i, s in enumerate(scope.statements) if isinstance(s, Import) and s.module == "shop")
    (condition,) = Flow(scope).dominating(index)
    assert (show(condition.test), condition.holds) == ("TYPE_CHECKING", True)
    owner = scope.statements[scope.blocks[scope.statements[index].block].owner]
    assert isinstance(owner, If)


def test_conditional_imports_know_their_block() -> None:
    scope = extracted("""
        try:
            import ujson as json
        except ImportError:
            import json
        if fast:
            import numpy
        with quiet():
            import loud
    """).scopes[0]
    roles = [scope.blocks[s.block].role for s in scope.statements if isinstance(s, Import)]
    assert roles == ["try", "handler", "then", "with"]


def test_a_module_imported_by_name_is_a_call() -> None:
    scope = extracted('importlib.import_module("shop.orders")\n__import__("shop")\n').scopes[0]
    named, builtin = scope.statements
    assert isinstance(named, Evaluate) and isinstance(builtin, Evaluate)
    assert isinstance(named.value, Call) and isinstance(builtin.value, Call)
    assert show(named.value.function) == "importlib.import_module"
    assert named.value.arguments == [Constant("shop.orders")]
    assert builtin.value.arguments == [Constant("shop")]
