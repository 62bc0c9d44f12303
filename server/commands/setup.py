"""`chesterton setup`: connect a coding agent by writing its own settings files, shown before and undone exactly."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.clients.client import Client, Place, Scope, Setting

NOT_DONE = 1
NAMES = ("claude-code", "codex", "cursor", "vscode")  # as CLIENTS has them; `--help` need not load those


@click.command(short_help="Connect Claude Code, Codex, Cursor or VS Code: writes its settings, and its hooks.")
@click.argument("client", type=click.Choice(NAMES))
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--scope", type=click.Choice(["project", "user"]), help="Whose settings. [default: what is usual there]")
@click.option("--hooks/--no-hooks", default=True, help="Also the hooks that check edits, where the client runs them.")
@click.option("--undo", is_flag=True, help="Take out again what this command wrote.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def setup(client: str, path: Path | None, scope: "Scope | None", hooks: bool, undo: bool, yes: bool) -> int:
    """Write what CLIENT needs to know of Chesterton into its settings files, for the repository at PATH (default: the
    current one). The difference is shown before; everything else in those files, comments included, stays as it is.

    With hooks, the client asks Chesterton after each edit and at the end of a turn, and hears of constraints that were
    dropped.

    \b
    Examples:
      chesterton setup claude-code
      chesterton setup codex --scope project --no-hooks
      chesterton setup cursor --yes
      chesterton setup claude-code --undo
    """
    from server.clients import CLIENTS
    from server.clients.changes import set_up, undone, write, write_back

    chosen = next(one for one in CLIENTS if one.name == client)
    if scope is not None and scope not in chosen.scopes:
        raise click.UsageError(f"{chosen.title} has no settings of a {scope}; it has those of a {chosen.scopes[0]}")
    place = _place(path, scope or chosen.scopes[0])
    wanted = list(_settings(chosen, place, hooks=hooks or undo))
    changes = (undone if undo else set_up)(wanted, place.project)
    if not changes:
        click.echo(f"nothing to do: {chosen.title} {'has nothing of ours' if undo else 'is set up'}")
        return 0
    for change in changes:
        click.echo(change.diff())
    if not yes and not _agreed(len(changes)):
        click.echo("nothing was written", err=True)
        return NOT_DONE
    for change in reversed(changes) if undo else changes:
        (write_back if undo else write)(change)
    click.echo(_said(chosen, place, undo=undo))
    return 0


def _place(path: Path | None, scope: "Scope") -> "Place":
    from server.clients.client import Place
    from server.clients.program import portable, program
    from server.worktree import repository_of, top_of

    served = repository_of(path).resolve()
    project = top_of(served)
    if scope == "user" and served != project:
        raise click.UsageError("settings of a user are for all repositories: leave PATH out, or use --scope project")
    return Place(
        scope=scope,
        project=project,
        home=Path.home(),
        program=(portable() or program()) if scope == "project" else program(),
        served=served.relative_to(project).as_posix() if served != project else "",
    )


def _settings(client: "Client", place: "Place", *, hooks: bool) -> "Iterator[Setting]":
    yield from client.settings(place)
    if hooks and client.hooks is not None:
        yield from client.hooks(place)


def _agreed(files: int) -> bool:
    """Where nobody can be asked, the answer is no."""
    if not sys.stdin.isatty():
        click.echo("nobody is there to ask; --yes writes it", err=True)
        return False
    return click.confirm(f"write {files} file{'s' if files > 1 else ''}?", err=True)


def _said(client: "Client", place: "Place", *, undo: bool) -> str:
    if undo:
        return f"{client.title} is as it was before."
    lines = [f"{client.title} is set up. {client.then}", f"Undo: chesterton setup {client.name} --undo"]
    if place.scope == "project" and Path(place.program[0]).is_absolute():
        lines.insert(
            1, "`chesterton` is not on your PATH: these files name its place on this machine, so do not share them."
        )
    return "\n".join(lines)
