"""The workflow that the documentation shows, as GitHub runs it: on the merge of a pull request, in a fresh clone."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from tests.server.test_check import git, shop  # noqa: F401
from tests.server.test_protocol import LAUNCHER

PAGE = Path(__file__).resolve().parents[2] / "docs" / "clients.md"


@pytest.fixture
def pull_request(shop: Path, tmp_path: Path) -> Path:  # noqa: F811
    """What `actions/checkout` leaves with `fetch-depth: 0`: every branch of the remote, and the merge, detached."""
    git(shop, "switch", "--quiet", "--create", "work")
    path = shop / "shop" / "orders" / "services.py"
    path.write_text(path.read_text().replace("@transaction.atomic\n", "", 1))
    git(shop, "commit", "--quiet", "--all", "--message", "Simplify")
    git(shop, "switch", "--quiet", "main")
    (shop / "NEWS.md").write_text("meanwhile\n")
    git(shop, "add", ".")
    git(shop, "commit", "--quiet", "--message", "Meanwhile")
    git(shop, "switch", "--quiet", "--detach", "main")
    git(shop, "merge", "--quiet", "--no-edit", "work")
    merge = git(shop, "rev-parse", "HEAD")
    git(shop, "switch", "--quiet", "main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(shop), str(clone))
    git(clone, "fetch", "--quiet", "origin", merge)
    git(clone, "checkout", "--quiet", "--detach", merge)
    return clone


def run(step: str, folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """As a runner does: expressions replaced, then `bash -e`."""
    programs = tmp_path / "bin"
    programs.mkdir(exist_ok=True)
    program = programs / "chesterton"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{LAUNCHER}" "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    script = re.sub(r"\$\{\{ github\.base_ref \}\}", "main", step)
    assert "${{" not in script
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "CI": "true"}
    return subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True)


def test_the_workflow_fails_with_a_note_on_the_line_until_a_trailer_accepts_it(
    pull_request: Path, tmp_path: Path
) -> None:
    (block,) = re.findall(r"```yaml\n(on: pull_request\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    steps = yaml.safe_load(block)["jobs"]["constraints"]["steps"]
    assert steps[0]["with"] == {"fetch-depth": 0}, "without its history the check has no base"
    (check,) = [step["run"] for step in steps if step.get("run", "").startswith("chesterton ")]
    said = run(check, pull_request, tmp_path)
    assert said.returncode == 1, said.stderr
    (note,) = [line for line in said.stdout.splitlines() if line.startswith("::")]
    assert note.startswith("::error file=shop/orders/services.py,line=")
    id = unquote(re.findall(r"title=([^:,]+)", note)[0])  # as GitHub shows it
    trailer = f"Accept\n\nChesterton-Accept: {id} one row is written now"
    git(pull_request, "commit", "--quiet", "--allow-empty", "--message", trailer)
    assert run(check, pull_request, tmp_path).returncode == 0
