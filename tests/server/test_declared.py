"""`chesterton.toml`: what it binds, who may loosen it, and how a line is added."""

import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from constraints.declared import FILE, Declared, Misdeclared, read
from server.failure import CannotRun, NoAnswer
from server.main import main
from server.project import Project
from server.tools.remember_constraint import remember_constraint
from tests.server.test_check import git, shop  # noqa: F401

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "chesterton.schema.json"
RULES = """\
# agreed on in March
[[forbidden_import]]
from = "shop.catalogue"  # and all in it
to = "shop.orders"
reason = "sold without orders"
"""


@pytest.fixture
def ruled(shop: Path) -> Path:  # noqa: F811
    """A repository whose main branch declares something; an import that goes against it is written on a branch."""
    (shop / FILE).write_text(RULES)
    git(shop, "add", ".")
    git(shop, "commit", "--quiet", "--message", "rules")
    git(shop, "switch", "--quiet", "--create", "work")
    module = shop / "shop" / "catalogue" / "extra.py"
    module.write_text("from shop.orders import models\n")
    return shop


def checked(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["check", "--root", str(root), "--format", "json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def rules(said: dict[str, Any]) -> list[str]:
    return [found["rule"] for found in said["findings"]]


def test_what_is_declared_binds(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = checked(ruled, capsys)
    assert (code, rules(said)) == (1, ["forbidden_import"])


def test_deleting_the_rule_is_a_finding_of_its_own(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("", RULES.replace("shop.catalogue", "shop.catalog")):
        (ruled / FILE).write_text(text)
        code, said = checked(ruled, capsys)
        assert (code, rules(said)) == (1, ["forbidden_import", "guardrail"])
    (ruled / FILE).unlink()
    assert rules(checked(ruled, capsys)[1]) == ["forbidden_import", "guardrail"]


def test_committing_it_all_does_not_help(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ruled / FILE).unlink()
    git(ruled, "add", "--all")
    git(ruled, "commit", "--quiet", "--message", "tidy")
    assert rules(checked(ruled, capsys)[1]) == ["forbidden_import", "guardrail"]


def test_turning_a_rule_off_binds_from_the_next_change_on(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = '\n[[rule_off]]\nrule = "forbidden_import"\nreason = "in the way"\n'
    (ruled / FILE).write_text(RULES + off)
    assert rules(checked(ruled, capsys)[1]) == ["forbidden_import", "guardrail"]


def test_an_exception_of_the_change_passes_and_is_listed(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exception = '\n[[exception]]\nconstraint = "forbidden_import:*"\nreason = "until the split"\nuntil = {}\n'
    (ruled / FILE).write_text(RULES + exception.format("2999-01-01"))
    code, said = checked(ruled, capsys)
    assert (code, rules(said)) == (0, [])
    assert [(one["reason"], one["in_this_change"]) for one in said["accepted"]] == [("until the split", True)]
    main(["check", "--root", str(ruled)])
    assert "accepted, for a human to confirm: 1" in capsys.readouterr().out
    (ruled / FILE).write_text(RULES + exception.format("2001-01-01"))
    assert rules(checked(ruled, capsys)[1]) == ["forbidden_import"]


def test_a_trailer_accepts_with_a_reason(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "forbidden_import:shop.catalogue->shop.orders"
    git(ruled, "add", "--all")
    git(ruled, "commit", "--quiet", "--message", f"extra\n\nChesterton-Accept: {name}")
    assert rules(checked(ruled, capsys)[1]) == ["forbidden_import"]
    git(ruled, "commit", "--quiet", "--amend", "--message", f"extra\n\nChesterton-Accept: {name} until the split")
    code, said = checked(ruled, capsys)
    assert (code, [one["reason"] for one in said["accepted"]]) == (0, ["until the split"])


def test_a_file_that_cannot_be_read_stops_everything(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ruled / FILE).write_text(RULES.replace("reason", "reson"))
    assert main(["check", "--root", str(ruled)]) == 2
    assert f"{FILE}:5: unknown key 'reson'; did you mean 'reason'?" in capsys.readouterr().err
    (ruled / FILE).unlink()
    (ruled / FILE).symlink_to(ruled / "README.md")
    assert main(["check", "--root", str(ruled)]) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lyers = []", ":1: unknown key 'lyers'; did you mean 'layers'?"),
        ('[tenancy]\nrot = "x"', ":2: unknown key 'rot'; did you mean 'root'?"),
        ('x = 1\n[[exception]]\nconstraint = "a"\nreason = " "\n', ":1: unknown key 'x'"),
        ('[[exception]]\nconstraint = "a"\nreason = " "\n', ":3: an exception needs a reason"),
        ("[[state]]\nfield = 3\ntransitions = {}\n", ":2: state[0].field: expected `str`"),
        ("x = [", "chesterton.toml: "),
    ],
)
def test_errors_name_the_line_and_the_nearest_key(text: str, said: str) -> None:
    with pytest.raises(Misdeclared) as raised:
        read(text)
    assert said in str(raised.value)


def test_a_line_is_added_and_nothing_else_changes(ruled: Path) -> None:
    project = Project.open(ruled)
    found = remember_constraint(project, "forbid_import", "shop.orders", "sold  with catalogue", "shop.catalogue")
    assert found.is_new
    text = (ruled / FILE).read_text()
    assert text.startswith(RULES)
    assert [one.importer for one in read(text).forbidden_import] == ["shop.catalogue", "shop.orders"]
    assert not remember_constraint(project, "forbid_import", "shop.orders", "again", "shop.catalogue").is_new
    assert (ruled / FILE).read_text() == text
    for kind, subject, value in (("require_guard", "/admin/*", "IsStaff"), ("state_table", "Order.status", "a->b,b>c")):
        assert remember_constraint(project, kind, subject, "agreed", value).is_new  # type: ignore[arg-type]
    (table,) = read((ruled / FILE).read_text()).state
    assert table.transitions == {"a": ("b",), "b": ("c",), "c": ()}


def test_what_is_not_there_cannot_be_protected(ruled: Path) -> None:
    before = (ruled / FILE).read_text()
    for kind, subject, value in (("protect", "nothing.like_it", None), ("state_table", "Order.status", "a-b")):
        with pytest.raises(NoAnswer):
            remember_constraint(Project.open(ruled), kind, subject, "because", value)  # type: ignore[arg-type]
    assert (ruled / FILE).read_text() == before


def test_a_broken_file_is_not_written_to(ruled: Path) -> None:
    (ruled / FILE).write_text("[[")
    with pytest.raises(CannotRun):
        remember_constraint(Project.open(ruled), "require_guard", "/x", "because", "IsStaff")
    assert (ruled / FILE).read_text() == "[["


def test_the_schema_for_editors_is_current() -> None:
    assert json.loads(SCHEMA.read_text()) == json.loads(msgspec.json.encode(msgspec.json.schema(Declared)))


def test_on_the_command_line(ruled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["remember-constraint", "require_guard", "/admin/*", "IsStaff", "--reason", "back office"]
    assert main([*words, "--root", str(ruled)]) == 0
    assert "it binds from the next change on" in capsys.readouterr().out
    assert subprocess.run(["git", "diff", "--quiet"], cwd=ruled, check=False).returncode == 1
