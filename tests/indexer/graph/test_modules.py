"""Files, modules, layers and the imports between them."""

from indexer.graph import Graph, Place
from indexer.graph.modules import (
    LayerImport,
    file_view,
    files,
    importers,
    imports_of,
    layer_imports,
    layers,
    module_graph,
    nearest_paths,
    problems,
)
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch


def test_a_file_and_what_is_wrong_with_it(opened: Opened) -> None:
    s = Sketch()
    s.module("a", "src/a.py", role="service", layer="orders", root="src", lines=7)
    s.problem("src/a.py", 4, "invalid syntax")
    view = file_view(opened(s), "src/a.py")
    assert view is not None
    assert (view.module, view.source_root, view.role, view.layer, view.lines) == ("a", "src", "service", "orders", 7)
    assert [str(problem.place) for problem in view.problems] == ["src/a.py:4"]


def test_files_and_problems(graph: Graph) -> None:
    assert file_view(graph, "shop/nothing.py") is None
    assert [view.path for view in files(graph)][:2] == [
        "shop/common/models.py",
        "shop/orders/migrations/0001_initial.py",
    ]
    assert [(str(problem.place), problem.message) for problem in problems(graph)] == [
        ("shop/broken.py:3", "invalid syntax")
    ]


def test_nearest_paths(graph: Graph) -> None:
    assert nearest_paths(graph, "shop/order/models.py")[0] == "shop/orders/models.py"
    assert nearest_paths(graph, "shop/orders/service.py")[0] == "shop/orders/services.py"
    assert nearest_paths(graph, "zzzzzz.txt") == []


def test_importers_by_name_and_by_path(graph: Graph) -> None:
    found = importers(graph, "shop.orders.services")
    assert [(view.importer, view.place.line, view.kind) for view in found] == [
        ("shop.orders.tests.test_orders", 1, "runtime"),
        ("shop.orders.views", 1, "runtime"),
        ("shop.reports.tasks", 2, "runtime"),
        ("shop.reports.tasks", 6, "lazy"),
    ]
    assert importers(graph, "shop/orders/services.py") == found
    assert importers(graph, "shop.nothing") == []


def test_imports_of_a_module_also_from_outside(graph: Graph) -> None:
    assert [(view.target, view.imported) for view in imports_of(graph, "shop/orders/views.py")] == [
        ("shop.orders.services", "shop.orders.services"),
        ("django.db", None),
    ]


def test_the_module_graph(graph: Graph) -> None:
    found = module_graph(graph)
    assert found.number_of_nodes() == len(files(graph))
    assert sorted(found.successors("shop.reports.tasks")) == ["shop.orders.models", "shop.orders.services"]
    assert found.edges["shop.reports.tasks", "shop.orders.services"] == {
        "kinds": ("lazy", "runtime"),
        "place": Place("shop/reports/tasks.py", 2),
    }


def test_layers_without_tests(graph: Graph) -> None:
    assert [(layer.name, len(layer.modules)) for layer in layers(graph)] == [
        ("orders", 4),
        ("common", 1),
        ("reports", 1),
    ]


def test_imports_between_layers_at_run_time(graph: Graph) -> None:
    assert layer_imports(graph) == [
        LayerImport("reports", "orders", 2, (Place("shop/reports/tasks.py", 2), Place("shop/reports/tasks.py", 6))),
        LayerImport("orders", "common", 1, (Place("shop/orders/models.py", 2),)),
    ]
