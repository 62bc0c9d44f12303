"""Test results as evidence: what a run proves of the files as they are, and what a report of a stranger may not do."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import work
from server.decay import fates
from server.failure import NoAnswer
from server.junit import LARGEST, outcomes_in, read_run
from server.ledger import Ledger
from server.main import main
from server.project import Project
from server.runs import Results, state_of
from server.tools.check_change import check_change
from server.tools.plan_change import plan_change
from server.tools.record_decision import record_decision
from server.tools.remember_constraint import remember_constraint
from server.tools.review_report import review_report
from server.wording.worded import worded
from tests.server.test_check import git, shop  # noqa: F401

REPORT = """<?xml version="1.0"?>
<testsuites><testsuite name="pytest" tests="5">
  <testcase classname="shop.orders.tests.test_services.OrderLifeTests" name="test_an_end_is_an_end"/>
  <testcase classname="a.test_b" name="test_cases[one]"/>
  <testcase classname="a.test_b" name="test_cases[two]"><failure message="no">trace</failure></testcase>
  <testcase classname="a.test_b" name="test_left"><skipped/></testcase>
  <testcase classname="a.test_b" name="test_broken"><error/></testcase>
</testsuite></testsuites>
"""
LATER = "shop.orders.tests.test_services.OrderLifeTests.test_an_end_is_an_end"


@pytest.fixture
def project(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:  # noqa: F811
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield Project.open(shop)


@pytest.fixture
def report(project: Project) -> Path:
    """Written by a run after the last edit."""
    past = time.time() - 100
    for path in project.root.rglob("*.py"):
        os.utime(path, (past, past))
    path = project.root / "report.xml"
    path.write_text(REPORT)
    return path


def test_outcomes_by_dotted_name() -> None:
    assert outcomes_in(REPORT.encode()) == {
        LATER: "passed",
        "a.test_b.test_cases": "failed",
        "a.test_b.test_left": "skipped",
        "a.test_b.test_broken": "failed",
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<testsuite/>",
        b"<testsuite><testcase",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such"?><testsuite/>',
        b'<?xml version="1.0" encoding="shift_jis"?><testsuite/>',
        b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><testsuite><testcase name="&z;"/></testsuite>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuite/>',
    ],
)
def test_what_is_no_report_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.xml"
    path.write_bytes(content)
    with pytest.raises(NoAnswer, match=r"report\.xml"):
        read_run(path)


def test_a_report_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(NoAnswer, match="larger than"):
        read_run(path)


def test_a_pass_counts_until_the_next_edit(project: Project, report: Path) -> None:
    task = plan_change(project, "cancel an order", ["shop/orders/services.py"]).task
    record_decision(project, task, "no partial refunds", "the bank charges twice", tests="report.xml")
    runs = work.said(project, task, "tests")
    assert Results.of(runs, state_of(project.graph())).of_test(LATER) == "passed"
    assert Results.of(runs, state_of(project.graph())).of_test("other.test_x") == "never run"
    services = project.root / "shop" / "orders" / "services.py"
    services.write_text(services.read_text() + "\nX = 1\n")
    assert Results.of(runs, state_of(project.graph())).of_test(LATER) == "passed before the last edit"
    assert Results.of(runs, state_of(project.graph())).of_test("a.test_b.test_cases") == "failed"


def test_a_run_before_the_last_edit_proves_nothing(project: Project, report: Path) -> None:
    task = plan_change(project, "cancel an order").task
    os.utime(report, (1, 1))
    said = worded(record_decision(project, task, "a", "because of b", tests="report.xml"), head="shop", edition="")
    assert "edited after the run" in said
    runs = work.said(project, task, "tests")
    assert Results.of(runs, state_of(project.graph())).of_test(LATER) == "passed before the last edit"


def test_an_agent_reads_no_report_outside_the_root(project: Project, tmp_path: Path) -> None:
    task = plan_change(project, "cancel an order").task
    (tmp_path / "report.xml").write_text(REPORT)
    for path in ("../report.xml", str(tmp_path / "report.xml")):
        with pytest.raises(NoAnswer, match="outside"):
            record_decision(project, task, "a", "because of b", tests=path)
    assert work.said(project, task, "decision") == []


def test_on_the_command_line(project: Project, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--root", str(project.root)]
    assert main(["plan-change", "cancel an order", *at]) == 0
    task = capsys.readouterr().out.split("task ")[1].split(":")[0]
    assert main(["check", "--junit", str(report), *at]) == 2, "results belong to a task"
    assert main(["check", "--task", "nonsense", *at]) == 2, "1 would say that something was dropped"
    (project.root / "other.xml").write_text("no xml")
    assert main(["check", "--task", task, "--junit", str(project.root / "other.xml"), *at]) == 2
    said = capsys.readouterr().err
    assert "there is no task 'nonsense'" in said and "other.xml is no JUnit XML" in said
    assert "should not have happened" not in said
    assert main(["check", "--task", task, "--junit", str(report), *at]) == 0
    assert "1 passed, 2 failed, 1 skipped" in capsys.readouterr().err
    written = project.root / "review.md"
    assert main(["review-report", task, "--write", str(written), *at]) == 0
    assert "### Tests run: 1" in written.read_text() and "1 passed, 2 failed" in written.read_text()
    assert main(["review-report", task, "--write", str(project.root / "no" / "such" / "review.md"), *at]) == 2


def test_files_outside_the_plan_bring_their_constraints_in(project: Project) -> None:
    task = plan_change(project, "catalogue price", ["shop/catalogue/services.py"]).task
    opened = work.find(project, task)
    path = project.root / "shop" / "accounts" / "permissions.py"
    known = {*opened.paths}
    other = next(
        candidate
        for candidate in sorted(project.root.rglob("*.py"))
        if candidate.relative_to(project.root).as_posix() not in known and "permission_classes" in candidate.read_text()
    )
    other.write_text(other.read_text() + "\nX = 1\n")
    assert path.exists()
    first = check_change(project, task=task)
    assert first.brought_in and first.outside == (other.relative_to(project.root).as_posix(),)
    assert check_change(project, task=task).brought_in == {}, "told once"
    fared = {fate.constraint: fate for fate in fates(opened, work.said(project, task, "checkpoint"))}
    assert all(fared[id].turns[0].what == "brought in" and fared[id].now == "holds" for id in first.brought_in)
    assert "never checked" in {fate.now for fate in fates(opened, [])}


def test_criteria_are_shown_or_unproven(project: Project, report: Path) -> None:
    task = plan_change(project, "cancel an order", ["shop/orders/services.py"]).task
    services = project.root / "shop" / "orders" / "services.py"
    services.write_text(services.read_text().replace("@transaction.atomic\ndef cancel_order", "def cancel_order"))
    found = review_report(project, task)
    assert any(one.result == "dropped" for one in found.criteria)
    assert any(one.result == "not written" for one in found.criteria)
    said = worded(found, head="shop", edition="")
    assert "**unproven**" in said and "dropped, by the check" in said


def test_decisions_are_found_again_and_stale_ones_are_marked(project: Project) -> None:
    task = plan_change(project, "cancel an order", ["shop/orders/services.py"]).task
    services = project.root / "shop" / "orders" / "services.py"
    record_decision(project, task, "stock is kept", "it was shipped", symbols=["services.cancel_order"])
    assert [one.is_stale for one in review_report(project, task).decisions] == [False]
    text = services.read_text()
    for path in project.root.rglob("*.py"):
        path.write_text(path.read_text().replace("cancel_order", "call_off_order"))
    (decided,) = review_report(project, task).decisions
    assert [(one.state, one.now) for one in decided.about] == [("renamed", "shop.orders.services.call_off_order")]
    services.write_text(text.replace('record("order.cancelled"', 'record("order.gone"'))
    (decided,) = review_report(project, task).decisions
    assert decided.is_stale and decided.about[0].state == "changed"
    assert "may be stale" in worded(review_report(project, task), head="shop", edition="")


def test_a_decision_becomes_team_memory(project: Project) -> None:
    task = plan_change(project, "cancel an order").task
    number = record_decision(project, task, "no partial refunds", "the bank charges twice").number
    remember_constraint(project, "protect", "services.refund_order", decision=number)
    assert "no partial refunds: the bank charges twice" in (project.root / "chesterton.toml").read_text()
    with pytest.raises(NoAnswer, match="holds no decision 999"):
        remember_constraint(project, "protect", "services.cancel_order", decision=999)
    with pytest.raises(NoAnswer, match="without a reason"):
        remember_constraint(project, "protect", "services.cancel_order")
    assert [entry.kind for entry in Ledger.of(project.root).entries(task)] == ["task", "decision"]
