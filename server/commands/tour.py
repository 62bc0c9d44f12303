"""`chesterton tour`: an unknown repository in one screen: what it holds, three answered questions, how to connect."""

import shlex
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
    from server.wording import worded_overview

    with Bar() as bar:
        project = Project.open(path, database=database, watch=bar)
        graph = project.graph()
    click.echo(worded_overview(overview(graph), head=project.head(graph), voice="command line"))
    for command, text in _questions(project):
        click.echo(f"\n$ {command}\n{text}")
    click.echo(_connecting(project.root))
    return 0


def _questions(project: "Project") -> list[tuple[str, str]]:
    """Those that this repository has something to say to: chosen from the graph, the same at every run."""
    from server.sights import sights
    from server.tools.constraints_for_file import constraints_for_file
    from server.tools.explain import explain
    from server.tools.who_owns_field import who_owns_field
    from server.wording import ask, worded

    graph = project.graph()
    seen = sights(graph, project.constraints(graph))
    head = project.head(graph)
    found = []
    for tool, argument, value in (
        (who_owns_field, "field", seen.field),
        (explain, "name", seen.handler),
        (constraints_for_file, "path", seen.file),
    ):
        if value:
            text = worded(tool(project, value), head=head, edition=project.edition(), voice="command line")
            found.append((ask(tool.__name__, argument, value, "command line"), text.partition("\n")[2]))
    return found


def _connecting(root: Path) -> str:
    """The command as a client has to run it: by its full path where the shell may not find it."""
    command = shlex.join([str(Path(sys.argv[0]).resolve()), "serve", str(root)])
    return f"""
Connect a coding agent:
  Claude Code    claude mcp add chesterton -- {command}
  Codex          codex mcp add chesterton -- {command}
  MCP Inspector  npx @modelcontextprotocol/inspector {command}
More: chesterton --help"""
