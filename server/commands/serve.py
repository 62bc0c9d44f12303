"""`chesterton serve`: answer MCP clients over stdin and stdout."""

import gc
from pathlib import Path

import click

from server.commands.options import db_option, path_argument


@click.command(short_help="Answer MCP clients (Claude Code, Codex, Cursor, Inspector) over stdio.")
@path_argument
@db_option
@click.option("--structured", is_flag=True, help="Add the values to each answer, for programs rather than models.")
def serve(path: Path | None, database: Path | None, structured: bool) -> int:
    """Serve the repository at PATH (default: the current one) to an MCP client, over stdin and stdout.

    The client starts this; what it needs to know is the command. The index is built in the background.

    \b
    Examples:
      claude mcp add chesterton -- chesterton serve
      codex mcp add chesterton -- chesterton serve
      npx @modelcontextprotocol/inspector chesterton serve
    """
    from server.project import PATIENCE, Project

    gc.enable()
    project = Project.open(path, database=database, patience=PATIENCE)
    from server.protocol import serve as answer_clients

    answer_clients(project, structured=structured)
    return 0
