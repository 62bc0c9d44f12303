"""Which `with` blocks are open here, and what is caught around it? Answered from the facts of its scope alone."""

from indexer.flow import Flow
from indexer.shown import show
from tests.indexer.marked import marked


def contexts(source: str) -> list[str]:
    scope, index = marked(source)
    return [show(c.value) + (f" as {show(c.target)}" if c.target else "") for c in Flow(scope).contexts(index)]


def handlers(source: str) -> list[tuple[str, int]]:
    scope, index = marked(source)
    return [(show(caught) if caught else "everything", line) for caught, line in Flow(scope).handlers(index)]


def test_inside() -> None:
    assert contexts("""
        def pay(order):
            with transaction.atomic():
                order.save()  # here
    """) == ["transaction.atomic()"]


def test_before_and_after() -> None:
    for place in (
        "order.lock()  # here\n    with atomic():\n        pass",
        "with atomic():\n        pass\n    order.save()  # here",
    ):
        assert contexts(f"def pay(order):\n    {place}\n") == []


def test_several_items_and_nested_blocks_are_outermost_first() -> None:
    assert contexts("""
        async def pay(order):
            async with session.begin() as tx, lock(order):
                for line in order:
                    if line.open:
                        with (
                            open("a") as (first, second),
                            tracing,
                        ):
                            line.save()  # here
    """) == ["session.begin() as tx", "lock(order)", "open('a') as (first, second)", "tracing"]


def test_the_items_of_a_with_are_not_inside_it() -> None:
    assert (
        contexts("""
        def pay(order):
            with atomic(), lock(order):  # here
                pass
    """)
        == []
    )


def test_each_context_has_the_line_of_its_with() -> None:
    scope, index = marked("""
        def pay(order):
            with atomic():
                with lock(order):
                    order.save()  # here
    """)
    assert [c.line for c in Flow(scope).contexts(index)] == [3, 4]


def test_all_blocks_of_a_compound_statement_are_inside() -> None:
    for place in (
        "try:\n            pass\n        except E:\n            order.save()  # here",
        "try:\n            pass\n        finally:\n            order.save()  # here",
        "while a:\n            pass\n        else:\n            order.save()  # here",
        "match a:\n            case 1:\n                order.save()  # here",
    ):
        assert contexts(f"def pay(order):\n    with atomic():\n        {place}\n") == ["atomic()"]


def test_a_nested_function_runs_later() -> None:
    assert (
        contexts("""
        def pay(order):
            with atomic():
                def after():
                    order.save()  # here
                on_commit(after)
    """)
        == []
    )


def test_handlers_around_are_innermost_first() -> None:
    assert handlers("""
        def pay(order):
            try:
                with atomic():
                    try:
                        charge(order)  # here
                    except (Declined, Late) as error:
                        pass
            except Exception:
                pass
            except:
                pass
    """) == [("(Declined, Late)", 5), ("Exception", 3), ("everything", 3)]


def test_handlers_do_not_guard_themselves_nor_what_follows() -> None:
    for place in (
        "except E:\n        charge(order)  # here",
        "except E:\n        pass\n    else:\n        charge(order)  # here",
        "finally:\n        charge(order)  # here",
    ):
        assert handlers(f"def pay(order):\n    try:\n        pass\n    {place}\n") == []


def test_a_handler_is_guarded_by_the_try_around_it() -> None:
    assert handlers("""
        def pay(order):
            try:
                try:
                    pass
                except E:
                    charge(order)  # here
            except F:
                pass
    """) == [("F", 3)]
