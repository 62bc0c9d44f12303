"""`chesterton hook`: what a client runs after each edit and at the end of a turn."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from server.clients.client import Event

HELD_BACK = 2  # the one exit code with which clients hold an agent back, and show it what the error stream says
FAILED = 1  # any other lets it go on


@click.command(short_help="For hooks of clients: what the edits so far drop; exit code 2 holds the agent back.")
@click.argument("moment", type=click.Choice(["post-edit", "stop"]))
@click.option("--root", type=click.Path(path_type=Path), metavar="PATH", help="The folder to check in the repository.")
def hook(moment: "Event", root: Path | None) -> int:
    """Look at the working tree after an edit, or before an agent stops, and hold it back where it dropped a constraint
    that held when the work began. Reads the client's JSON on stdin; `chesterton setup` writes the settings.

    Files are looked at, and not what a tool says that it wrote: what a shell command did counts, and so does what was
    committed since. What the agent acknowledged with a reason is not said again; `chesterton check` in CI still fails.
    An agent that was held back when it wanted to stop is held back no second time. Exit codes: 0 go on, 2 held back,
    1 could not look (it says so, and nobody is held back).

    \b
    Example:
      echo '{"cwd": "."}' | chesterton hook stop
    """
    from server.failure import CannotRun
    from server.hooks.event import read, worktrees
    from server.hooks.look import look

    try:
        event = read(sys.stdin.read())
        if moment == "stop" and event.again:
            return 0
        outcomes = [look(place, moment, event.session) for place in worktrees(event, root)]
    except CannotRun as problem:
        return _failed(str(problem))
    except Exception as problem:
        return _failed(f"{type(problem).__name__}: {problem}")
    for outcome in outcomes:
        if outcome.kind == "dropped":
            click.echo(outcome.says, err=True)
            return HELD_BACK
    for outcome in outcomes:
        if outcome.kind == "failed" or (outcome.kind == "late" and moment == "stop"):
            return _failed(outcome.says)
        if outcome.kind == "late":
            said = f"Chesterton: {outcome.says}, and the end of the turn will tell."
            click.echo(json.dumps({"systemMessage": said}))
    return 0


def _failed(why: str) -> int:
    """Loudly, and in nobody's way."""
    click.echo(f"chesterton: the hook could not check this work ({why}); nobody is held back", err=True)
    return FAILED
