"""Which endpoints take or show a schema."""

import pytest

from indexer.graph.schemas import endpoints_naming
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

OUT, NAMESAKE = "shop.schemas.orders.OrderOut", "shop.legacy.OrderOut"


@pytest.fixture
def named() -> Sketch:
    """`OrderOut` twice; a package that hands one of them on; view classes and functions still to be written."""
    s = Sketch()
    s.module("shop.schemas.orders", "shop/schemas/orders.py")
    s.add("class", OUT)
    s.module("shop.schemas", "shop/schemas/__init__.py")
    s.imports("shop.schemas", "shop.schemas.orders")
    s.module("shop.legacy", "shop/legacy.py")
    s.add("class", NAMESAKE)
    s.module("shop.views", "shop/views.py")
    s.add("class", "shop.views.Orders")
    s.endpoint("/orders/", "shop.views.Orders")
    return s


def test_a_class_attribute_names_it_through_the_package_that_hands_it_on(named: Sketch, opened: Opened) -> None:
    named.imports("shop.views", "shop.schemas")
    named.add("variable", "shop.views.Orders.serializer_class", summary="schemas.OrderOut")
    graph = opened(named)
    (found,) = endpoints_naming(graph, [OUT])
    assert (found.endpoint.path, found.by, found.certainty) == ("/orders/", "serializer_class", "exact")
    assert endpoints_naming(graph, [NAMESAKE]) == []


def test_an_import_says_which_of_two_is_meant(named: Sketch, opened: Opened) -> None:
    named.imports("shop.views", NAMESAKE)
    named.add("variable", "shop.views.Orders.serializer_class", summary="OrderOut")
    graph = opened(named)
    assert endpoints_naming(graph, [OUT]) == []
    assert [found.certainty for found in endpoints_naming(graph, [NAMESAKE])] == ["exact"]


def test_one_of_two_is_never_guessed(named: Sketch, opened: Opened) -> None:
    named.add("variable", "shop.views.Orders.serializer_class", summary="OrderOut")
    assert endpoints_naming(opened(named), [OUT, NAMESAKE]) == []


def test_what_comes_from_outside_is_another_class(named: Sketch, opened: Opened) -> None:
    named.add("class", "shop.legacy.Lone")
    named.imports("shop.views", "package.schemas.Lone")
    named.add("variable", "shop.views.Orders.form_class", summary="Lone")
    assert endpoints_naming(opened(named), ["shop.legacy.Lone"]) == []


def test_where_nothing_says_what_a_name_means_the_only_such_class_is_inferred(named: Sketch, opened: Opened) -> None:
    named.add("class", "shop.views.Orders.Meta")
    named.module("shop.forms", "shop/forms.py")
    named.add("class", "shop.forms.OrderForm")
    named.add("variable", "shop.views.Orders.form_class", summary="OrderForm")
    (found,) = endpoints_naming(opened(named), ["shop.forms.OrderForm"])
    assert found.certainty == "inferred"


def test_a_subclass_has_the_attribute_unless_it_has_its_own(named: Sketch, opened: Opened) -> None:
    named.imports("shop.views", OUT)
    named.add("variable", "shop.views.Orders.serializer_class", summary="OrderOut")
    for heir in ("Open", "Closed"):
        named.add("class", f"shop.views.{heir}")
        named.base(f"shop.views.{heir}", "shop.views.Orders")
        named.endpoint(f"/{heir.lower()}/", f"shop.views.{heir}")
    named.add("variable", "shop.views.Closed.serializer_class", summary="None")
    found = endpoints_naming(opened(named), [OUT])
    assert [one.endpoint.path for one in found] == ["/open/", "/orders/"]


def test_annotations_and_bodies_of_handlers_name_it_too(named: Sketch, opened: Opened) -> None:
    named.imports("shop.views", OUT)
    named.add("function", "shop.views.create", signature="(order: list[OrderOut] = Body(), *, name: str) -> None")
    named.add("function", "shop.views.show", signature="(id: int)")
    named.add("function", "shop.views.helper", signature="(order: OrderOut)")
    named.endpoint("/create/", "shop.views.create")
    named.endpoint("/show/", "shop.views.show")
    named.call("shop.views.show", OUT)
    found = endpoints_naming(opened(named), [OUT])
    assert [(one.endpoint.path, one.by) for one in found] == [("/create/", "annotation"), ("/show/", "call")]


def test_a_schema_that_nests_another_says_nothing_of_endpoints(named: Sketch, opened: Opened) -> None:
    named.imports("shop.views", OUT)
    named.call("shop.views.Orders", OUT)
    assert endpoints_naming(opened(named), [OUT]) == []
