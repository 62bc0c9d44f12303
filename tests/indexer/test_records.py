"""Which scopes must be resolved again when something else changes: those that have asked about it, found or not."""

from pathlib import Path

import pytest

from indexer.discover import discover
from indexer.frameworks import recognise
from indexer.infer import Inference
from indexer.infer.records import affected, record
from indexer.read import read
from indexer.resolve.program import Program
from tests.conftest import WriteTree

SHOP = {
    "orders.py": """
from django.db import models

class Note:
    def send(self): ...

class Order(models.Model):
    status = models.CharField(max_length=9)
    total = models.IntegerField()

    def pay(self):
        self.status = "paid"

def latest():
    return Order()

def noted(kind):
    return kind
""",
    "views.py": """
import orders
from missing import helper

def show():
    return orders.latest().pay()

def amount(order: orders.Order):
    return order.total

def ask():
    return helper()

def cancel(order: orders.Order):
    order.cancel()

def quiet():
    return len("quiet")

def note():
    orders.noted(orders.Note()).send()
""",
}


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("views.py", "quiet", "quiet", set()),
        ("orders.py", "class Note:", "# a comment moves every line\n\nclass Note:", set()),
        ("views.py", 'len("quiet")', 'len("loud")', {"views.py:quiet"}),
        ("orders.py", "return Order()", "return Note()", {"orders.py:latest", "views.py:show"}),
        ("orders.py", "return kind", "return None", {"orders.py:noted", "views.py:note"}),
        (
            "orders.py",
            "    total = models.IntegerField()\n",
            "",
            {"orders.py:Order", "views.py:amount"},
        ),
        (
            "orders.py",
            "    def pay(self):",
            "    def cancel(self): ...\n    def pay(self):",
            {"orders.py:Order", "orders.py:Order.cancel", "views.py:cancel"},
        ),
        ("missing.py", "", "def helper(): ...\n", {"missing.py:<module>", "missing.py:helper", "views.py:ask"}),
    ],
)
def test_who_has_asked_is_named(path: str, old: str, new: str, expected: set[str], write_tree: WriteTree) -> None:
    root = write_tree(SHOP)
    before = record(solved(root))
    text = SHOP.get(path, "")
    assert old in text
    write_tree({path: text.replace(old, new, 1) if text else new})
    found = affected(before, solved(root))
    assert expected <= found
    assert found - expected <= {"orders.py:<module>", "views.py:<module>"}  # what a module binds has changed


def solved(root: Path) -> Inference:
    files = read(root, discover(root).files).files
    program = Program((file.source, file.facts) for file in files)
    inference = Inference(program, recognise(program), records=True)
    inference.solve()
    return inference
