"""What migrations do, what they leave, and where models differ from it."""

import json

from indexer.graph import Graph
from indexer.graph.migrations import drift, migrated_columns, migrations_of, operations, revisions
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

ORDER, CUSTOMER = "shop.orders.models.Order", "shop.orders.models.Customer"
INITIAL = "shop/orders/migrations/0001_initial.py"
AFTER = {"column": "note", "type": "TextField", "null": False, "unique": None, "primary_key": None} | {
    "length": None,
    "default": "''",
}


def two_versions() -> Sketch:
    s = Sketch()
    s.module("m", "m.py")
    s.add("class", "m.Order")
    s.model("m.Order", framework="sqlalchemy", table="orders")
    for name in ("b", "a"):
        s.module(f"versions.{name}", f"versions/{name}.py")
        s.add("function", f"versions.{name}.upgrade")
        s.revision(f"versions.{name}.upgrade", "", leaf=name == "a")
    return s


def test_revisions(graph: Graph) -> None:
    (found,) = revisions(graph)
    assert (found.name, found.app, found.sequence, found.depends_on) == (
        "0001_initial",
        "orders",
        0,
        ("customers.0001_initial",),
    )
    assert (found.leaf, found.replaced, found.place.path) == (True, False, INITIAL)


def test_operations_in_the_order_in_which_they_run(opened: Opened) -> None:
    s = two_versions()
    s.migration("versions.a.upgrade", "", 0, "add_column", "orders", "note", after=json.dumps(AFTER))
    s.migration("versions.b.upgrade", "", 1, "add_column", "orders", "state")
    s.migration("versions.b.upgrade", "", 0, "create_table", "orders", kind="create_table")
    found = operations(opened(s))
    assert [(step.migration, step.position, step.kind) for step in found] == [
        ("b", 0, "create_table"),
        ("b", 1, "add_column"),
        ("a", 0, "add_column"),
    ]
    assert migrations_of(opened(s), "m.Order") == found
    assert [step.field for step in operations(opened(s), "versions/a.py")] == ["note"]


def test_the_column_that_an_operation_leaves(opened: Opened) -> None:
    s = two_versions()
    s.migration("versions.a.upgrade", "", 0, "add_column", "orders", "note", after=json.dumps(AFTER))
    (step,) = operations(opened(s))
    assert step.after is not None
    assert (step.after.type, step.after.null, step.after.unique, step.after.default) == ("TextField", False, None, "''")
    assert (step.before, step.online, step.reversible, step.scope) == (None, None, None, "both")


def test_columns_that_all_migrations_leave(graph: Graph) -> None:
    found = migrated_columns(graph, ORDER)
    assert found is not None
    assert [(column.name, column.type, column.null, column.length) for column in found] == [
        ("created", "CharField", False, 20),
        ("status", "CharField", False, 20),
    ]
    assert str(found[1].place) == f"{INITIAL}:13"
    assert migrated_columns(graph, CUSTOMER) is None, "no migration makes it"


def test_a_table_that_could_not_be_read_whole_says_nothing(opened: Opened) -> None:
    s = two_versions()
    s.migrated("versions.b.upgrade", "", "orders", "id", complete=False)
    assert migrated_columns(opened(s), "m.Order") is None
    s.migrated("versions.b.upgrade", "", "orders", "id")
    assert migrated_columns(opened(s), "m.Order") is not None


def test_drift(graph: Graph) -> None:
    (found,) = drift(graph)
    assert (found.model, found.field, found.kind) == (ORDER, "customer", "not in migrations")
    assert (found.model_says, found.migrations_say) == ("false", "true")
    assert str(found.place) == "shop/orders/models.py:14"
