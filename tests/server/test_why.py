"""Why something is there, asked and answered: from comments, guides, decisions, git and people; and in a check."""

from pathlib import Path

import pytest

from server.main import main
from tests.in_git import InGit

Capture = pytest.CaptureFixture[str]

MODELS = """\
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=9)
"""
GUARD = "    if order.is_frozen:\n        raise ValueError(order)\n"
SERVICES = f"""\
from shop.models import Order


def refund_order(order: Order):
    # Do not remove: accountants rely on the order of the two writes.
    order.status = "refunded"
{GUARD}    order.save()
"""
AGENTS = "# Rules\n\n- Never call `refund_order()` outside a transaction.\n- Never edit migrations by hand.\n"
DECISION = "# 3. Refunds are final\n\nSee `shop/services.py`.\n"
TEST = """\
from shop.services import refund_order


def test_refund_of_frozen_orders_regression_1234():
    \"\"\"Frozen orders were refunded (#1234).\"\"\"
    assert refund_order(None) is None
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def shop(tmp_path: Path) -> InGit:
    repository = InGit(tmp_path / "backend")
    repository.commit(
        "Begin",
        {
            "shop/__init__.py": "",
            "shop/models.py": MODELS,
            "shop/services.py": SERVICES,
            "tests/test_services.py": TEST,
            "AGENTS.md": AGENTS,
            "docs/adr/0003-refunds.md": DECISION,
            "CODEOWNERS": "/shop/ @shop/payments\n",
        },
    )
    repository.commit("Simplify refunds", {"shop/services.py": SERVICES.replace(GUARD, "")})
    repository.git("revert", "--no-edit", "HEAD")
    repository.day += 1
    for number in range(7):
        both = {"shop/export.py": f"x = {number}\n", "shop/columns.py": f"y = {number}\n"}
        repository.commit(f"Column {number}", both, author="Bob")
    return repository


def said(repository: InGit, capsys: Capture, *command: str, code: int = 0) -> str:
    assert main([*command, "--root", str(repository.root)]) == code
    return capsys.readouterr().out


def test_explain_tells_why(shop: InGit, capsys: Capture) -> None:
    text = said(shop, capsys, "explain", "refund_order")
    assert "why it is here" in text
    assert "a comment says “Do not remove: accountants rely on the order of the two writes.” :5" in text
    assert "the team wrote “Never call `refund_order()` outside a transaction.” AGENTS.md:3" in text
    assert "decided: “3. Refunds are final” docs/adr/0003-refunds.md:3" in text
    detail = said(shop, capsys, "explain", "refund_order", "--detail")
    assert "(2026-01-01) “Begin” :4" in detail
    assert '“Revert "Simplify refunds"”, after' in detail
    assert "test_refund_of_frozen_orders_regression_1234 pins a regression of 1234" in detail
    assert "owner @shop/payments by “/shop/” CODEOWNERS:1" in detail
    assert "owner “Ann” made 3 of 3 commits to it" in detail


def test_a_line_has_a_story_of_its_own(shop: InGit, capsys: Capture) -> None:
    text = said(shop, capsys, "explain", "shop/services.py:7", "--detail")
    assert "git: line 7 came with" in text and "had removed it :7" in text


def test_what_is_not_committed_has_none(shop: InGit, capsys: Capture) -> None:
    path = shop.root / "shop" / "services.py"
    path.write_text(path.read_text() + "\n\ndef cancel_order(order):\n    return order\n")
    assert "not committed yet" in said(shop, capsys, "explain", "cancel_order")
    assert "“Begin” :4" in said(shop, capsys, "explain", "refund_order", "--detail")


def test_a_field_has_people_and_a_file_companions(shop: InGit, capsys: Capture) -> None:
    people = "people: owner @shop/payments by “/shop/” CODEOWNERS:1; owner “Ann” made 1 of 1 commits to it"
    assert people in said(shop, capsys, "who-owns-field", "Order.status")
    text = said(shop, capsys, "impact-of", "shop/export.py")
    assert "files that change together with its file: 1\n  shop/columns.py: 7 of 7 commits, last" in text


def test_what_binds_a_file_includes_what_is_written_of_it(shop: InGit, capsys: Capture) -> None:
    text = said(shop, capsys, "constraints-for-file", "shop/services.py", "--detail")
    assert "`AGENTS.md` says: “Never call `refund_order()` outside a transaction.”" in text
    assert "`docs/adr/0003-refunds.md` decides: “3. Refunds are final”" in text
    assert "`@shop/payments` answers for “/shop/”" in text


def test_a_check_remembers(shop: InGit, capsys: Capture) -> None:
    (shop.root / "shop" / "services.py").write_text(SERVICES.replace(GUARD, ""))
    (shop.root / "shop" / "export.py").write_text("x = 99\n")
    text = said(shop, capsys, "check", "--detail", code=1)
    assert "“if order.is_frozen:” of `services.refund_order` goes again" in text
    assert "`shop/columns.py` changed in 7 of 7 commits that changed `shop/export.py`" in text


def test_loosening_what_others_read_is_said(shop: InGit, capsys: Capture) -> None:
    shop.commit("More", {".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: chesterton\n"})
    (shop.root / "CODEOWNERS").write_text("")
    (shop.root / ".pre-commit-config.yaml").write_text("repos: []\n")
    text = said(shop, capsys, "check", "--detail", code=1)
    assert "`CODEOWNERS` no longer says who answers for “/shop/”" in text
    assert "the hook `chesterton` no longer runs" in text


def test_outside_git_nothing_is_said_and_that_is(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "one.py").write_text("def one():\n    return 1\n")
    assert main(["explain", "one.one", "--root", str(tmp_path / "app"), "--detail"]) == 0
    assert "git says nothing: not in git" in capsys.readouterr().out


def test_the_doctor_says_what_the_past_costs(shop: InGit, capsys: Capture) -> None:
    main(["doctor", str(shop.root)])
    assert "history      10 commits, read in " in capsys.readouterr().out
