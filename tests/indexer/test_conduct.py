"""What bodies do, on the code that its fixtures are about; the same rows whatever the formatting."""

from pathlib import Path

import pytest

from indexer.build import build
from indexer.graph import Graph
from indexer.graph.conduct import effects_in, queries_in, refusals_in
from tests.annotated import check, fixtures

FOLDER = Path(__file__).parent / "conduct"


@pytest.mark.parametrize("fixture", fixtures(FOLDER), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_conduct(fixture: Path, tmp_path: Path) -> None:
    check(fixture, tmp_path)


TIGHT = """
from shop.models import Order
def pay(request, order_id):
    if not request.user.is_staff and order_id != 1: raise PermissionError("no")
    order = Order.objects.filter(org=request.org, status__in=["new", "open"]).exclude(id=3).get(pk=order_id)
    notify(order, "paid", urgent=True)
"""
WIDE = """
from shop.models import Order


def pay(request, order_id):
    if (
        not request.user.is_staff  # they may
        and order_id != 1
    ):
        raise PermissionError('no')

    order = (
        Order.objects
        .filter(org=request.org, status__in=['new', 'open',],)
        .exclude(id=3)
        .get(pk=order_id)
    )
    notify(
        order,
        'paid',
        urgent=True,
    )
"""
MODELS = """
from django.db import models
class Org(models.Model): pass
class Order(models.Model):
    org = models.ForeignKey(Org, on_delete=models.CASCADE)
    status = models.CharField(max_length=10)
"""


def said(text: str, folder: Path) -> list[str]:
    (folder / "shop").mkdir(parents=True)
    (folder / "shop/__init__.py").write_text("")
    (folder / "shop/models.py").write_text(MODELS)
    (folder / "shop/services.py").write_text(text)
    build(folder, folder / "graph.db")
    with Graph.open(folder / "graph.db") as graph:
        rows = [*refusals_in(graph), *queries_in(graph), *effects_in(graph)]
        places = {row.place for row in rows}
        spelled = [repr(row).replace(repr(row.place), "") for row in rows]
    assert len(places) == 3
    return spelled


def test_formatting_changes_nothing(tmp_path: Path) -> None:
    assert said(TIGHT, tmp_path / "tight") == said(WIDE, tmp_path / "wide")


def test_questions_about_some_symbols(tmp_path: Path) -> None:
    said(TIGHT, tmp_path / "shop")
    with Graph.open(tmp_path / "shop" / "graph.db") as graph:
        pay = ["shop.services.pay", "shop.services.gone"]
        assert [r.test for r in refusals_in(graph, pay)] == ["(not request.user.is_staff) and (order_id != 1)"]
        assert [q.model for q in queries_in(graph, pay)] == ["shop.models.Order"]
        assert [b.value for b in queries_in(graph, pay)[0].bindings] == [
            "request.org",
            "['new', 'open']",
            "3",
            "order_id",
        ]
        assert len(queries_in(graph, model="shop.models.Order")) == 1
        assert [e.text for e in effects_in(graph, pay, callee="notify")] == ["notify(order, 'paid', urgent=True)"]
        assert refusals_in(graph, ["shop.models"]) == queries_in(graph, []) == effects_in(graph, callee="gone") == []
