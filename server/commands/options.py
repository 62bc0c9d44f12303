"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

path_argument = click.argument("path", required=False, type=click.Path(path_type=Path))
root_option = click.option(
    "--root", type=click.Path(path_type=Path), metavar="PATH", help="The repository, where it is not the current one."
)
db_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the index here, not in .chesterton/.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="The values as one JSON object.")
detail_option = click.option("--detail", is_flag=True, help="Everything, a page at a time.")
cursor_option = click.option("--cursor", metavar="CURSOR", help="Where the last page stopped.")


def every_question(command: Command) -> Command:
    for option in (cursor_option, detail_option, json_option, db_option, root_option):
        command = option(command)
    return command
