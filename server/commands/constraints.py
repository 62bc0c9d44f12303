"""`chesterton constraints`: all that holds in a repository, or a draft of it to review and keep."""

import sys
from pathlib import Path

import click

from server.commands.bar import Bar
from server.commands.options import db_option, json_option, path_argument

FAMILIES = ("permission", "tenancy", "state", "consistency", "architecture", "compatibility", "implicit")
DRAFTS = ("toml", "import-linter")


@click.command(short_help="All constraints of a repository, or a draft of them to review.")
@path_argument
@db_option
@json_option
@click.option("--family", type=click.Choice(FAMILIES), help="Those of one family alone.")
@click.option(
    "--propose",
    type=click.Choice(DRAFTS),
    is_flag=False,
    flag_value="toml",
    help="A draft for chesterton.toml, or contracts for import-linter. [default: toml]",
)
def constraints(
    path: Path | None, database: Path | None, as_json: bool, family: str | None, propose: str | None
) -> int:
    """List what the repository at PATH (default: the current one) holds itself to, with how each is known and where it
    shows.

    \b
    Examples:
      chesterton constraints --family architecture
      chesterton constraints --propose > draft.toml
      chesterton constraints --propose import-linter > .importlinter
    """
    import json

    from constraints.propose import as_import_linter, as_toml
    from indexer.graph import Place
    from server.project import Project
    from server.wording.constraint import one_line
    from server.wording.plain import plain

    with Bar() as bar:
        project = Project.open(path, database=database, watch=bar)
        found = [one for one in project.constraints(project.graph()) if family in (None, one.family)]
    if propose is not None:
        click.echo((as_toml if propose == "toml" else as_import_linter)(found), nl=False)
    elif as_json:
        json.dump(plain(found), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        for name in FAMILIES:
            own = [one for one in found if one.family == name]
            if own:
                click.echo(f"{name}: {len(own)}")
            for one in own:
                near = one.evidence[0].place if one.evidence else Place("", 0)
                click.echo(f"  {one.rule}: {one_line(one, near)}")
    return 0
