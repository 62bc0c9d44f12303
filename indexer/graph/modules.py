"""Files, modules, the layers that they form, and imports between them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from indexer.graph.nodes import ImportKind
from indexer.graph.open import Graph
from indexer.graph.place import Place
from indexer.graph.spelling import best

if TYPE_CHECKING:
    from networkx import DiGraph

EXAMPLES = 3  # places that show which imports a pair of layers has


class ProblemView(Struct, frozen=True):
    place: Place
    message: str


class FileView(Struct, frozen=True):
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


class ImportView(Struct, frozen=True):
    importer: str  # dotted module
    imported: str | None  # dotted module of the repository
    target: str  # dotted, as imported
    place: Place
    kind: ImportKind
    defined: str | None = None  # dotted module that the imported name is written in, where `imported` hands it on


class LayerView(Struct, frozen=True):
    name: str
    modules: tuple[str, ...]  # dotted, tests left out


class LayerImport(Struct, frozen=True):
    importer: str  # layer
    imported: str  # layer
    count: int  # of import statements at run time, tests left out
    examples: tuple[Place, ...]


def file_view(graph: Graph, path: str) -> FileView | None:
    """None for a path that the graph does not hold."""
    found = _file_views(graph, "WHERE f.path = :path", {"path": path})
    return found[0] if found else None


def files(graph: Graph) -> list[FileView]:
    return list(graph.derived("files", lambda: _file_views(graph, "", {})))


def functions_by_path(graph: Graph) -> dict[str, int]:
    """How many functions and methods are written in each file that has one."""
    return dict(
        graph.rows(
            """
            SELECT f.path, count(*) FROM symbols AS s JOIN files AS f ON f.id = s.file
            WHERE s.kind IN ('function', 'method') GROUP BY f.path
            """
        )
    )


def problems(graph: Graph) -> list[ProblemView]:
    rows = graph.rows("SELECT path, line, message FROM problems ORDER BY path, line, message")
    return [ProblemView(Place(path, line), message) for path, line, message in rows]


def nearest_paths(graph: Graph, path: str, k: int = 5) -> list[str]:
    """Paths whose file name is spelt most like that of `path`, and of those the paths spelt most like it."""
    named: dict[str, list[str]] = defaultdict(list)
    for (other,) in graph.rows("SELECT path FROM files ORDER BY path"):
        named[other.rpartition("/")[2]].append(other)
    close = [other for name in best(path.rpartition("/")[2], named, 10) for other in named[name]]
    return best(path, close[:300], k) or close[:k]


def importers(graph: Graph, module: str) -> list[ImportView]:
    """Imports of a module, given by dotted name or by path."""
    return _imports(graph, "i.imported", module)


def imports_of(graph: Graph, module: str) -> list[ImportView]:
    """What a module imports, given by dotted name or by path, by line."""
    return _imports(graph, "i.importer", module)


def all_imports(graph: Graph) -> list[ImportView]:
    """Of every module, by file and line."""
    return _read_imports(graph, "1", {})


def module_graph(graph: Graph) -> "DiGraph[str]":
    """Modules of the repository; an edge per imported module with `kinds` (a sorted tuple) and `place` (the first)."""
    from networkx import DiGraph

    modules = {
        id: (name, path)
        for id, name, path in graph.rows(
            """
            SELECT m.id, s.name, f.path FROM modules AS m JOIN symbols AS s USING (id) JOIN files AS f ON f.id = m.file
            ORDER BY s.name, f.path
            """
        )
    }
    edges: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for importer, imported, line, kind in graph.rows(
        """
        SELECT importer, imported, min(line), kind FROM imports
        WHERE imported IS NOT NULL AND imported != importer GROUP BY importer, imported, kind
        """
    ):
        edges[importer, imported].append((line, kind))
    found: DiGraph[str] = DiGraph()
    found.add_nodes_from(name for name, _ in modules.values())
    for (importer, imported), written in edges.items():
        name, path = modules[importer]
        kinds = tuple(sorted(kind for _, kind in written))
        found.add_edge(name, modules[imported][0], kinds=kinds, place=Place(path, min(written)[0]))
    return found


def layers(graph: Graph) -> list[LayerView]:
    """The areas of the code with their modules, largest first."""
    return list(graph.derived("layers", lambda: _layers(graph)))


def _layers(graph: Graph) -> list[LayerView]:
    members: dict[str, list[str]] = defaultdict(list)
    for layer, name in graph.rows(
        """
        SELECT m.layer, s.name FROM modules AS m JOIN symbols AS s USING (id)
        WHERE m.layer != '' AND NOT m.is_test ORDER BY m.layer, s.name
        """
    ):
        members[layer].append(name)
    return sorted((LayerView(layer, tuple(names)) for layer, names in members.items()), key=lambda v: -len(v.modules))


def layer_imports(graph: Graph) -> list[LayerImport]:
    """Between different layers, most frequent first."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    examples: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for importer, imported, path, line in graph.rows(
        """
        SELECT a.layer, b.layer, f.path, i.line
        FROM imports AS i
        JOIN modules AS a ON a.id = i.importer
        JOIN modules AS b ON b.id = i.imported
        JOIN files AS f ON f.id = a.file
        WHERE a.layer != b.layer AND a.layer != '' AND b.layer != ''
        AND i.kind != 'type_checking' AND NOT a.is_test AND NOT b.is_test
        ORDER BY f.path, i.line
        """
    ):
        pair = importer, imported
        counts[pair] += 1
        place = Place(path, line)
        if len(examples[pair]) < EXAMPLES and place not in examples[pair]:
            examples[pair].append(place)
    ranked = sorted(counts, key=lambda pair: (-counts[pair], pair))
    return [LayerImport(*pair, counts[pair], tuple(examples[pair])) for pair in ranked]


def _file_views(graph: Graph, where: str, parameters: dict[str, object]) -> list[FileView]:
    found_problems: dict[str, list[ProblemView]] = defaultdict(list)
    for problem in problems(graph):
        found_problems[problem.place.path].append(problem)
    rows = graph.rows(
        f"""
        SELECT f.path, coalesce(s.name, ''), coalesce(m.root, ''), m.is_package, m.is_test, coalesce(m.role, ''),
            coalesce(m.layer, ''), coalesce(s.summary, ''), f.lines
        FROM files AS f
        LEFT JOIN modules AS m ON m.file = f.id
        LEFT JOIN symbols AS s ON s.id = m.id
        {where} ORDER BY f.path
        """,
        **parameters,
    )
    return [
        FileView(path, name, root, bool(package), bool(test), role, layer, summary, lines, tuple(found_problems[path]))
        for path, name, root, package, test, role, layer, summary, lines in rows
    ]


def _imports(graph: Graph, side: str, module: str) -> list[ImportView]:
    """`module` is a dotted name or a path: no path is a dotted name, since it ends in `.py`."""
    where = f"""
        {side} IN (
            SELECT o.id FROM symbols AS o JOIN modules AS m ON m.id = o.id WHERE o.name = :module
            UNION
            SELECT m.id FROM modules AS m JOIN files AS p ON p.id = m.file WHERE p.path = :module
        )
    """
    return _read_imports(graph, where, {"module": module})


def _read_imports(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[ImportView]:
    rows = graph.rows(
        f"""
        SELECT s.name, t.name, i.target, f.path, i.line, i.kind, d.name
        FROM imports AS i
        JOIN symbols AS s ON s.id = i.importer
        JOIN files AS f ON f.id = s.file
        LEFT JOIN symbols AS t ON t.id = i.imported
        LEFT JOIN symbols AS d ON d.id = i.defined
        WHERE {where} ORDER BY f.path, i.line, i.target
        """,
        **parameters,
    )
    return [
        ImportView(importer, imported, target, Place(path, line), kind, defined)
        for importer, imported, target, path, line, kind, defined in rows
    ]
