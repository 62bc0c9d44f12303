"""What bodies do, on the code that its fixtures are about; the same rows whatever the formatting."""

from pathlib import Path

import pytest

from indexer.build import build
from indexer.graph import Graph
from indexer.graph.conduct import assignments_in, contexts_in, effects_in, open_at, queries_in, refusals_in
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
    order.status = "paid" if order.total else "open"
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
    order.status = (
        'paid'
        if order.total
        else 'open'
    )
"""
MODELS = """
from django.db import models
class Org(models.Model): pass
class Order(models.Model):
    org = models.ForeignKey(Org, on_delete=models.CASCADE)
    status = models.CharField(max_length=10)
"""


def write(text: str, folder: Path) -> None:
    (folder / "shop").mkdir(parents=True)
    (folder / "shop/__init__.py").write_text("")
    (folder / "shop/models.py").write_text(MODELS)
    (folder / "shop/services.py").write_text(text)
    build(folder, folder / "graph.db")


def said(text: str, folder: Path) -> list[str]:
    write(text, folder)
    with Graph.open(folder / "graph.db") as graph:
        rows = [*refusals_in(graph), *queries_in(graph), *effects_in(graph), *assignments_in(graph)]
        spelled = [repr(row).replace(repr(row.place), "") for row in rows]
    assert len(spelled) == 4
    return spelled


def test_formatting_changes_nothing(tmp_path: Path) -> None:
    assert said(TIGHT, tmp_path / "tight") == said(WIDE, tmp_path / "wide")


def test_questions_about_some_symbols(tmp_path: Path) -> None:
    write(TIGHT, tmp_path / "shop")
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
        assert len(queries_in(graph, models=["shop.models.Order"])) == 1
        assert [e.text for e in effects_in(graph, pay, callee="notify")] == ["notify(order, 'paid', urgent=True)"]
        assert refusals_in(graph, ["shop.models"]) == queries_in(graph, []) == effects_in(graph, callee="gone") == []


OPENED = """
from django.db import transaction
from shop.models import Order
def pay(order: Order):
    with transaction.atomic():
        order.status = "paid"
        order.save()
    notify(order)
@transaction.atomic
def refund(order: Order):
    order.status = "refunded"
"""


def test_what_is_open_at_a_line(tmp_path: Path) -> None:
    write(OPENED, tmp_path / "shop")
    with Graph.open(tmp_path / "shop" / "graph.db") as graph:
        atomic = ("django.db.transaction.atomic",)
        assert open_at(graph, "shop.services.pay", 7).transactions == atomic
        assert [c.text for c in open_at(graph, "shop.services.pay", 7).contexts] == ["transaction.atomic()"]
        after = open_at(graph, "shop.services.pay", 8)
        assert after.transactions == after.contexts == ()
        assert open_at(graph, "shop.services.refund", 11).transactions == atomic
        assert open_at(graph, "shop.services.gone", 7).transactions == ()


def test_what_fields_are_given(tmp_path: Path) -> None:
    write(OPENED, tmp_path / "shop")
    with Graph.open(tmp_path / "shop" / "graph.db") as graph:
        given = assignments_in(graph, model="shop.models.Order", field="status")
        assert [(row.symbol, row.constants) for row in given] == [
            ("shop.services.pay", ("paid",)),
            ("shop.services.refund", ("refunded",)),
        ]
        assert assignments_in(graph, ["shop.services.pay"]) == given[:1]
        assert assignments_in(graph, field="gone") == contexts_in(graph, ["shop.services.refund"]) == []
