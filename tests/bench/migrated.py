"""How far models agree with what their migrations leave, one line an application.

    python tests/bench/migrated.py FOLDER [FOLDER ...] [--differences N]

A column agrees where the graph knows no drift of it. Columns of tables that no migration makes are not counted.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from indexer.build import build
from indexer.graph import Graph
from indexer.graph.data import fields, models
from indexer.graph.migrations import drift, migrated_columns, operations, revisions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--differences", type=int, default=0)
    options = parser.parse_args()
    for folder in options.folders:
        with tempfile.TemporaryDirectory() as work:
            build(folder, Path(work, "graph.db"))
            with Graph.open(Path(work, "graph.db")) as graph:
                report(folder.name, graph, options.differences)
    return 0


def report(name: str, graph: Graph, most: int) -> None:
    concrete = [model.name for model in models(graph) if not model.abstract]
    tables = {model: columns for model in concrete if (columns := migrated_columns(graph, model)) is not None}
    compared = sum(len({c.name for c in columns} | own(graph, model)) for model, columns in tables.items())
    differ = drift(graph)
    print(
        f"{name}: {len(revisions(graph))} migrations, {len(operations(graph))} operations; {len(tables)} of "
        f"{len(concrete)} models compared, {compared - len(differ)} of {compared} columns agree"
    )
    for found in differ[:most]:
        print(
            f"    {found.place} {found.field} {found.kind}: model {found.model_says}, migrations {found.migrations_say}"
        )


def own(graph: Graph, model: str) -> set[str]:
    """Names that the columns of a model's own table have in its migrations."""
    table = fields(graph, model)
    by_table = table and table[0].app == ""
    return {
        (field.column or field.name) if by_table else field.name for field in table if field.declared.startswith(model)
    }


if __name__ == "__main__":
    sys.exit(main())
