"""From ticket to review as an agent goes through it: a real client, a real repository, and commits on the way."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from server.main import main
from tests.server.test_check import git, shop  # noqa: F401
from tests.server.test_http import serving
from tests.server.test_protocol import LAUNCHER, text_of

Capture = pytest.CaptureFixture[str]
SERVICES, VIEWS = "shop/orders/services.py", "shop/orders/views.py"


@pytest.fixture
def tree(request: pytest.FixtureRequest, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """The first worktree of the example's repository, or a second one on a branch of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CLAUDE_PROJECT_DIR", raising=False)
    if request.param == "first":
        return shop
    git(shop, "worktree", "add", "--quiet", "-b", "refunds", str(tmp_path / "second"))
    return tmp_path / "second"


@contextmanager
def server_of(root: Path, transport: str) -> Iterator[Any]:
    if transport == "http":
        with serving(root) as (url, _):
            yield url
        return
    yield StdioServerParameters(
        command=sys.executable, args=[str(LAUNCHER), "serve", str(root)], env=dict(os.environ), cwd=str(root)
    )


def hook(root: Path, moment: str, **said: object) -> tuple[int, str]:
    """Run as the client runs it."""
    given = {"session_id": "one", "cwd": str(root), "hook_event_name": moment, **said}
    done = subprocess.run(
        [sys.executable, str(LAUNCHER), "hook", moment], input=json.dumps(given), capture_output=True, text=True
    )
    return done.returncode, done.stderr


async def answer(client: Client, tool: str, **arguments: object) -> str:
    """Asked again while the index is being built, as the answer says."""
    for _ in range(60):
        said = text_of(await client.call_tool(tool, arguments))
        if "indexing:" not in said.splitlines()[0]:
            return said
        await anyio.sleep(1)
    raise AssertionError(said)


def drop_the_guard(root: Path) -> str:
    """With the editor's tool; what was there before."""
    path = root / VIEWS
    before = path.read_text()
    after = before.replace(
        "permission_classes=[IsAuthenticated, IsOrganisationMember, CanRefund]", "permission_classes=[IsAuthenticated]"
    )
    assert after != before
    path.write_text(after)
    return before


def drop_the_transaction(root: Path) -> None:
    """With a shell: no tool says which file it was."""
    text = (root / SERVICES).read_text()
    head, _, tail = text.partition("@transaction.atomic\ndef refund_order(")
    assert tail
    script = f"cat > {SERVICES} <<'END_OF_FILE'\n{head}def refund_order({tail}END_OF_FILE\n"
    subprocess.run(["bash", "-c", script], cwd=root, check=True)
    assert (root / SERVICES).read_text() == f"{head}def refund_order({tail}"


@pytest.mark.skipif(sys.platform == "win32", reason="a heredoc of bash")
@pytest.mark.parametrize(
    ("tree", "transport"), [("first", "stdio"), ("first", "http"), ("second", "stdio")], indirect=["tree"]
)
def test_from_ticket_to_review(tree: Path, transport: str, capsys: Capture) -> None:
    start = git(tree, "rev-parse", "HEAD")

    async def work(to: Any) -> tuple[str, str, str]:
        async with Client(to) as client:
            plan = await answer(client, "plan_change", task="partial refunds of paid orders", paths=[SERVICES, VIEWS])
            task = re.search(r"^task (\S+):", plan, re.MULTILINE)
            assert task and "acceptance criteria" in plan
            id = task[1]
            assert "CanRefund" in await answer(client, "constraints_for_file", path=VIEWS, symbol="refund")
            assert "transaction" in await answer(client, "constraints_for_file", path=SERVICES, symbol="refund_order")

            guarded = drop_the_guard(tree)
            code, said = hook(tree, "post-edit", tool_name="Edit", tool_input={"file_path": str(tree / VIEWS)})
            assert code == 2 and "CanRefund" in said and f"the start of {id}" in said
            drop_the_transaction(tree)
            code, said = hook(tree, "post-edit", tool_name="Bash", tool_input={"command": f"cat > {SERVICES}"})
            assert code == 2 and "CanRefund" in said and "refund_order" in said
            git(tree, "commit", "--quiet", "--all", "--message", "Partial refunds")

            code, said = hook(tree, "stop")
            assert code == 2 and "CanRefund" in said and "refund_order" in said
            assert hook(tree, "stop", stop_hook_active=True)[0] == 0
            found = await answer(client, "check_change", task=id)
            guard = next(one for one in re.findall(r"\[(\S+:\S+)\]", found) if "refund" in one and "guard" in one)
            transaction = next(one for one in re.findall(r"\[(\S+:\S+)\]", found) if one.startswith("transaction:"))

            (tree / VIEWS).write_text(guarded)
            await answer(
                client,
                "record_decision",
                task=id,
                decision="one row is written, so no transaction is opened",
                why="the audit row moved into the payment provider's callback",
                acknowledges=transaction,
            )
            found = await answer(client, "check_change", task=id)
            assert guard not in found
            assert transaction in found and "acknowledged by agent" in found
            assert hook(tree, "stop")[0] == 0
            git(tree, "commit", "--quiet", "--all", "--message", "Put the guard back")
            assert hook(tree, "stop")[0] == 0
            report = await answer(client, "review_report", task=id)
            return guard, transaction, report

    with server_of(tree, transport) as to:
        guard, transaction, report = anyio.run(work, to)
    assert f"1 restored (`{guard}`)" in report
    assert re.search(rf"### Acknowledged, not accepted: 1\n(.*\n)?.*`{re.escape(transaction)}`", report)

    ci = ["check", "--root", str(tree), "--base", start, "--head", "HEAD", "--format", "json"]
    capsys.readouterr()
    assert main(ci) == 1
    assert [one["constraint"] for one in json.loads(capsys.readouterr().out)["findings"]][:1] == [transaction]
    message = f"Partial refunds\n\nChesterton-Accept: {transaction} one row is written"
    git(tree, "commit", "--quiet", "--allow-empty", "--message", message)
    assert main(ci) == 0
    assert transaction in [one["constraint"] for one in json.loads(capsys.readouterr().out)["accepted"]]
