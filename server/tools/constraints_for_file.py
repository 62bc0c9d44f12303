"""What binds a file: its layer and direction of imports, the guards of its entry points, and every constraint on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING, Annotated

from constraints.constraint import Constraint
from constraints.derive import on_file
from indexer.graph import Graph, Place
from indexer.graph.modules import FileView, ImportView, file_view, importers, imports_of, nearest_paths
from indexer.graph.names import find, outline
from indexer.graph.web import EndpointView, EntryPointView, endpoints, entry_points
from server.failure import NoAnswer
from server.tools.ambiguous import Ambiguous, Candidate

if TYPE_CHECKING:
    from server.project import Project


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A layer on the other end of this file's imports; tests are left out."""

    layer: str
    modules: tuple[str, ...]
    example: Place


@dataclass(frozen=True, slots=True)
class FileConstraints:
    file: FileView
    symbol: str | None  # dotted, where the question was about one
    imports: tuple[Neighbour, ...]
    imported_by: tuple[Neighbour, ...]
    endpoints: tuple[EndpointView, ...]
    entry_points: tuple[EntryPointView, ...]
    constraints: tuple[Constraint, ...]  # most binding first


def constraints_for_file(
    project: "Project",
    path: Annotated[str, "shop/orders/views.py"],
    symbol: Annotated[str | None, "only what binds this class or function of the file"] = None,
    detail: Annotated[bool, "all constraints with all evidence"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> FileConstraints | Ambiguous:
    """
    Ask before you edit a file: the constraints that bind it, most binding first (guards, transactions, states, table
    constraints, what clients see, layer and import direction), each with evidence.
    """
    graph = project.graph()
    files = _files(graph, path, project.root)
    if len(files) > 1:
        candidates = tuple(Candidate(file.path, "file", Place(file.path, 1)) for file in files)
        return Ambiguous(path, "constraints_for_file", "path", candidates)
    file = files[0]
    dotted = _symbol(graph, file, symbol) if symbol else None
    return FileConstraints(
        file=file,
        symbol=dotted,
        imports=_imports(graph, file.path),
        imported_by=_importers(graph, file.path),
        endpoints=tuple(found for found in endpoints(graph, path=file.path) if found.place.path == file.path),
        entry_points=tuple(entry_points(graph, path=file.path)),
        constraints=tuple(on_file(graph, file.path, dotted, project.declared())),
    )


def _files(graph: Graph, typed: str, root: Path) -> list[FileView]:
    path = _relative(typed.strip(), root)
    exact = file_view(graph, path)
    if exact:
        return [exact]
    # A path cut short at the front.
    paths = dict.fromkeys(symbol.place.path for symbol in find(graph, path) if symbol.place.path.endswith(f"/{path}"))
    found = [file for file in (file_view(graph, part) for part in paths) if file]
    if found:
        return found
    there = (root / path).is_file()
    problem = f"{path} is not indexed: it is no Python source, or was skipped" if there else f"no file {path!r}"
    raise NoAnswer(problem, tuple(nearest_paths(graph, path)), tool="constraints_for_file", argument="path")


def _relative(typed: str, root: Path) -> str:
    """Links are followed for absolute paths alone: the index names files as git does."""
    path = normpath(Path(typed).as_posix())
    if Path(typed).is_absolute():
        resolved = Path(typed).resolve()
        path = resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else ".."
    if path.split("/")[0] == "..":
        raise NoAnswer(f"the path lies outside {root.name}, which is what is served; name one inside it")
    return path


def _symbol(graph: Graph, file: FileView, symbol: str) -> str:
    here = outline(graph, file.path)
    wanted = symbol.strip()
    found = [part for part in here if wanted in (part.name, part.qualname)] or [
        part for part in here if part.name.endswith(f".{wanted}")
    ]
    if found:
        return found[0].name
    near = get_close_matches(wanted, [part.qualname for part in here], n=5, cutoff=0.3)
    raise NoAnswer(f"{file.path} defines no {wanted!r}" + (f"; nearest: {', '.join(near)}" if near else ""))


def _imports(graph: Graph, path: str) -> tuple[Neighbour, ...]:
    modules = {found.imported: found for found in reversed(imports_of(graph, path)) if found.kind != "type_checking"}
    ends = []
    for module, found in modules.items():
        symbols = [symbol for symbol in find(graph, module) if symbol.kind == "module"] if module else []
        if module and len(symbols) == 1:
            ends.append((module, file_view(graph, symbols[0].place.path), found))
    return _by_layer(ends)


def _importers(graph: Graph, path: str) -> tuple[Neighbour, ...]:
    found = [one for one in importers(graph, path) if one.kind != "type_checking"]
    return _by_layer([(one.importer, file_view(graph, one.place.path), one) for one in found])


def _by_layer(ends: Iterable[tuple[str, FileView | None, ImportView]]) -> tuple[Neighbour, ...]:
    layers: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for module, file, found in ends:
        if file and not file.is_test:
            layers[file.layer].setdefault(module, found.place)
    return tuple(
        Neighbour(layer, tuple(sorted(modules)), min(modules.values())) for layer, modules in sorted(layers.items())
    )
