"""Every file below a folder that belongs to its repository: as git lists them, or by a walk that reads `.gitignore`."""

import os
import re
from collections.abc import Callable, Iterator

from msgspec import Struct
from pathspec import GitIgnoreSpec, RegexPattern

from indexer.git import git

# Nobody's source, whether or not git ignores it.
IGNORED_FOLDERS = frozenset(
    (
        *(".git", ".hg", ".svn", ".chesterton"),
        *(".venv", "venv", "site-packages", "node_modules", "__pycache__", "__pypackages__"),
        *(".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    )
)
# A package of the application may have these names too; then it holds an `__init__.py`.
BUILD_OUTPUT = frozenset(("build", "dist"))


def listed_files(top: str, skipped: dict[str, str]) -> list[str]:
    """Paths relative to `top`, in no order. Links are listed and not followed; a file may be gone by now.

    Folders left out for a reason that a reader would not expect are added to `skipped`.
    """
    paths = _listed_by_git(top)
    if paths is None:
        return list(_walked(top, skipped))
    outside: dict[str, bool] = {"": False}
    return [
        path
        for path in paths
        if not (path.endswith(".py") and _is_left_out(top, path.rpartition("/")[0], outside, skipped))
    ]


def where_link_leads(top: str, path: str) -> str:
    """In words, without following it any further."""
    target = os.path.realpath(f"{top}/{path}")
    if not os.path.exists(target):
        return "a link to nothing"
    if os.path.commonpath((top, target)) != top:
        return "a link that leads out of the repository"
    return f"a link to {writable(os.path.relpath(target, top).replace(os.sep, '/'))}"


def writable(path: str) -> str:
    """The path with `\\udc..` for each byte that is no UTF-8, which no text file or database would take."""
    return path.encode(errors="backslashreplace").decode()


def _listed_by_git(top: str) -> set[str] | None:
    listed = git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None or (not listed and not os.path.lexists(f"{top}/.git")):
        return None  # the second: a folder that the repository around it ignores
    # A set: a file in conflict is listed once for each side.
    return set(filter(None, os.fsdecode(listed).split("\0")))


def _is_left_out(top: str, folder: str, known: dict[str, bool], skipped: dict[str, str]) -> bool:
    unknown: list[str] = []
    while folder not in known:
        unknown.append(folder)
        folder = folder.rpartition("/")[0]
    left_out = known[folder]
    for inner in reversed(unknown):
        left_out = left_out or _is_left_out_itself(top, inner, skipped)
        known[inner] = left_out
    return left_out


def _is_left_out_itself(top: str, folder: str, skipped: dict[str, str]) -> bool:
    name = folder.rpartition("/")[2]
    if name in IGNORED_FOLDERS:
        return True
    if os.path.islink(f"{top}/{folder}"):  # git goes on listing the files of a folder that a link has replaced
        reason: str | None = where_link_leads(top, folder)
    else:
        reason = _not_source(name, lambda inner: os.path.lexists(f"{top}/{folder}/{inner}"))
    if reason is not None:
        skipped[folder] = reason
    return reason is not None


def _not_source(name: str, holds: Callable[[str], bool]) -> str | None:
    if name in BUILD_OUTPUT and not holds("__init__.py"):
        return "build output"
    if holds("pyvenv.cfg"):
        return "a virtual environment"
    return None


class _IgnoreFile(Struct, frozen=True):
    start: int  # where in a path the part begins that the rules are about
    rules: GitIgnoreSpec
    any_rule: re.Pattern[str]  # matches wherever a rule does: most paths match none, and asking each takes long


def _walked(top: str, skipped: dict[str, str]) -> Iterator[str]:
    pending: list[tuple[str, tuple[_IgnoreFile, ...]]] = [("", ())]
    while pending:
        folder, ignoring = pending.pop()
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(f"{top}/{folder}") as scan:
                entries = {entry.name: entry for entry in scan}
            reason = _not_source(folder.rpartition("/")[2], entries.__contains__)
            if ".gitignore" in entries and entries[".gitignore"].is_file(follow_symlinks=False):
                ignoring = (_ignore_file(f"{top}/{prefix}.gitignore", start=len(prefix)), *ignoring)
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
        if folder and reason is not None:
            skipped[folder] = reason
            continue
        for name, entry in entries.items():
            path = prefix + name
            if entry.is_dir(follow_symlinks=False):
                if name not in IGNORED_FOLDERS and not _is_ignored(f"{path}/", ignoring):
                    pending.append((path, ignoring))
            elif not (name.endswith(".py") and _is_ignored(path, ignoring)):
                yield path


def _ignore_file(path: str, *, start: int) -> _IgnoreFile:
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.readlines()
    rules = GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))
    expressions = [one.regex.pattern for one in rules.patterns if isinstance(one, RegexPattern) and one.regex]
    return _IgnoreFile(start, rules, re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", one) for one in expressions)))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False  # git passes over what it cannot read, too
    return True


def _is_ignored(path: str, ignoring: tuple[_IgnoreFile, ...]) -> bool:
    for file in ignoring:  # the nearest one that says anything decides
        inner = path[file.start :]
        if file.any_rule.search(inner):
            decision = file.rules.check_file(inner).include
            if decision is not None:
                return decision
    return False
