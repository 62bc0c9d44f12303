"""What inference finds depends on the code, never on the order in which bodies are walked."""

import random
from pathlib import Path

import pytest

from indexer.discover import discover
from indexer.frameworks import recognise
from indexer.infer.inference import Inference
from indexer.read import read
from indexer.resolve.program import Program
from tests.annotated import fixtures
from tests.annotated import read as read_fixture

FOLDERS = [Path(__file__).parent / name for name in ("infer", "traps")]
PATHS = [path for folder in FOLDERS for path in fixtures(folder)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_order_of_bodies_does_not_matter(path: Path, tmp_path: Path) -> None:
    for name, text in read_fixture(path).base.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert found(tmp_path, 0) == found(tmp_path, 1) == found(tmp_path, 2)


def found(root: Path, seed: int) -> set[tuple[object, ...]]:
    """Calls and field uses, the bodies walked in the order of the source or in another."""
    reading = read(root, discover(root).files)
    program = Program((file.source, file.facts) for file in reading.files)
    inference = Inference(program, recognise(program))
    if seed:
        random.Random(seed).shuffle(inference.order)
        for number, body in enumerate(inference.order):
            body.number = number
    edges = inference.solve()
    calls = {(c.caller.name, c.target, c.line, c.certainty, c.instantiates) for c in edges.calls}
    uses = {(u.model.name, u.field, u.entity.name, u.line, u.use, u.certainty) for u in edges.field_uses}
    return calls | uses
