"""Two graphs to compare: folders, revisions of git, or the working tree, each indexed once and kept."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from constraints.declared import Declared
from indexer.cache import user_folder
from indexer.git import git
from indexer.graph import Graph
from indexer.graph.stamps import document_stamps
from server.building import Watch, open_or_reason
from server.declared import declared_at, declared_in
from server.failure import CannotRun
from server.indexing import index
from server.project import Project
from server.revision import lay_out, tree_of
from server.worktree import git_folder

KEPT = 8  # graphs of revisions and of starts of tasks, for each repository


@dataclass(frozen=True, slots=True)
class Side:
    graph: Graph
    declared: Declared
    name: str  # for people: `the working tree`, `main (1a2b3c4)`, a folder
    root: Path  # of the repository or folder
    commit: str  # '' for a folder as it is


def default_base(root: Path) -> str:
    """Where this line of work began: the merge base with the default branch, else HEAD. Raises CannotRun."""
    if git_folder(root) is None:
        raise CannotRun(f"{root.name} is not in git; name what to compare with: --base FOLDER")
    head = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    for branch in _default_branches(root) if head else ():
        found = git(root, "merge-base", "HEAD", branch)
        if found and found != head:
            return found.decode().strip()
        if found:
            return "HEAD"
    if head:
        return "HEAD"
    raise CannotRun(f"{root.name} has no commit yet; name what to compare with: --base FOLDER")


def of_project(project: Project) -> Side:
    """The working tree as it is now."""
    return Side(project.graph(), declared_in(project.root), "the working tree", project.root, "")


def of_folder(folder: Path, *, watch: Watch | None = None, near: tuple[Path, ...] = ()) -> Side:
    """`near`: graphs of states that may be little different."""
    project = Project.open(folder, watch=watch, near=near)
    return Side(project.graph(), declared_in(project.root), project.root.name, project.root, "")


def of_revision(root: Path, named: str, *, watch: Watch | None = None, near: tuple[Path, ...] = ()) -> Side:
    """The graph of a commit, branch or tag of the repository at `root`. Raises CannotRun where git knows none."""
    tree = tree_of(root, named)
    if tree is None:
        there = "" if git_folder(root) else f": {root.name} is not in git"
        raise CannotRun(f"there is no revision {named!r}{there}; name a commit, branch, tag or folder")
    kept = kept_graphs(root)
    database = kept / f"{tree.id}.db"
    graph = open_or_reason(database)
    if isinstance(graph, str):
        with _laid_out(root, tree.id) as (folder, lacking):
            kept.mkdir(parents=True, exist_ok=True)
            index(folder, database, watch=watch or (lambda progress: None), jobs=None, near=(*near, *_latest(kept)))
        _forget_old(kept)
        graph = open_or_reason(database)
        if isinstance(graph, str):
            raise CannotRun(f"{graph} right after it was built")
        asked = sorted(document_stamps(graph).keys() & set(lacking))
        if asked:
            database.unlink(missing_ok=True)
            raise CannotRun(
                f"git does not have {', '.join(asked[:3])} of {named}, which code of it names (a partial clone?); "
                "fetch it first"
            )
    else:
        os.utime(database)
    name = f"{named} ({tree.commit[:9]})" if named != tree.commit else named[:9]
    return Side(graph, declared_at(root, tree.id), name, root, tree.commit)


def kept_graphs(root: Path) -> Path:
    """Where graphs of other states of a repository are kept."""
    return user_folder() / "revisions" / hashlib.sha256(os.fsencode(root)).hexdigest()[:16]


def _latest(folder: Path) -> list[Path]:
    """The graph that was used last: revisions that are compared lie near one another."""
    return sorted(folder.glob("*.db"), key=lambda path: path.stat().st_mtime, reverse=True)[:1]


@contextmanager
def _laid_out(root: Path, tree: str) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The folder, and the documents of that tree that git does not have."""
    with tempfile.TemporaryDirectory(prefix="chesterton-") as scratch:
        folder = Path(scratch) / root.name
        folder.mkdir()
        yield folder, lay_out(root, tree, folder)


def _default_branches(root: Path) -> Iterator[str]:
    said = git(root, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
    if said:
        yield said.decode().strip()
    yield from ("refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master")


def _forget_old(folder: Path) -> None:
    """The least used go first; a graph that somebody has open stays readable to them."""
    graphs = sorted(folder.glob("*.db"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in graphs[KEPT:]:
        path.unlink(missing_ok=True)
