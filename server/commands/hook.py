"""`chesterton hook`: what a client runs after each edit and at the end of a turn."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from server.clients.client import Event


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
    from server.hooks.run import run

    return run(moment, root)
