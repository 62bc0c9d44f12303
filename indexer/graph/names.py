"""From what someone types to the symbols that it may mean."""

import json
import re
from collections.abc import Collection, Iterable

from msgspec import Struct

from indexer.graph.nodes import SymbolKind
from indexer.graph.open import Graph, Unknown
from indexer.graph.place import Place
from indexer.graph.spelling import best, humps

MOST_WORDS = 12  # of a search that are looked at


class SymbolView(Struct, frozen=True):
    name: str  # dotted
    qualname: str
    kind: SymbolKind
    place: Place
    end_line: int
    parent: str | None  # dotted name of what it is written in
    summary: str
    decorators: tuple[str, ...]  # dotted, outermost first
    signature: str  # '' where it is no function


SymbolLike = str | SymbolView
"""What questions about a symbol take: an exact dotted name, or a view where two source roots hold the same name.

A name that the graph does not hold raises `Unknown`; use `find` for what a person or an agent typed.
"""


def find(graph: Graph, name: str) -> list[SymbolView]:
    """Every symbol that `name` may mean; nothing where none does.

    Takes a dotted name or its end (`Order.status`), `path/to/file.py` (its module), `path/to/file.py:Order.pay` and
    `path/to/file.py:123` (the innermost symbol there). A path may be cut short at the front. An exact name beats an
    end of a name; a member that a class inherits is found under that class too.
    """
    name = name.strip().strip("`'\"").removesuffix("()").replace("\\", "/").removeprefix("./")
    path, _, rest = name.partition(":")
    if "/" in path or path.endswith((".py", ".pyi")):
        return _in_files(graph, path, rest)
    dotted = name.replace(":", ".").replace(".<locals>.", ".").strip(".")
    if not dotted:
        return []
    return _exact(graph, dotted) or _by_end(graph, dotted) or _inherited(graph, dotted)


def nearest(graph: Graph, name: str, k: int = 5) -> list[str]:
    """Dotted names spelt most like `name`, best first."""
    parts = re.findall(r"\w+", name.removesuffix(".py"))[-3:]
    if not parts:
        return []
    leaves = best(parts[-1], _leaves_like(graph, parts[-1]), 20)
    rows = graph.rows(
        """
        SELECT DISTINCT name FROM json_each(:leaves) AS l JOIN located AS s ON s.leaf = l.value
        ORDER BY l.key, is_test, length(name), name LIMIT 2000
        """,
        leaves=json.dumps(leaves),
    )
    names: dict[str, str] = {}  # by as many last parts as were typed
    for (dotted,) in rows:
        names.setdefault(".".join(dotted.split(".")[-len(parts) :]), dotted)
    return [names[end] for end in best(".".join(parts), names, k)]


def search(graph: Graph, words: str, k: int = 20) -> list[SymbolView]:
    """Symbols whose name, summary or path hold these words, best first: all of them, or any where none has them all."""
    terms = re.findall(r"[^\W_]+", humps(words))[:MOST_WORDS]
    if not terms:
        return []
    hits = _matching(graph, " AND ".join(f'"{term}"*' for term in terms), k)
    if not hits and len(terms) > 1:
        hits = _matching(graph, " OR ".join(f'"{term}"' for term in terms), k)
    found = views_of(graph, hits)
    return [found[id] for id in hits]


def outline(graph: Graph, path: str) -> list[SymbolView]:
    """What a file defines, in order of lines; empty for a path that the graph does not hold."""
    return _views(graph, "WHERE path = :path AND kind != 'module' ORDER BY line, end_line DESC, name", {"path": path})


def named(graph: Graph, dotted: str) -> SymbolView | None:
    """The symbol of exactly this name; of two that share it, the likelier."""
    return next(iter(_exact(graph, dotted)), None)


def written(graph: Graph, names: Iterable[str]) -> set[str]:
    """Those of some dotted names that something has."""
    asked = "SELECT DISTINCT s.name FROM json_each(:names) AS w JOIN symbols AS s ON s.name = w.value"
    return {name for (name,) in graph.rows(asked, names=json.dumps(list(names)))}


def written_in(graph: Graph, symbol: SymbolLike) -> list[SymbolView]:
    """What stands directly in a class, function or module, in order of lines."""
    where = """
        WHERE id IN (SELECT s.id FROM json_each(:ids) AS w JOIN symbols AS s ON s.parent = w.value)
        ORDER BY line, end_line DESC, name
    """
    return _views(graph, where, {"ids": json.dumps(ids_of(graph, symbol))})


# For the other questions of this package: what follows speaks in row ids.


def ids_of(graph: Graph, symbol: SymbolLike) -> list[int]:
    """Of an exact name or a view."""
    if isinstance(symbol, SymbolView):
        found = graph.rows(
            "SELECT id FROM located WHERE name = :name AND path = :path AND line = :line ORDER BY id",
            name=symbol.name,
            path=symbol.place.path,
            line=symbol.place.line,
        )
    else:
        found = graph.rows("SELECT id FROM symbols WHERE name = :name ORDER BY id", name=symbol)
    if not found:
        raise Unknown(symbol.name if isinstance(symbol, SymbolView) else symbol)
    return [id for (id,) in found]


def views_of(graph: Graph, ids: Collection[int]) -> dict[int, SymbolView]:
    """Views by id, in order of name."""
    rows = graph.rows(
        f"SELECT {_COLUMNS}, id FROM located WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY name, path, line",
        ids=json.dumps(list(ids)),
    )
    return {row[-1]: _view(row) for row in rows}


_COLUMNS = "name, qualname, kind, path, line, end_line, parent, summary, decorators, signature"


def _views(graph: Graph, where: str, parameters: dict[str, object]) -> list[SymbolView]:
    return [_view(row) for row in graph.rows(f"SELECT {_COLUMNS} FROM located {where}", **parameters)]


def _view(row: tuple[str, str, SymbolKind, str, int, int, str | None, str, str, str]) -> SymbolView:
    name, qualname, kind, path, line, end_line, parent, summary, decorators, signature = row[:10]
    return SymbolView(
        name, qualname, kind, Place(path, line), end_line, parent, summary, tuple(decorators.split()), signature
    )


_LIKELIEST = "ORDER BY is_test, length(name), name, path, line"


def _exact(graph: Graph, dotted: str) -> list[SymbolView]:
    return _views(graph, f"WHERE name = :name {_LIKELIEST}", {"name": dotted})


def _by_end(graph: Graph, dotted: str) -> list[SymbolView]:
    leaf = dotted.rpartition(".")[2]
    return _views(
        graph,
        f"WHERE leaf = :leaf AND substr(name, -length(:end)) = :end {_LIKELIEST}",
        {"leaf": leaf, "end": f".{dotted}"},
    )


def _inherited(graph: Graph, dotted: str) -> list[SymbolView]:
    """`Order.created` where a class above `Order` defines `created`: that of the nearest ancestor."""
    owner, _, leaf = dotted.rpartition(".")
    if not owner:
        return []
    found: dict[SymbolView, None] = {}
    for cls in _exact(graph, owner) or _by_end(graph, owner):
        if cls.kind == "class":
            above = graph.rows(_NEAREST_ABOVE, cls=ids_of(graph, cls)[0], leaf=leaf)
            found.update(dict.fromkeys(views_of(graph, [id for (id,) in above[:1]]).values()))
    return list(found)


_NEAREST_ABOVE = """
    WITH RECURSIVE above (cls, distance, position) AS (
        SELECT base, 1, position FROM bases WHERE cls = :cls AND base IS NOT NULL
        UNION
        SELECT b.base, a.distance + 1, b.position FROM above AS a JOIN bases AS b ON b.cls = a.cls
        WHERE b.base IS NOT NULL AND a.distance < 20
    )
    SELECT s.id FROM above AS a JOIN symbols AS s ON s.parent = a.cls
    WHERE s.leaf = :leaf ORDER BY a.distance, a.position, s.line
"""


def _in_files(graph: Graph, path: str, rest: str) -> list[SymbolView]:
    found: list[SymbolView] = []
    for (file,) in _files(graph, path):
        found += _in_file(graph, file, rest)
    return found


def _files(graph: Graph, path: str) -> list[tuple[str]]:
    """Paths that end like this one; a folder stands for its package."""
    path = path.strip("/")
    wanted = (path, f"{path}/__init__.py")
    exact = graph.rows("SELECT path FROM files WHERE path IN (:a, :b) ORDER BY path", a=wanted[0], b=wanted[1])
    return exact or graph.rows(
        "SELECT path FROM files WHERE path LIKE :a ESCAPE '!' OR path LIKE :b ESCAPE '!' ORDER BY length(path), path",
        a=f"%/{escaped(wanted[0])}",
        b=f"%/{escaped(wanted[1])}",
    )


def escaped(text: str) -> str:
    """For LIKE with ESCAPE '!'."""
    return re.sub(r"([!%_])", r"!\1", text)


def _in_file(graph: Graph, path: str, rest: str) -> list[SymbolView]:
    line = re.match(r"L?(\d+)", rest)
    if not rest or rest == "<module>":
        return _views(graph, "WHERE path = :path AND kind = 'module'", {"path": path})
    if line:
        return _views(
            graph,
            "WHERE path = :path AND (line <= :line AND end_line >= :line OR kind = 'module')"
            " ORDER BY kind = 'module', line DESC, end_line, name LIMIT 1",
            {"path": path, "line": int(line[1])},
        )
    qualname = rest.replace(".<locals>.", ".")
    return _views(
        graph,
        "WHERE path = :path AND substr('.' || replace(qualname, '.<locals>.', '.'), -length(:end)) = :end"
        " ORDER BY length(qualname), line",
        {"path": path, "end": f".{qualname}"},
    )


def _leaves_like(graph: Graph, leaf: str) -> list[str]:
    """Last parts of names that start or end alike and are about as long: few enough to compare letter by letter."""
    leaves: list[str] = graph.derived("leaves", lambda: [x for (x,) in graph.rows("SELECT DISTINCT leaf FROM symbols")])
    most = max(2, len(leaf) // 3)
    start, end = leaf[:1].lower(), leaf[-3:].lower()
    return sorted(x for x in leaves if abs(len(x) - len(leaf)) <= most and (x[:1].lower() == start or x.endswith(end)))


def _matching(graph: Graph, words: str, k: int) -> list[int]:
    """A hit in the last part of the name weighs most; tests come after what they test."""
    rows = graph.rows(
        """
        SELECT t.rowid
        FROM symbols_text AS t
        JOIN symbols AS s ON s.id = t.rowid
        LEFT JOIN modules AS m ON m.file = s.file
        WHERE symbols_text MATCH :words
        ORDER BY coalesce(m.is_test, 0),
            bm25(symbols_text, 8.0, 4.0, 2.0, 1.0) * iif(s.kind IN ('variable', 'field'), 0.5, 1),
            s.name, s.id
        LIMIT :k
        """,
        words=words,
        k=k,
    )
    return [id for (id,) in rows]
