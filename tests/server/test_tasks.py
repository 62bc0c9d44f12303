"""A task from plan to report, and the ledger beneath it: appended by many, lost by nobody."""

import asyncio
import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from mcp import Client
from mcp.types import TextContent

from server.failure import CannotRun, NoAnswer
from server.ledger import Ledger
from server.main import main
from server.project import Project
from server.protocol import build_server
from server.tools.check_change import check_change
from server.tools.plan_change import plan_change
from server.tools.record_decision import record_decision
from server.tools.review_report import review_report
from server.wording.worded import worded
from tests.server.test_check import dropped, git, shop  # noqa: F401

TICKET = "refund an order only when it was paid"


@pytest.fixture
def project(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:  # noqa: F811
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Project.open(shop)


def drop_a_transaction(root: Path) -> Path:
    path = next(path for path in sorted(root.rglob("*.py")) if "@transaction.atomic\n" in path.read_text())
    path.write_text(path.read_text().replace("@transaction.atomic\n", "", 1))
    return path


def test_a_plan_points_at_what_the_words_say(project: Project) -> None:
    plan = plan_change(project, f"{TICKET} zzyzx")
    assert plan.unmatched == ("zzyzx",)
    assert any("order" in file.path for file in plan.files[:3])
    assert plan.models and plan.endpoints and plan.tests and plan.similar
    assert {"permission", "consistency"} <= {criterion.family for criterion in plan.criteria}
    assert len(plan.criteria) <= 10
    said = worded(plan, head="shop", edition="")
    assert plan.task in said and "acceptance criteria" in said


def test_words_that_match_nothing_open_no_task(project: Project) -> None:
    with pytest.raises(NoAnswer, match="nothing here is called by: zzyzx"):
        plan_change(project, "zzyzx")
    assert Ledger.of(project.root).entries() == []


def test_paths_come_first_and_stay_inside(project: Project) -> None:
    plan = plan_change(project, TICKET, ["shop/catalogue/services.py"])
    assert plan.files[0].path == "shop/catalogue/services.py"
    with pytest.raises(NoAnswer, match="outside"):
        plan_change(project, TICKET, ["/etc/passwd"])


def test_decay_is_seen_over_the_checkpoints(project: Project) -> None:
    task = plan_change(project, TICKET).task
    path = drop_a_transaction(project.root)
    git(project.root, "commit", "--quiet", "--all", "--message", "simplify")  # hides nothing: the start is kept
    found = check_change(project, task=task)
    (finding,) = found.violations
    assert finding.rule == "transaction"
    git(project.root, "revert", "--quiet", "--no-edit", "HEAD")
    assert check_change(project, task=task).violations == ()
    path.write_text(path.read_text().replace("@transaction.atomic\n", "", 1))
    record_decision(
        project, task, "no transaction here", "one write is left", acknowledges=finding.constraint, uncertainty="locks?"
    )
    report = review_report(project, task)
    assert report.dropped == ()
    assert [(one.violation.constraint, one.why) for one in report.acknowledged] == [
        (finding.constraint, "one write is left")
    ]
    said = worded(report, head="shop", edition="")
    assert "Acknowledged, not accepted: 1" in said and "unsure: " in said
    assert f"1 dropped (`{finding.constraint}`), 1 open" in said
    assert f"1 restored (`{finding.constraint}`), 0 open" in said
    assert main(["check", "--root", str(project.root), "--base", "HEAD"]) == 1, "an agent's word never quiets CI"


def test_only_what_a_check_found_is_acknowledged(project: Project) -> None:
    task = plan_change(project, TICKET).task
    with pytest.raises(NoAnswer, match="no check of this task finds 'transaction:nowhere'") as said:
        record_decision(project, task, "left out", "one write is left", acknowledges="transaction:nowhere")
    assert said.value.nearest == () and said.value.tool == "check_change"
    drop_a_transaction(project.root)  # no check was asked for: a hook would have told of it
    with pytest.raises(NoAnswer) as said:
        record_decision(project, task, "left out", "one write is left", acknowledges="transaction:nowhere")
    (found,) = said.value.nearest
    assert record_decision(project, task, "left out", "one write is left", acknowledges=found).acknowledges == found


def test_who_loosens_commits_and_acknowledges_gets_no_clean_check(project: Project) -> None:
    """All that an agent can do by itself, one after the other."""
    root, off = project.root, '[[rule_off]]\nrule = "transaction"\nreason = "in the way"\n'
    task = plan_change(project, TICKET).task
    drop_a_transaction(root)
    (root / "chesterton.toml").write_text(off)
    assert sorted(one.rule for one in check_change(project, task=task).violations) == ["guardrail", "transaction"]
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "simplify")
    found = check_change(project, task=task)
    assert sorted(one.rule for one in found.violations) == ["guardrail", "transaction"]
    for one in found.violations:
        record_decision(project, task, f"{one.rule} is not needed", "one write is left", acknowledges=one.constraint)
    again = check_change(project, task=task)
    assert sorted(one.rule for one in again.violations) == ["guardrail", "transaction"] and again.accepted == ()
    for asked in (["--task", task], ["--base", "HEAD~1"]):
        assert main(["check", "--root", str(root), *asked]) == 1


def test_uncommitted_work_at_the_start_is_not_of_the_task(project: Project) -> None:
    drop_a_transaction(project.root)
    task = plan_change(project, TICKET).task
    assert check_change(project, task=task).violations == ()


def test_what_the_graph_knows_is_not_logged(project: Project) -> None:
    task = plan_change(project, TICKET).task
    with pytest.raises(NoAnswer, match="the graph knows that already"):
        record_decision(project, task, "Order.status is a field of Order", "it is")
    with pytest.raises(NoAnswer, match="nothing in the index is named"):
        record_decision(project, task, "no partial refunds", "the bank charges twice", symbols=["nothing.like_it"])
    with pytest.raises(NoAnswer, match="there is no task"):
        record_decision(project, "other", "no partial refunds", "the bank charges twice")
    assert record_decision(project, task, "no partial refunds", "the bank charges twice").number > 0


def test_worktrees_share_a_ledger_and_a_rebuild_loses_nothing(project: Project, tmp_path: Path) -> None:
    task = plan_change(project, TICKET).task
    git(project.root, "worktree", "add", "--quiet", str(tmp_path / "other"))
    other = Project.open(tmp_path / "other")
    assert record_decision(other, task, "no partial refunds", "the bank charges twice").task == task
    git(project.root, "worktree", "remove", "--force", str(tmp_path / "other"))
    project.storage.database.unlink()
    assert [entry.kind for entry in Ledger.of(project.root).entries(task)] == ["task", "decision"]


def _append(path: str, number: int) -> None:
    for count in range(20):
        Ledger(Path(path)).append("decision", f"t{number}", {"n": count}, actor="a", branch="b", commit="")


def test_several_writers_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ledger.db"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(str(path), number)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    for number in range(3):
        assert [entry.body["n"] for entry in Ledger(path).entries(f"t{number}")] == list(range(20))


def test_nothing_said_is_changed_or_taken_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.append("decision", "t", {}, actor="a", branch="b", commit="")
    connection = sqlite3.connect(ledger.path)
    for statement in ("UPDATE entries SET actor = 'x'", "DELETE FROM entries"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be read as one" * 20, None])
def test_what_is_no_ledger_is_left_alone(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ledger.db"
    if content is None:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
        connection.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(CannotRun):
        Ledger(path).append("decision", "t", {}, actor="a", branch="b", commit="")
    assert path.read_bytes() == before


@pytest.mark.parametrize("era", ["auto", "legacy"])
def test_an_agent_is_told_apart_from_the_person(project: Project, era: str) -> None:
    async def session() -> str:
        async with Client(build_server(project), mode=era) as client:
            (content,) = (await client.call_tool("plan_change", {"task": TICKET})).content
        assert isinstance(content, TextContent)
        return content.text

    assert "acceptance criteria" in asyncio.run(session())
    (entry,) = Ledger.of(project.root).entries()
    assert entry.actor.startswith("agent ")


def test_on_the_command_line(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--root", str(project.root)]
    assert main(["plan-change", TICKET, *at]) == 0
    task = capsys.readouterr().out.split("task ")[1].split(":")[0]
    assert main(["record-decision", task, "no partial refunds", "--why", "the bank charges twice", *at]) == 0
    assert main(["check", "--task", task, *at]) == 0
    assert main(["review-report", task, *at]) == 0
    assert "no partial refunds" in capsys.readouterr().out
    assert main(["review-report", "nonsense", *at]) == 1
