"""Which tests reach a symbol."""

from indexer.graph import Graph
from indexer.graph.tests import tests_reaching as reaching
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

TESTS = "shop.orders.tests.test_orders.RefundTest"


def test_tests_reach_through_calls(graph: Graph) -> None:
    found = reaching(graph, "shop.orders.models.Order.pay")
    assert [(test.name, test.steps, test.certainty) for test in found.nearest] == [
        (f"{TESTS}.test_refund", 2, "inferred")
    ]
    assert found.count == 1


def test_what_a_test_class_sets_up_runs_in_each_of_its_tests(graph: Graph) -> None:
    found = reaching(graph, "shop.orders.models.Order")
    assert [(test.name.rpartition(".")[2], test.steps) for test in found.nearest] == [
        ("test_refund", 2),
        ("test_nothing", 2),
    ]


def test_a_test_reaches_itself_and_code_without_tests_says_none(graph: Graph) -> None:
    assert [test.steps for test in reaching(graph, f"{TESTS}.test_nothing").nearest] == [0]
    assert reaching(graph, "shop.orders.models.Customer").count == 0


def test_a_function_named_test_is_no_test_outside_tests(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    s.add("function", "m.work")
    s.add("function", "m.test_connection")
    s.call("m.test_connection", "m.work")
    assert reaching(opened(s), "m.work").count == 0


def test_the_nearest_are_named_and_all_are_counted(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    s.add("function", "m.work")
    s.add("function", "m.wrapper")
    s.call("m.wrapper", "m.work")
    s.module("tests.test_m", "tests/test_m.py")
    for name, target in (("test_far", "m.wrapper"), ("test_doubtful", "m.work"), ("test_near", "m.work")):
        s.add("function", f"tests.test_m.{name}")
        s.call(f"tests.test_m.{name}", target, certainty="possible" if "doubtful" in name else "exact")
    found = reaching(opened(s), "m.work", limit=2)
    assert found.count == 3
    assert [test.name.rpartition("_")[2] for test in found.nearest] == ["near", "doubtful"]
