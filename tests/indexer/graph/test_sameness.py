"""Whether two graphs hold the same in a table: of one build, and of two that count apart."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.build import build
from indexer.cache import Cache
from indexer.graph import Graph
from indexer.graph.numbers import Numbers
from indexer.graph.sameness import Sameness
from indexer.refresh import refresh
from tests.conftest import WriteTree

SHOP = """
def pay(order):
    if order.paid:
        raise ValueError
    return order.total

def refund(order):
    return pay(order)
"""


def test_what_was_brought_forward(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree({"shop/pay.py": SHOP}) / "shop"
    cache = Cache(tmp_path / "cache")
    build(root, tmp_path / "base.db", cache=cache)
    (root / "pay.py").write_text("\n" + SHOP.replace("order.paid", "order.is_paid"))
    refresh(root, tmp_path / "base.db", tmp_path / "head.db", cache=cache)
    with Graph.open(tmp_path / "base.db") as base, Graph.open(tmp_path / "head.db") as head:
        sameness = Sameness(base, head, ["pay.py"])
        assert sameness.same("symbols", "endpoints", "fields", "exposures")  # lines are no difference
        assert sameness.same("calls", "queries", "bindings", "answers")
        assert not sameness.same("refusals")
        assert not sameness.same("calls", "refusals")


SITE = {
    "early/__init__.py": "",
    "early/models.py": """
from django.db import models

class Customer(models.Model):
    name = models.CharField(max_length=20)
""",
    "late/__init__.py": "",
    "late/models.py": """
from django.db import models

class Order(models.Model):
    status = models.CharField(max_length=20)
    total = models.IntegerField()
""",
    "late/serializers.py": """
from rest_framework.serializers import ModelSerializer
from late.models import Order

class OrderSerializer(ModelSerializer):
    class Meta:
        model = Order
        fields = ["status", "total"]
""",
    "late/views.py": """
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path
from late.models import Order

@login_required
def orders(request):
    found = Order.objects.filter(status="open")
    if not found:
        raise ValueError
    return HttpResponse(count(found))

def count(found):
    return len(found)

urlpatterns = [path("orders/", orders)]
""",
}
ALL = (
    *("modules", "imports", "models", "fields", "exposures", "endpoints", "before", "calls", "queries", "bindings"),
    *("refusals", "coroutines"),
)


@contextmanager
def two_builds(write_tree: WriteTree, tmp_path: Path, changed: dict[str, str]) -> Iterator[Sameness]:
    for name, tree in (("base", SITE), ("head", SITE | changed)):
        build(write_tree({f"{name}/{path}": text for path, text in tree.items()}) / name, tmp_path / f"{name}.db")
    with Graph.open(tmp_path / "base.db") as base, Graph.open(tmp_path / "head.db") as head:
        yield Sameness(base, head, list(changed))


def test_two_builds_of_the_same(write_tree: WriteTree, tmp_path: Path) -> None:
    with two_builds(write_tree, tmp_path, {}) as sameness:
        assert not sameness.of_one_build
        assert sameness.same("symbols", "headers", *ALL)


def test_what_two_builds_count_apart_is_the_same(write_tree: WriteTree, tmp_path: Path) -> None:
    """Everything behind what is new has another number."""
    early = SITE["early/models.py"] + "    age = models.IntegerField()\n\ndef adult(customer):\n    return 18\n"
    with two_builds(write_tree, tmp_path, {"early/models.py": early}) as sameness:
        assert {table for table in ALL if not sameness.same(table)} == {"fields", "calls"}
        assert not sameness.same("headers")


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("@login_required\n", "", {"before", "endpoints"}),
        ('"orders/"', '"orders/all/"', {"endpoints"}),
        ("    if not found:\n        raise ValueError\n", "", {"refusals"}),
        ('status="open"', 'status="paid"', {"queries", "bindings"}),
        ("count(found)", "sum(found)", {"calls"}),
        ("def count", "async def count", {"coroutines"}),
        ("import HttpResponse", "import HttpResponse, JsonResponse", {"imports"}),
    ],
)
def test_what_differs_between_two_builds(
    write_tree: WriteTree, tmp_path: Path, old: str, new: str, differs: set[str]
) -> None:
    views = SITE["late/views.py"].replace(old, new, 1)
    with two_builds(write_tree, tmp_path, {"late/views.py": views}) as sameness:
        found = {table for table in ALL if not sameness.same(table)}
        assert differs <= found
        assert "modules" not in found and "models" not in found and "fields" not in found and "exposures" not in found


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("@login_required\n", "", {"late.views.orders"}, {"late.views.orders"}),
        ("    return len(found)", "    return sum(found)", set(), set()),
        (
            'path("orders/", orders)',
            'path("all/", count), path("orders/", orders)',
            set(),
            {"late.views.count"},
        ),
        ('[path("orders/", orders)]', "[]", {"late.views.orders"}, set()),
    ],
)
def test_handlers_of_which_something_differs(
    write_tree: WriteTree, tmp_path: Path, old: str, new: str, before: set[str], after: set[str]
) -> None:
    views = SITE["late/views.py"].replace(old, new, 1)
    assert views != SITE["late/views.py"]
    with two_builds(write_tree, tmp_path, {"late/views.py": views}) as sameness:
        assert sameness.handlers == (before, after)


def test_what_a_schema_shows_besides(write_tree: WriteTree, tmp_path: Path) -> None:
    shown = SITE["late/serializers.py"].replace('["status", "total"]', '["id", "status", "total"]')
    with two_builds(write_tree, tmp_path, {"late/serializers.py": shown}) as sameness:
        assert not sameness.same("exposures")
        assert sameness.kept("exposures")


def test_what_a_schema_no_longer_shows(write_tree: WriteTree, tmp_path: Path) -> None:
    shown = SITE["late/serializers.py"].replace('["status", "total"]', '["status"]')
    with two_builds(write_tree, tmp_path, {"late/serializers.py": shown}) as sameness:
        assert not sameness.same("exposures")
        assert not sameness.kept("exposures")
        assert sameness.same("fields", "endpoints", "queries")


def test_names_that_only_changed_places_are_not_the_same(write_tree: WriteTree, tmp_path: Path) -> None:
    """The numbers of one file are given to those of another."""
    moved = {"late/views.py": SITE["late/views.py"].replace("def count", "def amount").replace("count(", "amount(")}
    with two_builds(write_tree, tmp_path, moved) as sameness:
        assert not sameness.same("headers")
        assert not sameness.same("calls")


def test_nothing_is_known_of_a_graph_that_was_replaced(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree({"shop/pay.py": SHOP}) / "shop"
    for name in ("one", "other", "third"):
        build(root, tmp_path / f"{name}.db")
    with Graph.open(tmp_path / "one.db") as one, Graph.open(tmp_path / "other.db") as other:
        (tmp_path / "third.db").replace(tmp_path / "other.db")
        assert not Sameness(one, other, []).same("symbols")


def test_numbers() -> None:
    numbers = Numbers.of_pairs([(1, 1), (2, 2), (3, None), (4, 5), (5, 6), (9, 7)])
    assert numbers.stretches == ((1, 2, 0), (4, 5, 1), (9, 9, -2))
    assert [numbers.now(number) for number in (1, 3, 5, 7, 9, None)] == [1, -3, 6, -7, 7, None]
    assert not numbers.stay
    assert Numbers.of_pairs([(1, 1), (3, 3)]).stay
    with sqlite3.connect(":memory:") as connection:
        connection.create_function("now", 1, numbers.now)
        asked = f"SELECT {numbers.sql('value', 'now')}, now(value) FROM json_each('[0, 1, 3, 4, 7, 9, 12, null]')"
        assert all(one == other for one, other in connection.execute(asked))
