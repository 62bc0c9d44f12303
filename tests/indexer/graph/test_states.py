"""State machines: what is declared, what code makes, where they begin and end."""

from indexer.graph import Graph, Place
from indexer.graph.data import find_fields
from indexer.graph.states import ANY, DeclaredTransition, StateMachine, Transition, declared_transitions, machine_of


def test_what_is_declared_and_what_code_makes(graph: Graph) -> None:
    (field,) = find_fields(graph, "Order.status")
    machine = machine_of(graph, field)
    (allowed,), (made,) = machine.declared, machine.made
    assert (allowed.source, allowed.target, allowed.event, allowed.guards) == ("new", "paid", "pay", ("can_pay",))
    assert allowed.field == "shop.orders.models.Order.status"
    assert (made.sources, made.targets, made.function) == (
        ("paid",),
        ("refunded",),
        "shop.orders.services.refund_order",
    )


def test_of_no_owner_there_is_nothing(graph: Graph) -> None:
    assert declared_transitions(graph, []) == []
    assert len(declared_transitions(graph)) == 1


def test_values_that_nothing_leaves_are_the_last_ones() -> None:
    place = Place("a.py", 1)
    new = DeclaredTransition("Order", "Order.status", "", "new", "", "", (), "default", place)
    paid = Transition(("new",), ("paid",), "pay", place, (), "'paid'")
    anywhere = Transition((ANY,), ("gone",), "lose", place, (), "'gone'")
    assert StateMachine((new,), (paid,), ("new", "paid")).terminal == ("paid",)
    assert StateMachine((new,), (paid,), ("new", "paid")).initial == ("new",)
    assert StateMachine((new,), (paid, anywhere), ("new", "paid", "gone")).terminal == ()
