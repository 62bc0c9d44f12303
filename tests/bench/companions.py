"""What goes along with writes in an application, and whether dropping it from one writer is caught.

`companions.py APP` builds an index of a copy, lists the habits (an effect that at least half of the writers of a model
have), drops each from one writer drawn with a written seed (its statement becomes `pass`), and says which are caught.
Kept under `readings/companions.md`.
"""

import ast
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from constraints.check import Side, check
from constraints.companions import Companion, companions
from constraints.subject import Subject
from indexer.build import build
from indexer.cache import Cache
from indexer.graph import Graph

MOST = 12  # groups of one application
SEED = 2026
LEFT_OUT = shutil.ignore_patterns(".git", "node_modules", "*.db", ".chesterton", "static", "docs", "locale")


def habits(graph: Graph) -> Iterator[Companion]:
    subject = Subject.everything(graph)
    for model in subject.models:
        for one in companions(subject, model.name):
            if len(one.doing) * 2 >= len(one.writers):
                yield one


def without(source: str, line: int) -> str | None:
    """The source with the statement that begins at a line, or holds it, as `pass`."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and node.lineno <= line <= (node.end_lineno or 0):
            indent = lines[node.lineno - 1][: node.col_offset]
            return "".join([*lines[: node.lineno - 1], f"{indent}pass\n", *lines[node.end_lineno :]])
    return None


def main(app: Path) -> None:
    with tempfile.TemporaryDirectory() as work, Cache.of_user() as cache:
        root = Path(shutil.copytree(app, Path(work, "app"), ignore=LEFT_OUT))
        build(root, Path(work, "base.db"), cache=cache)
        with Graph.open(Path(work, "base.db")) as base:
            random.seed(SEED)
            found = sorted(habits(base), key=lambda one: (-len(one.doing), one.model, one.event))
            for one in found[:MOST]:
                writer = random.choice(sorted(one.doing))
                place = one.doing[writer]
                path = root / place.path
                source = path.read_text(encoding="utf-8")
                edited = without(source, place.line)
                if edited is None:
                    continue
                path.write_text(edited, encoding="utf-8")
                build(root, Path(work, "head.db"), cache=cache)
                with Graph.open(Path(work, "head.db")) as head:
                    told = [v.rule for v in check(Side(base), Side(head)).violations]
                path.write_text(source, encoding="utf-8")
                caught = "caught" if "companion_effect" in told else f"missed {told}"
                print(
                    f"| {one.of} | `{one.event}` | {len(one.doing)} of {len(one.writers)} | {place} | {caught} |",
                    flush=True,
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
