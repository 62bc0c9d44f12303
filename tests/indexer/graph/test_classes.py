"""Ancestors in the order that Python asks them, descendants, overridden methods."""

from indexer.graph import Graph
from indexer.graph.classes import Key, ancestry, overrides, resolution_order, subclasses, subclasses_of_outside
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch


def hierarchy(**bases: str) -> Sketch:
    """`hierarchy(B="A", C="A other.Mixin")`: classes of module `m`."""
    s = Sketch()
    s.module("m", "m.py")
    for line, name in enumerate(bases, 1):
        s.add("class", f"m.{name}", (line, line))
    for name, written in bases.items():
        s.base(f"m.{name}", *(f"m.{base}" if base in bases else base for base in written.split()))
    return s


def above(graph: Graph, name: str) -> list[str]:
    return [found.name for found in ancestry(graph, name)]


def test_ancestry_says_what_lies_outside(graph: Graph) -> None:
    assert [(found.name, found.place and str(found.place), found.distance) for found in ancestry(graph, ORDER)] == [
        ("shop.common.models.Dated", "shop/common/models.py:3", 1),
        ("django.db.models.Model", None, 1),
    ]
    assert ancestry(graph, "shop.orders.models.Customer") == []


ORDER = "shop.orders.models.Order"


def test_a_diamond_comes_in_the_order_that_python_asks(opened: Opened) -> None:
    graph = opened(hierarchy(A="", B="A", C="A", D="B C"))
    assert above(graph, "m.D") == ["m.B", "m.C", "m.A"]
    assert [found.distance for found in ancestry(graph, "m.D")] == [1, 1, 2]


def test_resolution_order_is_that_of_cpython() -> None:
    class O: ...  # noqa: E742

    class A(O): ...

    class B(O): ...

    class C(O): ...

    class D(O): ...

    class E(O): ...

    class K1(C, A, B): ...

    class K2(B, D, E): ...

    class K3(A, D): ...

    class Z(K1, K3, K2): ...

    classes = (O, A, B, C, D, E, K1, K2, K3, Z)
    bases: dict[Key, list[Key]] = {
        cls.__name__: [base.__name__ for base in cls.__bases__ if base is not object] for cls in classes
    }
    assert resolution_order("Z", bases) == [cls.__name__ for cls in Z.__mro__ if cls is not object]


def test_what_python_would_refuse_is_said_breadth_first(opened: Opened) -> None:
    graph = opened(hierarchy(A="", B="A", C="A B"))
    assert above(graph, "m.C") == ["m.A", "m.B"]
    circle = opened(hierarchy(A="B", B="A"))
    assert above(circle, "m.A") == ["m.B"]


def test_subclasses_nearest_first(opened: Opened) -> None:
    graph = opened(hierarchy(A="", D="C", C="A", B="A", E="A D"))
    assert [(found.symbol.name, found.distance) for found in subclasses(graph, "m.A")] == [
        ("m.B", 1),
        ("m.C", 1),
        ("m.E", 1),
        ("m.D", 2),
    ]


def test_subclasses_of_a_class_outside(graph: Graph) -> None:
    found = subclasses_of_outside(graph, "django.db.models.Model")
    assert [view.symbol.name for view in found] == ["shop.common.models.Dated", "shop.orders.models.Order"]
    assert subclasses_of_outside(graph, "shop.common.models.Dated") == []


def test_overrides_both_ways(opened: Opened) -> None:
    s = hierarchy(A="", B="A", C="B")
    for cls in "ABC":
        s.add("method", f"m.{cls}.run")
    s.override("m.B.run", "m.A.run")
    s.override("m.C.run", "m.B.run")
    graph = opened(s)
    found = overrides(graph, "m.C.run")
    assert [view.name for view in found.overridden] == ["m.B.run", "m.A.run"]
    assert found.overriding == ()
    assert [view.name for view in overrides(graph, "m.A.run").overriding] == ["m.B.run", "m.C.run"]
