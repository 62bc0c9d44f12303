"""Text of a repository is shown as data: nothing hidden, nothing endless, nothing that steers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.wording.quoting import clean, quoted, shortened, within


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("é ü 漢字 ✓", "é ü 漢字 ✓"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("zero\u200bwidth\u2060", "zerowidth"),
        ("\u202eturned\u202c round", "turned round"),
        ("\U000e0041\U000e0042 tags", " tags"),
        ("a\ufe0f\u034f\u3164b", "ab"),
        ("\ufeffmark", "mark"),
        ("\ud800lone", "lone"),
    ],
)
def test_what_does_not_show_is_left_out(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_a_cleaned_text_is_one_printable_line(text: str) -> None:
    assert len(clean(text).splitlines()) <= 1
    assert clean(clean(text)) == clean(text)


def test_a_quotation_cannot_close_itself() -> None:
    assert quoted("a ” b “ c") == '“a " b " c”'


def test_a_long_text_is_cut() -> None:
    assert shortened("word " * 100, 20) == "word word word word…"
    assert shortened("short   text", 20) == "short text"


@pytest.mark.parametrize(
    ("dotted", "path", "said"),
    [
        ("shop.orders.views.OrderViewSet.refund", "shop/orders/views.py", "OrderViewSet.refund"),
        ("shop.orders.views.refund", "src/shop/orders/views.py", "refund"),
        ("shop.orders", "shop/orders/__init__.py", "<module>"),
        ("shop.orders.pay", "shop/orders/__init__.py", "pay"),
        ("manage", "manage.py", "<module>"),
        ("other.place", "shop/orders/views.py", "other.place"),
    ],
)
def test_a_name_is_told_without_its_module(dotted: str, path: str, said: str) -> None:
    assert within(dotted, path) == said
