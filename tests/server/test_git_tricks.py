"""A repository can make git run programs: each way is a trap, sprung by hand, and left untouched by all that we do."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from indexer import git as git_module
from server.main import main
from tests.in_git import SETTINGS, InGit

Capture = pytest.CaptureFixture[str]

MODELS = """\
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=9)


def refund_order(order: Order):
    order.status = "refunded"
    order.save()
"""
CODE = {
    "shop/__init__.py": "",
    "shop/models.py": MODELS,
    "CODEOWNERS": "/shop/ @payments\n",
    "AGENTS.md": "Never edit `shop/models.py`.\n",
    "docs/adr/0001.md": "# 1. Orders\n\nIn `shop/models.py`.\n",
}
QUESTIONS = (
    ["index"],
    ["explain", "refund_order"],
    ["explain", "shop/models.py:9", "--detail"],
    ["impact-of", "refund_order"],
    ["who-owns-field", "Order.status"],
    ["constraints-for-file", "shop/models.py"],
    ["similar-implementations", "refund_order"],
    ["constraints"],
    ["check"],
    ["check", "--base", "HEAD~1", "--head", "HEAD"],
    ["plan-change", "refund orders twice"],
    ["doctor"],
)
ROOTED = ("index", "constraints", "doctor")  # take the repository as an argument
# Each with a command of git that springs it: a trap that nobody can step into shows nothing.
TRAPS = {
    "fsmonitor": ["status"],
    "hook": ["update-ref", "refs/heads/other", "HEAD"],
    "clean": ["add", "shop/models.py"],
    "process": ["add", "--renormalize", "."],
    "smudge": ["checkout", "--force", "HEAD~1", "--", "shop/models.py"],
    "textconv": ["log", "-p", "-1", "--", "shop/models.py"],
    "external": ["diff", "HEAD", "--", "shop/models.py"],
    "gpg": ["log", "-1"],
    "included": ["status"],
}


class Traps:
    """Programs that leave a file behind when they are run."""

    def __init__(self, folder: Path) -> None:
        self.programs, self.sprung = folder / "programs", folder / "sprung"
        self.programs.mkdir(parents=True)
        self.sprung.mkdir()

    def program(self, name: str) -> str:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n: > '{self.sprung / name}'\nexit 1\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def names(self) -> set[str]:
        return {path.name for path in self.sprung.iterdir()}


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    return Traps(tmp_path / "traps")


@pytest.fixture
def shop(tmp_path: Path) -> InGit:
    repository = InGit(tmp_path / "backend")
    repository.commit("Begin", CODE)
    repository.commit("Refund", {"shop/models.py": MODELS.replace("refunded", "returned")})
    return repository


def ask_everything(root: Path) -> list[int]:
    """Never a failure of ours: answered, or told why not."""
    codes = [main([*one, *([str(root)] if one[0] in ROOTED else ["--root", str(root)])]) for one in QUESTIONS]
    assert set(codes) <= {0, 1, 2}
    return codes


def set_traps(repository: InGit, traps: Traps) -> None:
    root, git = repository.root, repository.root / ".git"
    signed(repository, traps)
    hooks = git / "hooks"
    hooks.mkdir(exist_ok=True)
    program = traps.program("hook")
    for name in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(program, hooks / name)
    (git / "info").mkdir(exist_ok=True)
    (git / "info" / "attributes").write_text("*.py filter=trap diff=trap\n*.md filter=slow\n")
    included = git / "more-config"
    included.write_text(
        f'[core]\n\tsshCommand = "{traps.program("ssh")}"\n[filter "slow"]\n\tprocess = {traps.program("process")}\n'
    )
    settings = {
        "core.fsmonitor": traps.program("fsmonitor"),
        "core.pager": traps.program("pager"),
        "core.editor": traps.program("editor"),
        "core.askPass": traps.program("askpass"),
        "core.alternateRefsCommand": traps.program("refs"),
        "core.gitProxy": traps.program("proxy"),
        "credential.helper": traps.program("credential"),
        "filter.trap.clean": traps.program("clean"),
        "filter.trap.smudge": traps.program("smudge"),
        "diff.trap.textconv": traps.program("textconv"),
        "diff.trap.command": traps.program("external"),
        "gpg.program": traps.program("gpg"),
        "log.showSignature": "true",
        "include.path": str(included),
        "uploadpack.packObjectsHook": traps.program("pack"),
        "alias.ls-files": f"!{traps.program('alias')}",
        "alias.rev-list": f"!{traps.program('alias')}",
    }
    for name, value in settings.items():
        repository.git("config", name, value)
    (root / "shop" / "models.py").write_text(MODELS)  # there is something to compare
    assert traps.names() <= {"hook", "fsmonitor"}
    for path in traps.sprung.iterdir():
        path.unlink()


def signed(repository: InGit, traps: Traps) -> None:
    """HEAD carries something that looks like a signature."""
    text = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"], cwd=repository.root, capture_output=True, check=True
    ).stdout
    head, _, message = text.partition(b"\n\n")
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repository.root,
        input=head + signature + b"\n\n" + message,
        capture_output=True,
        check=True,
    ).stdout.decode()
    repository.git("update-ref", "HEAD", made.strip())


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_set(shop: InGit, traps: Traps, name: str) -> None:
    set_traps(shop, traps)
    if name == "textconv":
        shop.git("config", "--unset", "diff.trap.command")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | SETTINGS
    subprocess.run(["git", *TRAPS[name]], cwd=shop.root, env=kept, capture_output=True, check=False, timeout=20)
    wanted = {"included": "process"}.get(name, name)
    assert wanted in traps.names() or (name == "included" and "fsmonitor" in traps.names())


def test_no_trap_is_sprung(shop: InGit, traps: Traps, capsys: Capture) -> None:
    set_traps(shop, traps)
    ask_everything(shop.root)
    said = capsys.readouterr()
    assert traps.names() == set()
    assert "should not have happened" not in said.err
    assert "refund_order" in said.out and "“Begin”" in said.out  # git was asked, and answered


@pytest.mark.parametrize("knows", [True, False], ids=["", "with a git that knows no GIT_NO_LAZY_FETCH"])
def test_a_partial_clone_that_allows_every_protocol_fetches_nothing(
    shop: InGit, tmp_path: Path, traps: Traps, capsys: Capture, monkeypatch: pytest.MonkeyPatch, knows: bool
) -> None:
    if not knows:
        ours = git_module._environment()
        monkeypatch.setattr(git_module, "_environment", lambda: ours | {"GIT_NO_LAZY_FETCH": "0"})
    shop.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    shop.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{shop.root}", str(clone))
    for name, text in CODE.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(text)
    partial = InGit.__new__(InGit)
    partial.root, partial.day = clone, 5
    for name, value in {
        "remote.origin.url": f"ext::{traps.program('fetched')}",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
        "remote.origin.uploadpack": traps.program("uploadpack"),
    }.items():
        partial.git("config", name, value)
    ask_everything(clone)
    assert traps.names() == set()
    assert "should not have happened" not in capsys.readouterr().err
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | SETTINGS
    subprocess.run(
        ["git", "cat-file", "-p", "HEAD:shop/models.py"],
        cwd=clone,
        env=kept,
        capture_output=True,
        check=False,
        timeout=20,
    )
    assert "fetched" in traps.names()


def test_another_repository_named_by_the_environment_is_not_asked(
    shop: InGit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    other = InGit(tmp_path / "other")
    other.commit("Secret plans", {"plans.py": "def secret_plan(): ...\n"})
    before = {path: path.stat().st_mtime_ns for path in (other.root / ".git").rglob("*") if path.is_file()}
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.root / ".git" / "objects"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    ask_everything(shop.root)
    said = capsys.readouterr().out
    assert "“Refund”" in said and "ecret" not in said
    assert {path: path.stat().st_mtime_ns for path in (other.root / ".git").rglob("*") if path.is_file()} == before


def test_a_worktree_set_elsewhere_is_not_listed(shop: InGit, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "secret.py").write_text("def secret_plan(): ...\n")
    shop.git("config", "core.worktree", str(other))
    ask_everything(shop.root)
    assert "secret" not in capsys.readouterr().out


def test_alternates_lead_to_no_text_of_others(shop: InGit, tmp_path: Path, capsys: Capture) -> None:
    other = InGit(tmp_path / "other")
    other.commit("Secret plans", {"plans.py": "def secret_plan(): ...\n"})
    alternates = shop.root / ".git" / "objects" / "info" / "alternates"
    alternates.parent.mkdir(exist_ok=True)
    alternates.write_text(f"{other.root / '.git' / 'objects'}\n{tmp_path / 'gone'}\n/dev/null\n")
    ask_everything(shop.root)
    said = capsys.readouterr().out
    assert "“Refund”" in said and "ecret" not in said


def test_a_replaced_commit_tells_no_other_story(shop: InGit, capsys: Capture) -> None:
    head = shop.git("rev-parse", "HEAD")
    other = shop.git("commit-tree", f"{head}^{{tree}}", "-p", f"{head}~1", "-m", "A story that somebody made up")
    shop.git("replace", head, other)
    ask_everything(shop.root)
    said = capsys.readouterr().out
    assert "“Refund”" in said and "made up" not in said
