"""`chesterton constraints`: all that holds, and a draft that the tools it is for can read."""

import json
from configparser import ConfigParser
from pathlib import Path

import pytest

from constraints.contracts import contracts
from constraints.declared import read
from server.main import main

SHOP = Path(__file__).parents[1] / "apps" / "shop"
Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, database: Path, *arguments: str) -> str:
    assert main(["constraints", str(SHOP), "--db", str(database), *arguments]) == 0
    return capsys.readouterr().out


def test_all_or_one_family(tmp_path: Path, capsys: Capture) -> None:
    listed = said(capsys, tmp_path / "shop.db", "--family", "implicit")
    assert listed.startswith("implicit: ")
    assert "protective_comment: a comment protects `services._locked`" in listed
    assert "layer_direction" not in listed
    values = json.loads(said(capsys, tmp_path / "shop.db", "--family", "implicit", "--json"))
    assert {value["family"] for value in values} == {"implicit"}


def test_a_draft_is_read_as_what_it_proposes(tmp_path: Path, capsys: Capture) -> None:
    declared = read(said(capsys, tmp_path / "shop.db", "--propose"))
    assert ("shop.accounts", "shop.orders") in {(one.importer, one.to) for one in declared.forbidden_import}
    assert "shop.orders.services._locked" in {one.symbol for one in declared.protected}
    draft = said(capsys, tmp_path / "shop.db", "--propose", "import-linter")
    ConfigParser(interpolation=None).read_string(draft)
    assert ("shop.accounts", "shop.orders") in {(one.importer, one.to) for one in contracts({".importlinter": draft})}
