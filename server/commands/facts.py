"""`chesterton facts`: the whole graph as one JSON document, to read, diff or score."""

import sys
from pathlib import Path

import click

from server.commands.bar import Bar
from server.commands.options import db_option, path_argument


@click.command(short_help="The graph as one JSON document.")
@path_argument
@db_option
def facts(path: Path | None, database: Path | None) -> int:
    """Print everything that the index knows of the repository at PATH (default: the current one) as one JSON object:
    endpoints, models, imports, calls, writes, transactions.

    \b
    Examples:
      chesterton facts | jq '.endpoints[] | select(.access == "public") | .path'
      chesterton facts ../shop > shop.json
    """
    import json

    from indexer.graph.document import facts_document
    from server.project import Project

    with Bar() as bar:
        graph = Project.open(path, database=database, watch=bar).graph()
    json.dump(facts_document(graph), sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0
