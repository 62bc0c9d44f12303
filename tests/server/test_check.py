"""`chesterton check` and `check_change`, from a repository with history to what they say of a change."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from mcp import Client
from mcp.types import TextContent

from server.comparison import default_base
from server.failure import CannotRun
from server.main import main
from server.project import Project
from server.protocol import build_server
from server.tools.check_change import check_change

EXAMPLE = Path(__file__).resolve().parents[1] / "apps" / "shop"


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled example with one commit on main."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "shop"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".chesterton", "__pycache__"))
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "begin")
    return root


@pytest.fixture
def dropped(shop: Path) -> Path:
    """The file from which a transaction was taken."""
    path = next(path for path in sorted(shop.rglob("*.py")) if "    @transaction.atomic\n" in path.read_text()
                or "\n@transaction.atomic\n" in path.read_text())  # fmt: skip
    lines = path.read_text().splitlines(keepends=True)
    lines.remove(next(line for line in lines if line.strip() == "@transaction.atomic"))
    path.write_text("".join(lines))
    return path


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    main(["check", "--format", "json", *arguments])
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return found


def test_an_unchanged_tree_drops_nothing(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(shop)]) == 0
    assert "nothing dropped" in capsys.readouterr().out


def test_a_dropped_transaction_fails(shop: Path, dropped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(shop)]) == 1
    assert "[transaction:" in capsys.readouterr().out
    assert main(["check", "--root", str(shop), "--fail-on", "never"]) == 0


def test_committing_first_hides_nothing(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(shop, "switch", "--quiet", "--create", "work")
    path = next(path for path in sorted(shop.rglob("*.py")) if "@transaction.atomic\n" in path.read_text())
    path.write_text(path.read_text().replace("@transaction.atomic\n", "", 1).replace("    def", "    def", 1))
    git(shop, "commit", "--quiet", "--all", "--message", "simplify")
    assert [one["rule"] for one in findings(capsys, "--root", str(shop))] == ["transaction"]


def test_revisions_and_folders_say_the_same(
    shop: Path, dropped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_tree = findings(capsys, "--root", str(shop))
    before = tmp_path / "before"
    before.mkdir()
    subprocess.run(["tar", "xf", "-"], input=subprocess.run(["git", "archive", "HEAD"], cwd=shop, capture_output=True,
                   check=True).stdout, cwd=before, check=True)  # fmt: skip
    assert findings(capsys, "--base", str(before), "--head", str(shop)) == of_tree
    git(shop, "commit", "--quiet", "--all", "--message", "simplify")
    assert findings(capsys, "--root", str(shop), "--base", "HEAD~1", "--head", "HEAD") == of_tree
    assert findings(capsys, "--root", str(shop), "--base", "HEAD", "--head", "HEAD~1") == []


def test_other_programs_read_it(shop: Path, dropped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--root", str(shop), "--format", "sarif"])
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [(one["ruleId"], one["level"]) for one in results] == [("transaction", "error")]
    main(["check", "--root", str(shop), "--format", "github"])
    assert capsys.readouterr().out.startswith(f"::error file={dropped.relative_to(shop).as_posix()},line=")


def test_over_mcp_the_base_is_a_revision(shop: Path, dropped: Path) -> None:
    project = Project.open(shop)
    assert [one.rule for one in check_change(project).violations] == ["transaction"]
    with pytest.raises(CannotRun, match="no revision"):
        check_change(project, base=str(shop.parent))
    with pytest.raises(CannotRun, match="no revision"):
        check_change(project, base="--output=/tmp/x")


@pytest.mark.parametrize("era", ["auto", "legacy"])
def test_an_agent_asks(shop: Path, dropped: Path, era: str) -> None:
    async def session() -> str:
        async with Client(build_server(Project.open(shop)), mode=era) as client:
            (content,) = (await client.call_tool("check_change", {})).content
        assert isinstance(content, TextContent)
        return content.text

    said = asyncio.run(session())
    assert said.startswith("shop · branch main · index fresh")
    assert "1 finding (1 consistency): 1 file of the working tree differs from HEAD" in said


def lose(root: Path, path: str) -> None:
    """As a partial clone does not have it."""
    blob = git(root, "rev-parse", f"HEAD:{path}")
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


def test_a_document_that_git_lacks_matters_where_code_names_it(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "contrib").mkdir()
    (shop / "contrib" / "openapi.json").write_text('{"paths": {}}')
    git(shop, "add", ".")
    git(shop, "commit", "--quiet", "--message", "describe")
    lose(shop, "contrib/openapi.json")
    assert main(["check", "--root", str(shop)]) == 0
    assert "nothing dropped" in capsys.readouterr().out

    site = "import connexion\n\napp = connexion.App(__name__)\napp.add_api('../contrib/openapi.json')\n"
    (shop / "shop" / "site.py").write_text(site)
    git(shop, "add", "shop")
    git(shop, "commit", "--quiet", "--message", "serve it")
    for _ in range(2):  # nothing is kept of what could not be read
        assert main(["check", "--root", str(shop)]) == 2
        assert "git does not have contrib/openapi.json of HEAD, which code of it names" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["shop/orders/services.py", "AGENTS.md"])
def test_what_binds_has_to_be_read(shop: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "AGENTS.md").write_text("Never touch `pay_order`.\n")
    git(shop, "add", ".")
    git(shop, "commit", "--quiet", "--message", "say so")
    lose(shop, path)
    assert main(["check", "--root", str(shop)]) == 2
    assert f"git does not have {path} of that revision (a partial clone?)" in capsys.readouterr().err


def test_without_git_a_base_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="--base FOLDER"):
        default_base(tmp_path)
