"""Which constraints bind a file or a symbol, and in what order they are said."""

from constraints.constraint import Constraint, Evidence, Origin, Scope, Severity
from constraints.derive import for_path
from indexer.graph import Place

ORDERS = "shop/orders.py"


def bound(
    id: str,
    *,
    symbols: tuple[str, ...] = (),
    paths: tuple[str, ...] = (ORDERS,),
    severity: Severity = "violation",
    origin: Origin = "enforced",
    at: str = ORDERS,
) -> Constraint:
    return Constraint(
        id=id,
        family="state",
        statement=id,
        scope=Scope(symbols, paths),
        origin=origin,
        severity=severity,
        evidence=(Evidence(Place(at, 1), ""),),
    )


def ids(constraints: list[Constraint], path: str = ORDERS, symbol: str | None = None) -> list[str]:
    return [constraint.id for constraint in for_path(constraints, path, symbol)]


def test_a_file_is_bound_by_what_names_it_or_its_folder() -> None:
    constraints = [
        bound("file"),
        bound("folder", paths=("shop/",)),
        bound("other file", paths=("shop/orders.pyi",)),
        bound("other folder", paths=("sho/",)),
        bound("like a folder", paths=("shop",)),
    ]
    assert ids(constraints) == ["file", "folder"]


def test_a_symbol_is_bound_by_what_names_it_its_class_its_methods_or_its_file() -> None:
    constraints = [
        bound("method", symbols=("shop.orders.Order.pay",)),
        bound("class", symbols=("shop.orders.Order",)),
        bound("namesake", symbols=("shop.orders.Order.payment",)),
        bound("whole file"),
    ]
    assert ids(constraints, symbol="shop.orders.Order.pay") == ["method", "class", "whole file"]
    assert ids(constraints, symbol="shop.orders.Order") == ["class", "method", "namesake", "whole file"]


def test_the_gravest_comes_first_then_the_nearest_then_the_surest() -> None:
    constraints = [
        bound("note", severity="note"),
        bound("suspicion", severity="suspicion"),
        bound("shown elsewhere", at="shop/urls.py"),
        bound("inferred", origin="inferred"),
        bound("declared", origin="declared"),
        bound("b"),
        bound("a"),
    ]
    assert ids(constraints) == ["declared", "a", "b", "inferred", "shown elsewhere", "suspicion", "note"]


def test_rules_take_turns_among_what_is_equally_grave_and_near() -> None:
    constraints = [bound(id) for id in ("guard:a", "guard:b", "guard:c", "transaction:a", "transaction:b")]
    assert ids(constraints) == ["guard:a", "transaction:a", "guard:b", "transaction:b", "guard:c"]


def test_rule_and_symbol_are_read_from_the_id() -> None:
    constraint = bound("closed_values:shop.orders.Order.status")
    assert (constraint.rule, constraint.symbol) == ("closed_values", "shop.orders.Order.status")
