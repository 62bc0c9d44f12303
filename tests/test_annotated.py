"""How annotated fixtures are read, and when a finding is what a marker asked for."""

from pathlib import Path

import pytest

from indexer.graph import Place
from tests.annotated import Found, meets, read

FIXTURE = '''"""Not part of any file."""
#: file shop/a.py
def pay():  #: calls nothing
    charge()  #: calls shop.b.charge; unresolved

#: file shop/b.py
x = 1  #: imports shop.a
'''


def written(folder: Path, text: str, name: str = "fixture.py") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_sections_become_files_without_markers(tmp_path: Path) -> None:
    fixture = read(written(tmp_path, FIXTURE))
    assert fixture.base == fixture.head == {"shop/a.py": "def pay():\n    charge()\n\n", "shop/b.py": "x = 1\n"}


def test_markers_belong_to_their_lines(tmp_path: Path) -> None:
    fixture = read(written(tmp_path, FIXTURE))
    assert fixture.expected == {
        Place("shop/a.py", 1): ["calls nothing"],
        Place("shop/a.py", 2): ["calls shop.b.charge", "unresolved"],
        Place("shop/b.py", 1): ["imports shop.a"],
    }
    assert not fixture.skipped


def test_a_known_gap_is_skipped_with_its_reason(tmp_path: Path) -> None:
    assert read(written(tmp_path, f"#: skip needs types\n{FIXTURE}")).skipped == "needs types"
    assert read(written(tmp_path, FIXTURE, "gaps/fixture.py")).skipped


def test_a_marker_outside_every_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="before the first"):
        read(written(tmp_path, "x = 1  #: calls y\n"))


@pytest.mark.parametrize(
    ("found", "asked", "met"),
    [
        ("calls shop.payments.charge", "calls payments.charge", True),
        ("calls shop.payments.charge", "calls arge", False),
        ("calls possibly shop.payments.charge", "calls charge", False),
        ("endpoint GET POST /orders/", "endpoint GET,POST /orders/", True),
        ("endpoint GET POST /orders/", "endpoint POST /orders/", False),
        ("guarded by shop.IsStaff, shop.CanRefund", "guarded by IsStaff, CanRefund", True),
        ("guarded by shop.IsStaff, shop.CanRefund", "guarded by CanRefund, IsStaff", False),
        ("guarded by shop.IsStaff", "public", False),
        ("field status column CharField null", "field CharField null", True),
        ("field status column CharField", "field CharField null", False),
    ],
)
def test_a_finding_meets_a_marker(found: str, asked: str, met: bool) -> None:
    assert meets(Found((Place("a.py", 1),), found), asked) is met


def test_the_words_after_a_rule_occur_in_its_statement() -> None:
    found = Found((Place("a.py", 1),), "binds closed_values", "`Order.status` takes only `a`")
    assert meets(found, "binds closed_values")
    assert meets(found, "binds closed_values takes only")
    assert not meets(found, "binds closed_values takes all")
    assert not meets(found, "binds transaction")
