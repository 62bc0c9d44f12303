"""The graph as one document that anyone can read, diff and score: plain values ready for JSON.

`file` is relative to the repository root; a qualified name is written as CPython does, after its file where it stands
alone (`shop/orders/models.py:Order.pay`). Only the body of a class, for which CPython has the name of the class, is
told from it where it calls something (`Order.<class>`): who makes an `Order` does not call that. What was not bound is
left out.
"""

import json
from typing import Any

from indexer.graph.nodes import Use
from indexer.graph.open import Graph
from indexer.graph.web import endpoints_by_id

FORMAT = 1


def facts_document(graph: Graph) -> dict[str, object]:
    return {
        "format": FORMAT,
        "endpoints": _endpoints(graph),
        "models": _models(graph),
        "imports": _imports(graph),
        "calls": _calls(graph, instantiates=False),
        "instantiates": _calls(graph, instantiates=True),
        "writes": _uses(graph, "write"),
        "reads": _uses(graph, "read", "filter", "order"),  # a query reads what it filters and orders by
        "receivers": _entry_points(graph, "receiver"),
        "tasks": _entry_points(graph, "task"),
        "transactions": _transactions(graph, by=("decorator", "with", "call")),
        "graphql": _graphql(graph),
        "rpc": _rpc(graph),
        "atomic": _transactions(graph, by=("decorator",)),
    }


def _endpoints(graph: Graph) -> list[dict[str, object]]:
    names = dict(graph.rows("SELECT id, handler_name FROM endpoints"))
    return [
        {
            "path": view.path,
            "methods": list(view.methods) or None,
            "file": view.place.path,
            "handler": names[id],
            "before": [before.name for before in view.before if before.origin != "body"],
            "guards": [before.name for before in view.before if before.guards and before.origin != "body"],
            "access": view.access,
        }
        for id, view in endpoints_by_id(graph, "1", {})
    ]


def _models(graph: Graph) -> list[dict[str, object]]:
    fields: dict[int, list[dict[str, object]]] = {}
    for row in graph.rows(
        """
        SELECT model, kind, name, "column", type, "null", "unique", primary_key,
            choices, target, on_delete, "references"
        FROM fields ORDER BY model, id
        """
    ):
        fields.setdefault(row[0], []).append(_field(*row[1:]))
    return [
        {"file": path, "name": name, "abstract": bool(abstract), "table": table, "fields": fields.get(id, [])}
        for id, path, name, abstract, table in graph.rows(
            """
            SELECT m.id, p.path, s.qualname, m.abstract, m."table"
            FROM models AS m JOIN symbols AS s ON s.id = m.id JOIN files AS p ON p.id = s.file
            ORDER BY p.path, s.line, s.qualname
            """
        )
    ]


def _field(
    kind: str, name: str, column: str | None, type: str, null: int | None, unique: int | None, primary_key: int | None,
    choices: str | None, target: str | None, on_delete: str | None, references: str,
) -> dict[str, object]:  # fmt: skip
    return {
        "kind": kind,
        "name": name,
        "column": column,
        "type": type,
        "null": None if null is None else bool(null),
        "unique": None if unique is None else bool(unique),
        "primary_key": None if primary_key is None else bool(primary_key),
        "choices": None if choices is None else json.loads(choices),
        "to": None if target is None else target.rpartition(".")[2],
        "on_delete": on_delete,
        "references": json.loads(references or "[]"),
    }


def _imports(graph: Graph) -> list[list[str]]:
    """Between the modules of packages: tests, loose scripts and folders without `__init__.py` are no part of one."""
    packages = {
        name
        for (name,) in graph.rows(
            "SELECT s.name FROM modules AS m JOIN symbols AS s ON s.id = m.id WHERE m.is_package AND NOT m.is_test"
        )
    }
    rows = graph.rows(
        """
        SELECT DISTINCT a.name, b.name FROM imports AS i
        JOIN symbols AS a ON a.id = i.importer
        JOIN symbols AS b ON b.id = i.imported
        JOIN modules AS m ON m.id = i.importer
        WHERE a.name != b.name AND NOT m.is_test ORDER BY a.name, b.name
        """
    )
    return [list(row) for row in rows if _in_package(row[0], packages) and _in_package(row[1], packages)]


def _in_package(module: str, packages: set[str]) -> bool:
    """A package, or a module whose package and every package above it are regular ones."""
    parts = module.split(".")
    above = [".".join(parts[:length]) for length in range(1, len(parts))]
    return all(name in packages for name in above) and bool(above or module in packages)


def _calls(graph: Graph, *, instantiates: bool) -> list[list[Any]]:
    rows = graph.rows(
        """
        SELECT DISTINCT p.path || ':' || s.qualname || iif(s.kind = 'class', '.<class>', ''),
            coalesce(q.path || ':' || t.qualname, c.target),
            c.line, c.certainty
        FROM calls AS c
        JOIN symbols AS s ON s.id = c.caller
        JOIN files AS p ON p.id = s.file
        LEFT JOIN symbols AS t ON t.id = c.callee
        LEFT JOIN files AS q ON q.id = t.file
        WHERE c.certainty != 'unresolved' AND c.instantiates = :instantiates
        ORDER BY p.path, c.line, s.qualname, 2, c.certainty
        """,
        instantiates=instantiates,
    )
    return [list(row) for row in rows]


def _uses(graph: Graph, *uses: Use) -> list[dict[str, object]]:
    """Of models outside the repository too."""
    rows = graph.rows(
        """
        WITH used AS (
            SELECT m.qualname AS model, f.name AS field, u.function, u.line, u.use, u.certainty
            FROM field_uses AS u JOIN fields AS f ON f.id = u.field JOIN symbols AS m ON m.id = f.model
            UNION SELECT model, field, function, line, use, certainty FROM outside_uses
        )
        SELECT DISTINCT p.path, u.line, s.qualname, u.model, u.field, u.certainty
        FROM used AS u
        JOIN symbols AS s ON s.id = u.function
        JOIN files AS p ON p.id = s.file
        WHERE u.use IN (SELECT value FROM json_each(:uses))
        ORDER BY p.path, u.line, s.qualname, u.model, u.field, u.certainty
        """,
        uses=json.dumps(uses),
    )
    return [dict(zip(("file", "line", "function", "model", "field", "certainty"), row, strict=True)) for row in rows]


def _entry_points(graph: Graph, kind: str) -> list[dict[str, str]]:
    named = dict.fromkeys((path, name) for path, name, _ in _entered(graph, kind))
    return [{"file": path, "name": name} for path, name in named]


def _graphql(graph: Graph) -> list[dict[str, str]]:
    found = []
    for path, name, detail in _entered(graph, "graphql"):
        root, _, field = detail.partition(" ")
        found.append({"root": root, "name": field, "file": path, "handler": name})
    return found


def _rpc(graph: Graph) -> list[dict[str, str]]:
    return [{"name": detail, "file": path, "handler": name} for path, name, detail in _entered(graph, "rpc")]


def _entered(graph: Graph, kind: str) -> list[tuple[str, str, str]]:
    """File, qualified name and detail."""
    return graph.rows(
        """
        SELECT DISTINCT p.path, s.qualname, e.detail
        FROM entry_points AS e JOIN symbols AS s ON s.id = e.symbol JOIN files AS p ON p.id = s.file
        WHERE e.kind = :kind ORDER BY p.path, s.line, s.qualname, e.detail
        """,
        kind=kind,
    )


def _transactions(graph: Graph, *, by: tuple[str, ...]) -> list[dict[str, str]]:
    rows = graph.rows(
        """
        SELECT DISTINCT p.path, s.qualname
        FROM transactions AS t JOIN symbols AS s ON s.id = t.symbol JOIN files AS p ON p.id = s.file
        WHERE t."by" IN (SELECT value FROM json_each(:by)) ORDER BY p.path, s.line, s.qualname
        """,
        by=json.dumps(by),
    )
    return [{"file": path, "name": name} for path, name in rows]
