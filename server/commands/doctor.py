"""`chesterton doctor`: the state of the installation and of one index, and what to do about what is wrong."""

import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.options import db_option, json_option, path_argument

if TYPE_CHECKING:
    from indexer.graph import Graph
    from server.project import Project

MANY_UNRESOLVED = 0.5  # share of calls from which on an index says little about callers
FEW = 50  # calls that say nothing about the rest
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    says: str
    todo: str = ""  # '' where all is well


@click.command(short_help="Versions, state of the index, what could not be read, and what to do.")
@path_argument
@db_option
@json_option
def doctor(path: Path | None, database: Path | None, as_json: bool) -> int:
    """Look at the installation and at the index of PATH (default: the current repository) without changing anything.

    Exit code 0 when all is well, 1 when there is something to do.

    \b
    Examples:
      chesterton doctor
      chesterton doctor ../shop --json
    """
    from server.project import Project

    project = Project.open(path, database=database)
    findings = [*_installation(), *_index(project), _history(project), *_cache()]
    if as_json:
        import json
        from dataclasses import asdict

        json.dump([asdict(finding) for finding in findings], sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        for finding in findings:
            click.echo(f"{finding.about:<12} {finding.says}")
        for finding in findings:
            if finding.todo:
                click.echo(f"to do: {finding.todo}")
    return 1 if any(finding.todo for finding in findings) else 0


def _installation() -> list[Finding]:
    from indexer.graph.engine import has_full_text, version
    from server.version import version as ours

    full_text = "" if has_full_text() else "this Python's SQLite lacks FTS5; install another build of Python"
    return [
        Finding("chesterton", ours()),
        Finding("python", f"{platform.python_version()} on {platform.system()}"),
        Finding("sqlite", version(), full_text),
    ]


def _index(project: "Project") -> list[Finding]:
    from indexer.graph import NotAnIndex
    from server.freshness import changes
    from server.worktree import branch_of

    database = project.storage.database
    findings = [
        Finding("repository", f"{project.root} ({branch_of(project.root)})"),
        Finding("index", f"{database}" + (f" ({project.storage.note})" if project.storage.note else "")),
    ]
    found = project.on_disk()
    if isinstance(found, str):
        return [*findings, Finding("state", found, "run `chesterton index`; any question does it too")]
    try:
        difference, content = changes(project.root, found), _content(found)
    except NotAnIndex as damage:
        return [*findings, Finding("state", f"the index cannot be used ({damage})", "run `chesterton index`")]
    kept = database.stat()
    built = datetime.fromtimestamp(kept.st_mtime)
    return [
        *findings,
        Finding("state", f"usable, {kept.st_size / 1e6:.1f} MB, built {built:%Y-%m-%d %H:%M}{_made(found)}"),
        Finding("freshness", f"{difference}; the next question rebuilds it" if difference else "as the files are now"),
        *content,
        *_skipped(project.root),
    ]


def _made(graph: "Graph") -> str:
    """How the index came to be as it is."""
    from server.wording.quoting import shortened

    times, because = graph.meta.get("refreshed", ""), graph.meta.get("because", "")
    if times:
        return f", brought forward {times} times since it was built whole"
    return f", whole because {shortened(because, 200)}" if because else ""


def _content(graph: "Graph") -> list[Finding]:
    from indexer.graph.calls import most_unresolved
    from indexer.graph.overview import overview
    from server.wording.evidence import at
    from server.wording.quoting import shortened

    found = overview(graph)
    calls = sum(found.calls.values())
    unresolved = found.calls.get("unresolved", 0)
    share = unresolved / calls if calls else 0.0
    problems = [f"{at(problem.place)} {shortened(problem.message, 200)}" for problem in found.problems]
    return [
        Finding("files", f"{found.files:,} files, {found.lines:,} lines"),
        Finding(
            "calls",
            f"{calls:,}, {unresolved:,} unresolved ({share:.0%})",
            "most calls are unresolved: is this folder the one that imports start from? name it: chesterton index PATH"
            if share > MANY_UNRESOLVED and calls > FEW
            else "",
        ),
        *(
            Finding("", f"{worst.path}: {worst.unresolved} of {worst.calls} calls unresolved")
            for worst in most_unresolved(graph, SHOWN)
        ),
        Finding("problems", f"{len(problems)} files or lines could not be read" if problems else "none"),
        *(Finding("", problem) for problem in problems[:SHOWN]),
    ]


def _skipped(root: Path) -> list[Finding]:
    from indexer.discover import discover

    skipped = discover(root).skipped
    lines = [Finding("", f"{left.path}: {left.reason}") for left in skipped[:SHOWN]]
    return [Finding("skipped", f"{len(skipped)} files or folders" if skipped else "none"), *lines]


def _history(project: "Project") -> Finding:
    """What git remembers is read apart from the index, when a question first wants it."""
    from indexer.history import Unread

    found = project.history()
    if isinstance(found, Unread):
        return Finding("history", f"git says nothing: {found.reason}")
    limits = f" ({found.limits})" if found.limits else ""
    return Finding("history", f"{len(found.commits):,} commits{limits}, read in {found.seconds:.2f} s beside the index")


def _cache() -> list[Finding]:
    """What files say by their content, shared by all repositories of a user."""
    from indexer.cache import user_folder

    folder = user_folder()
    try:
        sizes = [entry.stat().st_size for entry in folder.rglob("*") if entry.is_file()]
    except OSError as error:
        return [Finding("cache", f"{folder} cannot be read: {error.strerror}")]
    if not sizes:
        return [Finding("cache", f"{folder}: nothing kept yet")]
    return [Finding("cache", f"{folder}: {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files; safe to delete")]
