"""What makes two pieces of code alike, and how much."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as some

from indexer.similarity import Traits, fingerprint, parts, score, weight


def evenly(_: str) -> float:
    return 1.0


def test_a_fingerprint_keeps_what_tells_code_apart() -> None:
    row = fingerprint(
        7,
        role="service",
        data=["shop.orders.models.Order.status", "Order.status"],
        calls=["<builtin>:len", "<external>:smtplib.SMTP", "shop.orders.services.refund"],
        structure=["if", "raise", "call", "return"],
        words=["refund_order", "getOrder", "self", "i"],
    )
    assert row.symbol == 7
    assert row.data == {"Order.status"}
    assert row.calls == {"len", "services.refund", "smtplib.SMTP"}
    assert row.structure == {"if>raise>call", "raise>call>return"}
    assert row.words == {"order", "refund"}


def test_short_and_empty_structure() -> None:
    short = fingerprint(1, role="", data=[], calls=[], structure=["return"], words=[])
    assert short.structure == {"return"}
    empty = fingerprint(1, role="", data=[], calls=[], structure=[], words=[])
    assert not any((empty.structure, empty.data, empty.calls, empty.words))


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    one = fingerprint(1, role="", data=["b", "a"], calls=["d", "c"], structure=["x"], words=["second_first"])
    two = fingerprint(1, role="", data=["a", "b", "a"], calls=["c", "d"], structure=["x"], words=["first", "second"])
    assert one == two


def test_parts_of_identifiers() -> None:
    assert parts("refundOrder_HTML2") == ("refund", "order", "html", "2")
    assert parts("HTTPServer") == ("http", "server")
    assert parts("größe") == ("gr", "öß", "e")
    assert parts("__") == ()


def test_what_is_rare_counts_more() -> None:
    def rare(feature: str) -> float:
        return weight(1 if feature == "refund" else 900, 1000)

    nobody = Traits("service", frozenset[str](), frozenset({"refund", "len"}), frozenset[str](), frozenset[str]())
    with_rare = Traits("service", frozenset[str](), frozenset({"refund", "str"}), frozenset[str](), frozenset[str]())
    with_common = Traits("service", frozenset[str](), frozenset({"send", "len"}), frozenset[str](), frozenset[str]())
    assert score(nobody, with_rare, rare).total > score(nobody, with_common, rare).total


def test_what_neither_has_is_not_counted() -> None:
    a = Traits("service", frozenset({"Order"}), frozenset[str](), frozenset[str](), frozenset[str]())
    found = score(a, a, evenly)
    assert (found.total, found.data, found.calls, found.structure, found.words) == (1.0, 1.0, None, None, None)
    b = Traits("view", frozenset[str](), frozenset({"send"}), frozenset[str](), frozenset[str]())
    assert score(a, b, evenly).total == 0.0


features = some.frozensets(some.sampled_from("abcdef"))
anything = some.builds(Traits, some.sampled_from(("view", "task")), features, features, features, features)
weights = some.sampled_from((evenly, lambda feature: float(ord(feature))))


@given(anything, anything, weights)
def test_likeness_is_the_same_both_ways_and_whole_only_with_itself(
    a: Traits[str], b: Traits[str], weigh: Callable[[str], float]
) -> None:
    there, back = score(a, b, weigh), score(b, a, weigh)
    assert there == back
    assert 0.0 <= there.total <= 1.0 + 1e-9
    assert abs(score(a, a, weigh).total - 1.0) < 1e-9
    assert (there.total > 1.0 - 1e-9) == (a == b)
