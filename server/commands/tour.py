"""`chesterton tour`: an unknown repository in one screen: what it holds, three answered questions, how to connect."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.bar import Bar
from server.commands.options import db_option, path_argument

if TYPE_CHECKING:
    from server.project import Project


@click.command(short_help="Start here: what a repository holds, three answered questions, how to connect an agent.")
@path_argument
@db_option
def tour(path: Path | None, database: Path | None) -> int:
    """Index the repository at PATH (default: the current one), show what is known about it with three answered
    questions, and say how to connect a coding agent.

    \b
    Example:
      chesterton tour ../shop
    """
    from indexer.graph.overview import overview
    from server.project import Project
    from server.wording.overview import worded_overview

    with Bar() as bar:
        project = Project.open(path, database=database, watch=bar)
        graph = project.graph()
    click.echo(worded_overview(overview(graph), head=project.head(graph), voice="command line"))
    where = _where(project.root, database)
    for command, text in _questions(project):
        click.echo(f"\n$ {shlex.join([_launcher(), *command, *where])}\n{text}")
    click.echo(_connecting(project.root))
    return 0


def _questions(project: "Project") -> list[tuple[list[str], str]]:
    """Those that this repository has something to say to: chosen from the graph, the same at every run."""
    from server.sights import sights
    from server.tools.constraints_for_file import constraints_for_file
    from server.tools.explain import explain
    from server.tools.who_owns_field import who_owns_field
    from server.wording.worded import worded

    found = []
    with project.one_graph() as graph:
        seen = sights(graph, project.constraints(graph))
        for tool, value in (
            (who_owns_field, seen.field),
            (explain, seen.handler),
            (constraints_for_file, seen.file),
        ):
            if value:
                text = worded(tool(project, value), head="", edition=project.edition(), voice="command line")
                found.append(([tool.__name__.replace("_", "-"), value], text.strip("\n")))
    return found


def _launcher() -> str:
    """As it was called just now: a fresh environment need not be on the path of the shell."""
    typed = sys.argv[0]
    return "chesterton" if Path(typed).stem != "chesterton" or shutil.which("chesterton") == typed else typed


def _where(root: Path, database: Path | None) -> list[str]:
    """What a command typed here needs to mean the same repository."""
    from server.worktree import repository_of

    named = [] if repository_of(None) == root else ["--root", min(str(root), os.path.relpath(root), key=len)]
    return [*named, *(["--db", str(database)] if database else [])]


def _connecting(root: Path) -> str:
    from server.clients import CLIENTS
    from server.clients.program import program

    width = max(len(client.title) for client in CLIENTS)
    setups = [
        f"  {client.title:<{width}}  {shlex.join([_launcher(), 'setup', client.name, str(root)])}" for client in CLIENTS
    ]
    command = shlex.join([*program(), "serve", str(root)])  # by its full path: clients start in a place of their own
    return "\n".join(
        [
            "\nConnect a coding agent (each shows what it would write, and asks):",
            *setups,
            f"Any other client: {command}",
            f"More: {_launcher()} --help",
        ]
    )
