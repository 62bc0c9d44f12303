"""After every edit the refreshed index is the one that a cold build gives; and a difference would be seen."""

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from indexer.build import build
from tests.bench.editing import edits, load
from tests.bench.tables import differences, named_rows, rows
from tests.conftest import WriteTree

TESTS = Path(__file__).parent
SHOP = TESTS / "apps" / "shop"


def test_refreshed_equals_cold_in_any_order() -> None:
    script = [sys.executable, str(TESTS / "bench" / "edits.py"), "--repo", str(SHOP), "--edits", "5", "--orders", "1"]
    done = subprocess.run(script, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 edits and 1 orders with seed 1, 0 wrong" in done.stdout


def test_edits_come_from_the_seed_alone() -> None:
    first = [edit.what for edit in edits(load(SHOP), Random(3), 20)]
    assert first == [edit.what for edit in edits(load(SHOP), Random(3), 20)]
    assert len(set(first)) > 10


def test_a_row_that_differs_is_shown(write_tree: WriteTree) -> None:
    root = write_tree({"shop.py": "def pay():\n    pass\n\n\ndef refund():\n    pay()\n"})
    build(root, root / "before.db")
    (root / "shop.py").write_text("def pay():\n    pass\n\n\ndef refund():\n    refund()\n")
    build(root, root / "after.db")
    for read in (rows, named_rows):
        found = [line for line in differences(read(root / "before.db"), read(root / "after.db")) if " calls " in line]
        assert [line[0] for line in found] == ["-", "+"]


@pytest.mark.parametrize("app", ["shop", "shop_api"])
def test_a_check_says_the_same_of_a_head_brought_forward_and_of_one_built(app: str) -> None:
    script = [sys.executable, str(TESTS / "bench" / "heads.py"), "--repo", str(TESTS / "apps" / app), "--most", "1"]
    script += ["--edits", "5"]
    done = subprocess.run(script, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    taken = re.search(r"(\d+) of \d+ edits brought forward, 0 wrong", done.stdout)
    assert taken is not None and int(taken[1]) >= 8, done.stdout
