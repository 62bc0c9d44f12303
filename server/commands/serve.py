"""`chesterton serve`: answer MCP clients, over stdin and stdout or over HTTP."""

import gc
from collections.abc import Callable
from pathlib import Path

import click

from server.commands.options import db_option, path_argument
from server.http import LOOPBACK, PORT


@click.command(short_help="Answer MCP clients (Claude Code, Codex, Cursor, Inspector) over stdio or HTTP.")
@path_argument
@db_option
@click.option("--structured", is_flag=True, help="Add the values to each answer, for programs rather than models.")
@click.option(
    "--http",
    "listening",
    is_flag=False,
    flag_value=str(PORT),
    metavar="[HOST:]PORT",
    help=f"Answer over HTTP instead. [default: {LOOPBACK}:{PORT}]",
)
@click.option("--token", envvar="CHESTERTON_TOKEN", metavar="TOKEN", help="That clients show; or in CHESTERTON_TOKEN.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE", help="The token, in a file.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A name by which clients call this machine.")
def serve(
    path: Path | None,
    database: Path | None,
    structured: bool,
    listening: str | None,
    token: str | None,
    token_file: Path | None,
    names: tuple[str, ...],
) -> int:
    """Serve the repository at PATH (default: the current one) to MCP clients: to the one that starts this, over stdin
    and stdout; or with --http to all that can reach the address, until Ctrl-C. The index is built in the background.

    Over HTTP only this machine is answered unless HOST says otherwise, and then only who shows the token, as
    `Authorization: Bearer TOKEN`. Host and Origin are checked in any case.

    \b
    Examples:
      chesterton setup claude-code            writes the client's settings, which run `chesterton serve`
      chesterton serve ../shop --http
      CHESTERTON_TOKEN=... chesterton serve --http 192.168.0.7:8137
      npx @modelcontextprotocol/inspector chesterton serve
    """
    from server.http import address, token_for
    from server.project import PATIENCE, Project

    if listening is None and (names or token_file):
        raise click.UsageError("--allow-host and --token-file are about --http")
    where = address(listening, names) if listening is not None else None
    secret = token_for(where, token, token_file) if where else None
    gc.enable()
    project = Project.open(path, database=database, patience=PATIENCE)
    from server.protocol import serve as answer_client
    from server.protocol import serve_http as answer_clients

    if where is None:
        answer_client(project, structured=structured)
        return 0
    answer_clients(project, where, token=secret, structured=structured, ready=_say(project.root.name))
    return 0


def _say(name: str) -> "Callable[[str], None]":
    return lambda url: click.echo(f"{name} is served on {url}; Ctrl-C ends it", err=True)
