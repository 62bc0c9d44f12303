"""Which tests reach a symbol."""

from indexer.graph import Graph
from indexer.graph.tests import assertions_of
from indexer.graph.tests import tests_of_endpoint as of_endpoint
from indexer.graph.tests import tests_reaching as reaching
from indexer.graph.web import endpoints
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


def requesting() -> Sketch:
    """test_direct and test_helped send requests, the second by a helper; both ways lead to m.work."""
    s = Sketch()
    s.module("m", "m.py")
    s.add("function", "m.view")
    s.add("function", "m.work")
    s.call("m.view", "m.work")
    s.module("tests.test_m", "tests/test_m.py")
    for name in ("test_direct", "test_helped", "send", "test_other"):
        s.add("function", f"tests.test_m.{name}")
        if name.startswith("test"):
            s.test(f"tests.test_m.{name}", "boundary" if name == "test_direct" else "happy")
    s.call("tests.test_m.test_helped", "tests.test_m.send")
    view = s.endpoint("/work/", "m.view")
    s.request("tests.test_m.test_direct", view, 3)
    s.request("tests.test_m.test_direct", None, 5)
    s.request("tests.test_m.send", view, 9, "possible")
    s.asserts("tests.test_m.test_direct", "status", "403", 4, 3)
    s.asserts("tests.test_m.test_direct", "status", "200", 6, 5)
    s.asserts("tests.test_m.test_helped", "status", "201", 8)
    return s


def test_tests_reach_through_requests(opened: Opened) -> None:
    found = reaching(opened(requesting()), "m.work")
    assert [(test.name.rpartition(".")[2], test.steps, test.certainty) for test in found.nearest] == [
        ("test_direct", 2, "inferred"),
        ("test_helped", 3, "possible"),
    ]


def test_tests_of_an_endpoint_with_what_they_assert_of_its_responses(opened: Opened) -> None:
    graph = opened(requesting())
    (view,) = endpoints(graph)
    assert [
        (test.name.rpartition(".")[2], test.kind, test.statuses, test.certainty) for test in of_endpoint(graph, view)
    ] == [("test_direct", "boundary", ("403",), "inferred"), ("test_helped", "happy", ("201",), "possible")]


def test_tests_of_an_endpoint_that_a_method_handles(graph: Graph) -> None:
    listed, refund = sorted(endpoints(graph), key=lambda endpoint: len(endpoint.path))
    (found,) = of_endpoint(graph, listed)
    assert (found.name, found.ticket, found.statuses) == (f"{TESTS}.test_refund", "1234", ("403",))
    assert of_endpoint(graph, refund) == []


def test_what_a_test_asserts(graph: Graph) -> None:
    found = assertions_of(graph, f"{TESTS}.test_refund")
    assert [(one.kind, one.value, one.place.line) for one in found] == [
        ("status", "403", 14),
        ("exception", "Refused", 15),
    ]
