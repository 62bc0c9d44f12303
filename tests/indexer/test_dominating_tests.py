"""Which tests dominate this write? Answered from the facts of its scope alone."""

import pytest

from indexer.expressions import last_name
from indexer.facts import Expression
from indexer.flow import Condition, Flow
from indexer.shown import show
from tests.indexer.marked import call_in, marked


def refuses(expression: Expression) -> bool:
    return last_name(expression) in ("abort", "refuse")


def said(conditions: list[Condition]) -> list[str]:
    return [("" if c.holds else "not: ") + show(c.test) for c in conditions]


def dominating(source: str) -> list[str]:
    scope, index = marked(source)
    return said(Flow(scope, refuses).dominating(index))


def test_if() -> None:
    assert dominating("""
        def pay(order):
            if order.open:
                if order.total > 0:
                    order.status = "paid"  # here
    """) == ["order.open", "order.total > 0"]


def test_elif_and_else_know_what_failed_before() -> None:
    assert dominating("""
        def pay(order):
            if order.paid:
                pass
            elif order.open:
                order.status = "paid"  # here
    """) == ["not: order.paid", "order.open"]
    assert dominating("""
        def pay(order):
            if order.paid:
                pass
            elif order.cancelled:
                pass
            else:
                order.status = "paid"  # here
    """) == ["not: order.paid", "not: order.cancelled"]


def test_after_an_if_nothing_is_known() -> None:
    assert (
        dominating("""
        def pay(order):
            if order.open:
                log(order)
            order.status = "paid"  # here
    """)
        == []
    )


@pytest.mark.parametrize("exit", ["return", "raise Refused()", "abort(403)", "refuse()", "assert False"])
def test_early_exit(exit: str) -> None:
    assert dominating(f"""
        def pay(order):
            if order.paid:
                log(order)
                {exit}
            order.status = "paid"  # here
    """) == ["not: order.paid"]


def test_early_exit_of_the_other_branch() -> None:
    assert (
        dominating("""
        def pay(order):
            if order.open:
                log(order)
            elif order.new:
                start(order)
            else:
                return
            order.status = "paid"  # here
    """)
        == []
    )
    assert dominating("""
        def pay(order):
            if order.open:
                log(order)
            else:
                return
            order.status = "paid"  # here
    """) == ["order.open"]


def test_early_exit_says_what_its_nested_tests_left() -> None:
    assert dominating("""
        def pay(order, user):
            if order.open:
                if not user.staff:
                    return
            else:
                raise Refused()
            order.status = "paid"  # here
    """) == ["order.open", "not: not user.staff"]


def test_a_guard_that_perhaps_returns_says_nothing() -> None:
    assert (
        dominating("""
        def pay(order):
            if order.paid:
                warn()
            order.status = "paid"  # here
    """)
        == []
    )


def test_how_a_test_came_to_hold() -> None:
    scope, index = marked("""
        def pay(orders):
            assert orders
            if not orders.open:
                return
            while orders.more():
                if orders.ready:
                    orders.status = "paid"  # here
    """)
    found = Flow(scope).dominating(index)
    assert [(c.by, c.holds, c.line) for c in found] == [
        ("assert", True, 3), ("early exit", False, 4), ("loop", True, 6), ("branch", True, 7)
    ]  # fmt: skip


def test_match() -> None:
    assert dominating("""
        def move(order):
            match order.status:
                case Status.OPEN:
                    order.status = "paid"  # here
    """) == ["order.status match Status.OPEN"]
    assert dominating("""
        def move(order):
            match order.status:
                case Status.PAID | Status.SENT:
                    return
                case Status.OPEN if order.total:
                    pass
                case "lost" if not order.found:
                    order.status = "paid"  # here
    """) == ["not: order.status match (Status.PAID | Status.SENT)", "order.status match 'lost'", "not order.found"]
    assert dominating("""
        def move(order):
            match order.status:
                case Status.PAID:
                    return
                case _:
                    pass
            order.status = "paid"  # here
    """) == ["not: order.status match Status.PAID"]
    assert dominating("""
        def move(order):
            match order.status:
                case "open" | "new":
                    log(order)
                case _:
                    raise Refused()
            order.status = "paid"  # here
    """) == ["order.status match ('open' | 'new')"]


def test_a_capture_matches_everything() -> None:
    assert dominating("""
        def move(order):
            match order.status:
                case status if status != "open":
                    return
            order.status = "paid"  # here
    """) == ["not: status != 'open'"]


def test_try_and_finally() -> None:
    assert dominating("""
        def pay(order):
            try:
                if not order.open:
                    return
                charge(order)
            finally:
                unlock(order)
            order.status = "paid"  # here
    """) == ["not: not order.open"]
    assert (
        dominating("""
        def pay(order):
            try:
                if not order.open:
                    return
            finally:
                order.status = "paid"  # here
    """)
        == []
    )


def test_a_handler_knows_what_held_before_the_try_only() -> None:
    assert dominating("""
        def pay(order):
            if order.open:
                try:
                    assert order.total
                    charge(order)
                except Declined:
                    order.status = "paid"  # here
    """) == ["order.open"]


def test_after_a_try_whose_handlers_leave_its_tests_hold() -> None:
    assert dominating("""
        def pay(order):
            try:
                assert order.total
            except AssertionError:
                raise Refused()
            order.status = "paid"  # here
    """) == ["order.total"]
    assert (
        dominating("""
        def pay(order):
            try:
                assert order.total
            except AssertionError:
                log(order)
            order.status = "paid"  # here
    """)
        == []
    )


def test_the_else_of_a_try() -> None:
    assert dominating("""
        def pay(order):
            try:
                assert order.total
            except AssertionError:
                log(order)
            else:
                order.status = "paid"  # here
    """) == ["order.total"]


def test_a_test_inside_a_with_holds_after_it() -> None:
    assert dominating("""
        def pay(order):
            with transaction.atomic():
                if order.paid:
                    return
            order.status = "paid"  # here
    """) == ["not: order.paid"]


def test_a_with_that_swallows_leaves_nothing() -> None:
    assert (
        dominating("""
        def pay(order):
            with suppress(Declined):
                if order.paid:
                    raise Declined()
            order.status = "paid"  # here
    """)
        == []
    )


def test_asserts() -> None:
    assert dominating("""
        def pay(order):
            assert order.open, "closed"
            order.status = "paid"  # here
    """) == ["order.open"]


# Loops


def test_while() -> None:
    assert dominating("""
        def pay(order):
            while order.open:
                order.try_again()  # here
    """) == ["order.open"]
    assert dominating("""
        def pay(order):
            while order.locked():
                wait()
            order.status = "paid"  # here
    """) == ["not: order.locked()"]


def test_break_leaves_a_loop_before_its_test_failed() -> None:
    assert (
        dominating("""
        def pay(order):
            while order.locked():
                if late():
                    break
            order.status = "paid"  # here
    """)
        == []
    )
    assert dominating("""
        def pay(order):
            while True:
                if order.open:
                    break
            order.status = "paid"  # here
    """) == ["order.open"]
    assert dominating("""
        def pay(orders):
            for order in orders:
                if order.open:
                    break
            else:
                return
            order.status = "paid"  # here
    """) == ["order.open"]


def test_continue_is_an_early_exit() -> None:
    assert dominating("""
        def pay(orders):
            for order in orders:
                if order.paid:
                    continue
                order.status = "paid"  # here
    """) == ["not: order.paid"]


def test_what_held_before_a_loop_must_survive_every_round() -> None:
    assert (
        dominating("""
        def pay(order, orders):
            if order.open:
                for each in orders:
                    order.status = "paid"  # here
                    order = each
    """)
        == []
    )
    assert dominating("""
        def pay(order, orders):
            if order.open:
                for each in orders:
                    order.status = "paid"  # here
    """) == ["order.open"]
    assert dominating("""
        def pay(order, orders):
            if order.open:
                for each in orders:
                    order.status = "paid"  # here
                    order = each
                    break
    """) == ["order.open"]


def test_the_target_of_a_loop_is_assigned() -> None:
    assert (
        dominating("""
        def pay(order, orders):
            if order.open:
                for order in orders:
                    order.status = "paid"  # here
    """)
        == []
    )


# Stale tests


@pytest.mark.parametrize(
    "change",
    [
        "order = other",
        "order: Order = other",
        "order, n = other",
        "order.status = 'new'",
        "order.status += 1",
        "order.status['key'] = 1",
        "del order",
        "with lock() as order: pass",
        "for order in others: pass",
        "import order",
        "def order(): pass",
        "use(order := other)",
        "if unsure(): order = other",
    ],
)
def test_a_test_is_stale_once_what_it_spoke_of_is_assigned(change: str) -> None:
    assert (
        dominating(f"""
        def pay(order):
            if order.status == "open":
                {change}
                order.total = 0  # here
    """)
        == []
    )


@pytest.mark.parametrize(
    "change", ["order.total = 1", "orders = []", "order.statuses = 1", "other.order = 1", "order.save()"]
)
def test_a_test_outlives_other_changes(change: str) -> None:
    assert dominating(f"""
        def pay(order):
            if order.status == "open":
                {change}
                order.total = 0  # here
    """) == ["order.status == 'open'"]


def test_a_change_on_a_way_that_never_comes_here_does_not_matter() -> None:
    assert dominating("""
        def pay(order):
            if not order:
                order = make()
                return order
            order.status = "paid"  # here
    """) == ["not: not order"]


def test_the_write_itself_does_not_make_its_own_test_stale() -> None:
    assert dominating("""
        def pay(order):
            if order.status == "open":
                order.status = "paid"  # here
    """) == ["order.status == 'open'"]


def test_a_walrus_in_the_test() -> None:
    assert dominating("""
        def pay(key):
            if (order := find(key)) and order.open:
                order.status = "paid"  # here
    """) == ["order := find(key) and order.open"]


# Scopes and dead ends


def test_a_nested_function_knows_its_own_tests_only() -> None:
    assert dominating("""
        def outer(order):
            if order.open:
                def inner():
                    if order.total:
                        order.status = "paid"  # here
                return inner
    """) == ["order.total"]


def test_a_module_is_a_scope_like_any_other() -> None:
    assert dominating("""
        if DEBUG:
            handlers = []
        else:
            handlers = [mail]  # here
    """) == ["not: DEBUG"]


def test_where_control_never_comes_nothing_is_said() -> None:
    assert (
        dominating("""
        def pay(order):
            if order.open:
                return
                order.status = "paid"  # here
    """)
        == []
    )


def test_constants_are_no_tests() -> None:
    assert (
        dominating("""
        def pay(order):
            if 1:
                while True:
                    order.status = "paid"  # here
    """)
        == []
    )


def test_a_long_chain_of_elifs() -> None:
    branches = "".join(f"    elif order.status == {n}:\n        order.total = {n}\n" for n in range(400))
    found = dominating(
        f"def pay(order):\n    if order.new:\n        pass\n{branches}    else:\n        order.total = 0  # here\n"
    )
    assert len(found) == 401
    assert found[-1] == "not: order.status == 399"


# Inside one statement


def within(source: str, call: str = "pay") -> list[str]:
    scope, index = marked(source)
    return said(Flow(scope, refuses).dominating(index, within=call_in(scope, index, call)))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("order.open and pay(order)", ["order.open"]),
        ("order.open and user.staff and pay(order)", ["order.open", "user.staff"]),
        ("order.paid or pay(order)", ["not: order.paid"]),
        ("pay(order) and order.open", []),
        ("pay(order) if order.open else None", ["order.open"]),
        ("None if order.paid else pay(order)", ["not: order.paid"]),
        ("x if pay(order) else None", []),
        ("done = log(order.open and (user.staff or pay(order)))", ["order.open", "not: user.staff"]),
        ("return not order.open or pay(order)", ["not: not order.open"]),
        ("[pay(o) for o in orders if o.open if o.total]", ["o.open", "o.total"]),
        ("[o for o in pay(orders) if o.open]", []),
        ("[p for o in orders if o.open for p in pay(o) if p.done]", ["o.open"]),
        ("[o for o in orders if o.open and pay(o)]", ["o.open"]),
        ("assert order.open, pay(order)", ["not: order.open"]),
        ("assert pay(order), 'unpaid'", []),
        ("(order := find()) and pay(order)", ["order := find()"]),
        ("order.open and (order := find()) and pay(order)", ["order := find()"]),
    ],
)
def test_on_the_way_to_an_expression(statement: str, expected: list[str]) -> None:
    assert within(f"def f(order, orders):\n    {statement}  # here\n") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Order.objects.filter(status=A).update(status=B)", ["status == A"]),
        (
            "Order.objects.filter(status=A, total=0).exclude(b=C).update(status=B)",
            ["not: b == C", "status == A", "total == 0"],
        ),
        ("Order.objects.exclude(a=1, b=2).update(status=B)", ["not: (a == 1) and (b == 2)"]),
        ("Order.objects.exclude(Q(a=1), b=2).update(status=B)", []),
        ("Order.objects.filter(Q(a=1), b=2).update(status=B)", ["b == 2"]),
        ("Order.objects.filter(**given).update(status=B)", []),
        ("session.query(Order).filter_by(status=A).update(values)", ["status == A"]),
        ("Order.objects.all().update(status=B)", []),
    ],
)
def test_rows_that_a_query_was_narrowed_to(query: str, expected: list[str]) -> None:
    assert within(f"def f(order):\n    {query}  # here\n", "update") == expected


def test_rows_and_tests_together() -> None:
    assert within("""
        def f(user):
            if not user.staff:
                raise Refused()
            Order.objects.filter(pk=1, status=A).update(status=B)  # here
    """, "update") == ["not: not user.staff", "pk == 1", "status == A"]  # fmt: skip
