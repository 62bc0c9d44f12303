"""What is found in the product is the same whether its tests are there or not; tests know both."""

from pathlib import Path

from indexer.discover import discover, is_test
from indexer.frameworks import recognise
from indexer.frameworks.findings import Findings
from indexer.infer import Inference
from indexer.read import read
from indexer.resolve.program import Program
from tests.conftest import WriteTree

SHOP = Path(__file__).parents[1] / "apps" / "shop"

PRODUCT = """
class Order:
    def pay(self): ...

class Bank:
    def charge(self, order): ...

LISTENERS = []

def called_by_tests_alone(order):
    order.pay()

def called_by_both(bank, order):
    bank.charge(order)

def used(gateway):
    for listener in LISTENERS:
        listener()
    gateway.client.send()
    return gateway

def checkout(order):
    called_by_both(Bank(), Order())
    return used(Gateway())

class Gateway:
    def __init__(self):
        self.client = None

    def connect(self):
        return self.open()

    def open(self): ...

def announced(function):
    def wrapper():
        return function()
    return wrapper
"""
TESTS = """
from product import *

class FakeBank:
    def charge(self, order):
        order.pay()

class FakeGateway(Gateway):
    def open(self): ...

class Client:
    def send(self): ...

def seen(): ...

@announced
def test_all():
    called_by_tests_alone(Order())
    called_by_both(FakeBank(), Order())
    LISTENERS.append(seen)
    gateway = Gateway()
    gateway.client = Client()
    gateway.client.send()
    used(gateway)
    FakeGateway().connect()
"""


def test_tests_tell_the_product_nothing(write_tree: WriteTree) -> None:
    root = write_tree({"product.py": PRODUCT, "test_product.py": TESTS})
    assert of_product(root, with_tests=True) == of_product(root, with_tests=False)


def test_tests_know_what_tests_say(write_tree: WriteTree) -> None:
    root = write_tree({"product.py": PRODUCT, "test_product.py": TESTS})
    found = calls(root, with_tests=True)
    assert ("test_product.test_all", "test_product.Client.send") in found
    assert ("test_product.FakeBank.charge", "product.Order.pay") not in found  # nobody of the tests hands it over
    assert ("product.checkout", "product.called_by_both") in found


def test_the_bundled_example_without_its_tests() -> None:
    assert of_product(SHOP, with_tests=True) == of_product(SHOP, with_tests=False)


def of_product(root: Path, *, with_tests: bool) -> set[tuple[object, ...]]:
    edges = Inference(*program(root, with_tests=with_tests)).solve()
    calls = {(c.caller.name, c.target, c.line, c.certainty) for c in edges.calls if not is_test(c.caller.path)}
    uses = {
        (u.model.name, u.field, u.entity.name, u.line, u.use) for u in edges.field_uses if not is_test(u.entity.path)
    }
    assert calls
    return calls | uses


def calls(root: Path, *, with_tests: bool) -> set[tuple[str, str]]:
    return {(c.caller.name, c.target) for c in Inference(*program(root, with_tests=with_tests)).solve().calls}


def program(root: Path, *, with_tests: bool) -> tuple[Program, Findings]:
    files = [file for file in discover(root).files if with_tests or not is_test(file.path)]
    made = Program((file.source, file.facts) for file in read(root, files).files)
    return made, recognise(made)
