"""Files, modules, the layers that they form, and imports between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.graph.nodes import ImportKind
from indexer.graph.open import Graph
from indexer.graph.place import Place

if TYPE_CHECKING:
    from networkx import DiGraph


@dataclass(frozen=True, slots=True)
class ProblemView:
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class FileView:
    path: str
    module: str  # dotted
    source_root: str  # '' for the repository root
    is_package: bool
    is_test: bool
    role: str
    layer: str
    summary: str
    lines: int
    problems: tuple[ProblemView, ...]


@dataclass(frozen=True, slots=True)
class ImportView:
    importer: str  # dotted module
    imported: str | None  # dotted module of the repository
    target: str  # dotted, as imported
    place: Place
    kind: ImportKind


@dataclass(frozen=True, slots=True)
class LayerView:
    name: str
    modules: tuple[str, ...]  # dotted, tests left out


@dataclass(frozen=True, slots=True)
class LayerImport:
    importer: str  # layer
    imported: str  # layer
    count: int  # of import statements at run time, tests left out
    examples: tuple[Place, ...]


def file_view(graph: Graph, path: str) -> FileView | None:
    """None for a path that the graph does not hold."""
    raise NotImplementedError


def files(graph: Graph) -> list[FileView]:
    raise NotImplementedError


def problems(graph: Graph) -> list[ProblemView]:
    raise NotImplementedError


def nearest_paths(graph: Graph, path: str, k: int = 5) -> list[str]:
    """Paths most like `path`: the same file name first, then the nearest spelling."""
    raise NotImplementedError


def importers(graph: Graph, module: str) -> list[ImportView]:
    """Imports of a module, given by dotted name or by path."""
    raise NotImplementedError


def imports_of(graph: Graph, module: str) -> list[ImportView]:
    """What a module imports, given by dotted name or by path, by line."""
    raise NotImplementedError


def module_graph(graph: Graph) -> "DiGraph[str]":
    """Modules of the repository; an edge per imported module with `kinds` (a sorted tuple) and `place` (the first)."""
    raise NotImplementedError


def layers(graph: Graph) -> list[LayerView]:
    raise NotImplementedError


def layer_imports(graph: Graph) -> list[LayerImport]:
    """Between different layers, most frequent first."""
    raise NotImplementedError
