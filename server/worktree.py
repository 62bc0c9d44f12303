"""Which repository a path belongs to and which branch is checked out there, read from files alone (git is not run)."""

import re
from pathlib import Path

from server.failure import CannotRun

FOLDER = ".chesterton"
HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def repository_of(path: Path | None) -> Path:
    """The folder to index for what a person named.

    A folder named is taken as it is, so that one project of a larger repository can be asked about. For a file, or for
    the current folder when nothing was named, it is the nearest folder upwards that has an index or is a git top level.
    """
    if path is None:
        return _enclosing(Path.cwd())
    try:
        found = path.expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise CannotRun(f"{path} does not exist; name a folder, or run inside the repository") from error
    return found if found.is_dir() else _enclosing(found.parent)


def top_of(root: Path) -> Path:
    """The top level of the worktree that contains `root`; outside git, `root` itself."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def git_folder(root: Path) -> Path | None:
    """The git folder of the worktree that contains `root`; None outside git."""
    for folder in (root, *root.parents):
        entry = folder / ".git"
        if entry.is_dir():
            return entry
        if entry.is_file():  # a linked worktree or a submodule: `gitdir: elsewhere`
            text = _first_line(entry)
            if text.startswith("gitdir:"):
                return (folder / text.removeprefix("gitdir:").strip()).resolve()
    return None


def common_folder(root: Path) -> Path | None:
    """The git folder that all worktrees of a repository share; None outside git."""
    folder = git_folder(root)
    if folder is None:
        return None
    shared = _first_line(folder / "commondir")
    return (folder / shared).resolve() if shared else folder.resolve()


def commit_of(root: Path) -> str:
    """HEAD's commit as files tell it; '' where there is none yet, or where only git could say."""
    folder, common = git_folder(root), common_folder(root)
    if folder is None or common is None:
        return ""
    head = _first_line(folder / "HEAD")
    name = head.removeprefix("ref: ")
    if name == head or ".." in name.split("/"):
        return head if HASH.fullmatch(head) else ""
    loose = _first_line(common / name)
    if HASH.fullmatch(loose):
        return loose
    try:
        packed = (common / "packed-refs").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(" ")[0] for line in packed if line.partition(" ")[2] == name), "")


def branch_of(root: Path) -> str:
    """`branch main`, `detached at 1a2b3c4`, or `no git`."""
    folder = git_folder(root)
    if folder is None:
        return "no git"
    head = _first_line(folder / "HEAD")
    if head.startswith("ref: refs/heads/"):
        name = head.removeprefix("ref: refs/heads/")
        return "branch unknown" if name == ".invalid" else f"branch {name}"  # `.invalid`: kept in a reftable
    return f"detached at {head[:7]}" if head else "branch unknown"


def _enclosing(folder: Path) -> Path:
    for candidate in (folder, *folder.parents):
        if (candidate / FOLDER / "graph.db").is_file() or (candidate / ".git").exists():
            return candidate
    if folder in (Path.home(), *Path.home().parents):
        raise CannotRun(f"{folder} is in no repository; name one, or run inside it")  # and not all files of a user
    return folder


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline(4096).strip()
    except OSError:
        return ""
