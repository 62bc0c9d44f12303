"""What a graph holds, counted: what is printed after indexing and what an agent reads first."""

from collections import Counter

from msgspec import Struct

from indexer.graph.modules import LayerView, ProblemView, layers, problems
from indexer.graph.open import Graph


class TopModel(Struct, frozen=True):
    name: str  # dotted
    fields: int
    uses: int  # of its fields, outside tests and migrations
    relations: int  # of other models to it


class Overview(Struct, frozen=True):
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
    files, lines = graph.rows("SELECT count(*), coalesce(sum(lines), 0) FROM files")[0]
    counts = _counted(graph, "SELECT name, number FROM counts WHERE subject = 'symbols'")
    for kind, table in COUNTED.items():
        if count := graph.rows(f"SELECT count(*) FROM {table}")[0][0]:
            counts[kind] = count
    return Overview(
        meta=dict(graph.meta),
        files=files,
        lines=lines,
        languages=_languages(graph),
        counts=counts,
        calls=_counted(graph, "SELECT name, number FROM counts WHERE subject = 'calls'"),
        frameworks=_counted(
            graph,
            "SELECT framework, count(*) FROM (SELECT framework FROM models UNION ALL SELECT framework FROM endpoints)"
            " GROUP BY framework",
        ),
        access=_counted(graph, "SELECT access, count(*) FROM endpoints GROUP BY access"),
        roles=_counted(graph, "SELECT role, count(*) FROM modules GROUP BY role"),
        layers=tuple(layers(graph)),
        top_models=tuple(_top_models(graph, top)),
        problems=tuple(problems(graph)),
    )


COUNTED = {  # tables by the name of one of their rows
    "call": "calls",
    "import": "imports",
    "model": "models",
    "model field": "fields",
    "field use": "field_uses",
    "endpoint": "endpoints",
    "entry point": "entry_points",
    "transaction": "transactions",
    "migration": "migrations",
    "protective comment": "comments",
}

LANGUAGES = {"py": "Python", "pyi": "Python"}  # by ending


def _counted(graph: Graph, sql: str) -> dict[str, int]:
    """Most frequent first."""
    return dict(sorted(graph.rows(sql), key=lambda row: (-row[1], row[0])))


def _languages(graph: Graph) -> dict[str, int]:
    endings = Counter(path.rpartition(".")[2] for (path,) in graph.rows("SELECT path FROM files ORDER BY path"))
    found: Counter[str] = Counter()
    for ending, count in endings.items():
        found[LANGUAGES.get(ending, ending)] += count
    return dict(found.most_common())


def _top_models(graph: Graph, top: int) -> list[TopModel]:
    rows = graph.rows(
        """
        SELECT s.name, count(*), sum(f.uses),
            (SELECT count(*) FROM fields AS t WHERE t.target_model = m.id AND t.model != m.id)
        FROM models AS m JOIN symbols AS s ON s.id = m.id JOIN fields AS f ON f.model = m.id
        WHERE NOT m.abstract GROUP BY m.id ORDER BY 3 DESC, 4 DESC, s.name LIMIT :top
        """,
        top=top,
    )
    return [TopModel(*row) for row in rows]
