"""Whether two graphs hold the same in a table is known where both come from one build."""

from pathlib import Path

from indexer.build import build
from indexer.cache import Cache
from indexer.graph import Graph
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


def test_nothing_is_known_of_two_builds(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree({"shop/pay.py": SHOP}) / "shop"
    for name in ("one", "other"):
        build(root, tmp_path / f"{name}.db")
    with Graph.open(tmp_path / "one.db") as one, Graph.open(tmp_path / "other.db") as other:
        assert not Sameness(one, other, []).same("symbols")
