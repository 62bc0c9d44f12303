"""What is derived for one file or field is what all constraints together hold for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from constraints.constraint import Constraint
from constraints.derive import derive, for_path, on_field, on_file
from indexer.build import build
from indexer.graph import Graph
from indexer.graph.data import fields, inheriting, models
from indexer.graph.modules import files

EXAMPLE = Path(__file__).resolve().parents[1] / "apps" / "shop"
SHARED = """
from django.db import models, transaction

class Dated(models.Model):
    created = models.DateTimeField(unique=True)  # do not change: the old client sorts by it
    kind = models.CharField(choices=[("a", "A")])
    class Meta:
        abstract = True

class Letter(Dated):
    class Meta:
        constraints = [models.UniqueConstraint(fields=["created", "kind"], name="one_a_day")]

class Parcel(Dated):
    pass
"""
WRITER = """
from django.db import transaction
from post.models import Dated, Letter

@transaction.atomic
def send(letter: Letter):
    letter.kind = "a"
    letter.save()

def stamp(dated: Dated):
    dated.kind = "a"
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The bundled example; fields that several models inherit; a module that two source roots hold."""
    work = tmp_path_factory.mktemp("one file")
    root = shutil.copytree(EXAMPLE, work / "example", ignore=shutil.ignore_patterns(".chesterton", "__pycache__"))
    for top in ("", "second/", "third/"):
        for name, text in (("__init__", ""), ("models", SHARED), ("writer", WRITER)):
            path = root / f"{top}post" / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    build(root, work / "graph.db")
    with Graph.open(work / "graph.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def everything(graph: Graph) -> list[Constraint]:
    return derive(graph)


def test_of_each_file(graph: Graph, everything: list[Constraint]) -> None:
    assert {constraint.rule for constraint in everything} >= {"closed_values", "transaction", "protective_comment"}
    for file in files(graph):
        assert on_file(graph, file.path) == for_path(everything, file.path), file.path


def test_of_each_field(graph: Graph, everything: list[Constraint]) -> None:
    for model in models(graph):
        for field in fields(graph, model.name):
            heirs = {view.model for view in inheriting(graph, field)}
            names = {f"{owner}.{field.name}" for owner in (field.model, *heirs)} | {field.declared}
            expected = [
                found for found in everything if found.symbol in names or names.intersection(found.scope.symbols)
            ]
            assert on_field(graph, names, {field.model, *heirs}) == expected, (field.model, field.name)
