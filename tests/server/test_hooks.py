"""`chesterton hook`: files count and not what tools say; an agent is held back for what it dropped alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from constraints.contracts import FILES
from server.hooks import look as looking
from server.hooks import sight
from server.hooks.event import read, worktrees
from server.hooks.look import look
from server.hooks.memory import lock_of, recall
from server.lock import trying
from server.main import main
from server.project import Project
from server.tools.plan_change import plan_change
from server.tools.record_decision import record_decision
from tests.server.test_check import git, shop  # noqa: F401
from tests.server.test_protocol import LAUNCHER

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
HEAVY = ("mcp", "networkx", "sqlite_utils", "tree_sitter", "msgspec", "pathspec", "indexer.graph", "server.tools")


@pytest.fixture
def here(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CLAUDE_PROJECT_DIR", raising=False)
    return shop


@pytest.fixture
def run(here: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(moment: str, *options: str, **said: object) -> int:
        given = json.dumps({"session_id": "one", "cwd": str(here), **said})
        monkeypatch.setattr("sys.stdin", StringIO(given))
        return main(["hook", moment, *options])

    return run


def drop(root: Path) -> str:
    """Takes the first transaction away, as a shell command would; the file."""
    path = root / "shop" / "orders" / "services.py"
    path.write_text(path.read_text().replace("@transaction.atomic\n", "", 1))
    return "shop/orders/services.py"


def test_nothing_changed_nothing_said(run: Run, capsys: Capture) -> None:
    assert run("post-edit") == 0
    assert run("stop") == 0
    assert capsys.readouterr() == ("", "")


def test_what_a_shell_wrote_is_heard_once_by_each_agent(here: Path, run: Run, capsys: Capture) -> None:
    file = drop(here)
    assert run("post-edit", tool_name="Bash", tool_input={"command": "sed -i ..."}) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{file}:" in said.err and "transaction" in said.err and "acknowledges=" in said.err
    assert run("post-edit") == 0
    assert run("post-edit", agent_id="sub") == 2
    assert run("post-edit", agent_id="sub") == 0
    assert run("post-edit", session_id="two") == 2


def test_a_commit_makes_nothing_forgotten(here: Path, run: Run) -> None:
    assert run("post-edit") == 0  # the session is seen before the edit
    drop(here)
    git(here, "commit", "--quiet", "--all", "--message", "wip")
    assert run("post-edit") == 2
    assert run("stop") == 2


def test_an_agent_is_held_back_once_when_it_stops(here: Path, run: Run) -> None:
    drop(here)
    assert run("stop") == 2
    assert run("stop", stop_hook_active=True) == 0
    assert run("stop") == 2  # at the end of its next turn


def test_what_was_put_back_is_not_said(here: Path, run: Run) -> None:
    drop(here)
    assert run("post-edit") == 2
    git(here, "checkout", "--quiet", "--", ".")
    assert run("post-edit") == 0
    assert run("stop") == 0


def test_an_acknowledgement_quiets_the_hook_and_no_check(here: Path, run: Run, capsys: Capture) -> None:
    project = Project.open(here)
    task = plan_change(project, "edit an order without a transaction").task
    drop(here)
    git(here, "commit", "--quiet", "--all", "--message", "wip")
    assert run("post-edit") == 2
    said = capsys.readouterr().err
    assert f'task="{task}"' in said and f"the start of {task}" in said
    constraint = said.rpartition('acknowledges="')[2].partition('"')[0]
    record_decision(project, task, "one row is written now", "the second write went away", acknowledges=constraint)
    assert run("post-edit") == 0
    assert run("stop") == 0
    assert main(["check", "--root", str(here), "--base", "HEAD~1"]) == 1


def test_a_later_task_does_not_hide_what_an_earlier_one_dropped(here: Path, run: Run) -> None:
    plan_change(Project.open(here), "edit an order")
    drop(here)
    assert run("post-edit") == 2
    plan_change(Project.open(here), "refund an order")
    assert run("stop") == 2


def test_only_violations_hold_anybody_back(here: Path, run: Run) -> None:
    (here / "shop" / "orders" / "extra.py").write_text("def nothing():\n    return 1\n")
    assert run("post-edit") == 0
    (here / "shop" / "orders" / "extra.py").write_text("def nothing(:\n")  # in the middle of an edit
    assert run("post-edit") == 0


def test_a_second_worktree_is_looked_at_on_its_own(here: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other"
    git(here, "worktree", "add", "--quiet", "-b", "side", str(other))
    file = drop(other)
    assert run("stop") == 0
    assert run("stop", cwd=str(other)) == 2
    assert run("post-edit", session_id="two", tool_input={"file_path": str(other / file)}) == 2


def test_a_file_of_another_repository_is_nobodys_business(here: Path, tmp_path: Path, run: Run) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "a.py").write_text("x = 1\n")
    git(foreign, "init", "--quiet")
    event = read(json.dumps({"cwd": str(here), "tool_input": {"file_path": str(foreign / "a.py")}}))
    assert worktrees(event, None) == [here]


def test_an_agent_that_stands_elsewhere_is_checked_at_home(
    here: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDE_PROJECT_DIR", str(here))
    drop(here)
    assert run("stop", cwd=str(tmp_path)) == 2


@pytest.mark.parametrize("said", ["", "nonsense", "[1]", '{"cwd": "/nowhere/at/all"}'])
def test_a_hook_that_cannot_look_says_so_and_lets_go(
    here: Path, said: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(said))
    assert main(["hook", "stop"]) == 1
    assert "nobody is held back" in capsys.readouterr().err


def test_a_failure_inside_is_loud_and_lets_go(here: Path, run: Run, capsys: Capture) -> None:
    (here / "chesterton.toml").write_text("layers = 3\n")
    assert run("stop") == 1
    assert "chesterton.toml" in capsys.readouterr().err


def test_folders_without_anything_to_check_are_quiet(tmp_path: Path, run: Run, capsys: Capture) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    assert run("stop", cwd=str(plain)) == 0
    git(plain, "init", "--quiet")
    assert run("stop", cwd=str(plain)) == 0
    (plain / "a.py").write_text("x = 1\n")  # no commit yet
    assert run("stop", cwd=str(plain)) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="waits without a bound where a process cannot be forked")
def test_an_edit_waits_for_so_long_and_the_work_goes_on(here: Path) -> None:
    drop(here)
    assert look(here, "post-edit", "one", patience=0.0).kind == "late"
    until = time.monotonic() + 120
    while not recall(here).reason and time.monotonic() < until:
        time.sleep(0.1)
    assert look(here, "post-edit", "one", patience=0.0).kind == "dropped"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="waits without a bound where a process cannot be forked")
def test_one_look_at_a_time(here: Path, run: Run, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "BUSY", 0.1)
    monkeypatch.setitem(looking.PATIENCE, "stop", 0.2)
    lock_of(here).parent.mkdir(parents=True)
    with trying(lock_of(here)):  # of this process; another one could not have it
        script = [sys.executable, str(LAUNCHER), "hook", "post-edit"]
        done = subprocess.run(script, input=json.dumps({"cwd": str(here)}), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "the end of the turn will tell" in json.loads(done.stdout)["systemMessage"]


def test_the_same_size_within_one_tick_is_seen(here: Path, run: Run) -> None:
    file = here / "shop" / "orders" / "services.py"
    assert run("post-edit") == 0
    memory, seen = recall(here), sight.see(here)
    assert memory.knows(here, seen)
    file.write_text(file.read_text() + "\n")
    young = sight.see(here)
    memory.stamps, memory.young = young.stamps, young.young
    assert memory.knows(here, young)
    status = file.stat()
    file.write_text(file.read_text().replace("@transaction.atomic", "@transaction.atomik", 1))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not memory.knows(here, sight.Sight(young.stamps, {}))  # even if the stamps were the same


def test_what_decides_is_watched() -> None:
    assert {*FILES, "chesterton.toml"} <= sight.DECIDING


def test_a_hook_with_nothing_to_do_loads_little(here: Path) -> None:
    given = json.dumps({"cwd": str(here), "session_id": "one"})
    program = (
        "import sys; from server.main import main; code = main(['hook', 'post-edit']); "
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(LAUNCHER.parent)}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program], input=given, capture_output=True, text=True, env=environment, check=True
        )
    assert done.stdout.strip() == "0 []"
