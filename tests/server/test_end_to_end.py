"""The whole pipe on the bundled example: from its files to answers, with nothing written by hand."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.main import main
from tests.server.test_protocol import LAUNCHER

EXAMPLE = Path(__file__).resolve().parents[1] / "apps" / "shop"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns(".chesterton", "__pycache__"))
    monkeypatch.chdir(root)
    return Path(root)


def test_the_first_question_builds_the_index(example: Path, capsys: Capture) -> None:
    assert main(["who-owns-field", "Order.status", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["answer"]
    assert answer["field"]["table"] == "orders_order"
    assert "shop.orders.services.refund_order" in {use["function"] for use in answer["writers"]}
    assert (example / ".chesterton" / "graph.db").is_file()


def test_the_machine_of_a_state_field_is_drawn(example: Path, capsys: Capture) -> None:
    assert main(["explain", "Order.status", "--detail"]) == 0
    said = capsys.readouterr().out
    assert "draft -> placed, cancelled by ALLOWED shop/orders/transitions.py" in said
    assert "initial: draft; terminal: cancelled, refunded" in said
    assert "not tested -> paid: services.pay_order shop/orders/services.py" in said
    assert "if “amount == order.total”, with transitions.ensure_allowed, services.record and 1 more" in said


def test_an_edit_shows_in_the_next_answer(example: Path, capsys: Capture) -> None:
    assert main(["explain", "reports.late"]) == 1
    (example / "shop" / "reports.py").write_text("def late(order):\n    return order\n")
    assert main(["explain", "reports.late"]) == 0
    assert "shop/reports.py:1" in capsys.readouterr().out


def test_an_index_of_unchanged_files_reads_none_again(example: Path, capsys: Capture) -> None:
    assert main(["index"]) == 0
    assert main(["index", "--timing"]) == 0
    said = capsys.readouterr()
    assert "0 files read" in said.err
    assert "resolve" in said.out


def test_several_processes_may_begin_at_once(example: Path) -> None:
    command = [sys.executable, str(LAUNCHER), "explain", "refund_order"]
    started = [
        subprocess.Popen(command, cwd=example, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=120) for process in started]
    assert {process.returncode for process in started} == {0}
    assert {err for _, err in said} == {""}
    assert len({out for out, _ in said}) == 1


def test_the_example_has_three_sights(example: Path, capsys: Capture) -> None:
    assert main(["tour"]) == 0
    questions = [line for line in capsys.readouterr().out.splitlines() if line.startswith("$ ")]
    assert questions[0].endswith("who-owns-field Order.status")
    assert len(questions) >= 2
