"""What a graph holds, counted: what is printed after indexing and what an agent reads first."""

from dataclasses import dataclass

from indexer.graph.modules import LayerView, ProblemView
from indexer.graph.open import Graph


@dataclass(frozen=True, slots=True)
class TopModel:
    name: str  # dotted
    fields: int
    uses: int  # of its fields, outside tests
    relations: int  # of other models to it


@dataclass(frozen=True, slots=True)
class Overview:
    meta: dict[str, str]
    files: int
    lines: int
    languages: dict[str, int]  # files by language
    counts: dict[str, int]  # by kind: module, class, function, call, import, model, field, endpoint ...
    calls: dict[str, int]  # by certainty
    frameworks: dict[str, int]  # models and endpoints by framework
    access: dict[str, int]  # endpoints by access
    roles: dict[str, int]  # modules by role
    layers: tuple[LayerView, ...]  # largest first
    top_models: tuple[TopModel, ...]
    problems: tuple[ProblemView, ...]


def overview(graph: Graph, *, top: int = 10) -> Overview:
    raise NotImplementedError
