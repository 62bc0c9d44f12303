"""Every place that uses a field of a model."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct

from indexer.graph.data import FieldView
from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.nodes import Certainty, Use
from indexer.graph.open import Graph
from indexer.graph.place import Place


class UseView(Struct, frozen=True):
    model: str  # dotted
    field: str  # name of the field
    function: str  # dotted; a module for code at its top level
    layer: str  # of the function's module
    is_test: bool
    place: Place
    use: Use
    certainty: Certainty
    rule: str


USES: tuple[Use, ...] = ("write", "read", "filter", "order", "expose", "migrate")


def uses(graph: Graph, field: FieldView, use: Use | None = None) -> list[UseView]:
    """By use (write, read, ...), then by place; those in tests last.

    Uses of an inherited field through the model that declares it are listed too, and of a declaration those through
    every model that inherits it: `model` says which.
    """
    rows = graph.rows(
        """
        SELECT f.id, f.model = d.parent, m.name = :model
        FROM fields AS f
        JOIN symbols AS d ON d.id = f.symbol
        JOIN files AS p ON p.id = d.file
        JOIN symbols AS m ON m.id = f.model
        WHERE f.name = :name AND d.name = :declared AND p.path = :path AND d.line = :line
        """,
        model=field.model,
        name=field.name,
        declared=field.declared,
        path=field.place.path,
        line=field.place.line,
    )
    declaring = any(declares and asked for _, declares, asked in rows)
    ids = [id for id, declares, asked in rows if asked or declares or declaring]
    found = _uses(graph, "WHERE u.field IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(ids)})
    return [view for view in found if use is None or view.use == use]


def uses_in(
    graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None, use: Use | None = None
) -> list[UseView]:
    """All field uses, or those of one file, function or kind; those of models outside the repository come last."""
    conditions, parameters = ["1"], dict[str, object]()
    if path is not None:
        conditions.append("s.path = :path")
        parameters["path"] = path
    if symbol is not None:
        conditions.append("u.function IN (SELECT value FROM json_each(:ids))")
        parameters["ids"] = json.dumps(ids_of(graph, symbol))
    if use is not None:
        conditions.append("u.use = :use")
        parameters["use"] = use
    where = f"WHERE {' AND '.join(conditions)}"
    return _uses(graph, where, parameters) + _outside_uses(graph, where, parameters)


def writes_and_exposures(graph: Graph, names: Collection[str] | None) -> list[UseView]:
    """Outside tests and exact or inferred; those through the abstract models that declare the fields are among them."""
    of_those = """
        AND u.field IN (
            SELECT x.id FROM fields AS x WHERE x.model IN (
                SELECT f.model FROM json_each(:names) AS w
                JOIN symbols AS o ON o.name = w.value JOIN fields AS f ON f.model = o.id
                UNION
                SELECT d.parent FROM json_each(:names) AS w
                JOIN symbols AS o ON o.name = w.value JOIN fields AS f ON f.model = o.id
                JOIN symbols AS d ON d.id = f.symbol
            )
        )
    """
    known = "WHERE u.use IN ('write', 'expose') AND u.certainty IN ('exact', 'inferred') AND NOT s.is_test"
    return _uses(
        graph,
        f"{known} {'' if names is None else of_those}",
        {} if names is None else {"names": json.dumps(list(names))},
    )


def models_used(graph: Graph, path: str) -> list[str]:
    """Dotted names of the models that a file declares, in whole or in part, or whose fields it writes or shows
    (tests never count)."""
    rows = graph.rows(
        """
        WITH used (id, symbol, model) AS (
            SELECT DISTINCT f.id, f.symbol, f.model
            FROM files AS p JOIN symbols AS y ON y.file = p.id
            JOIN modules AS o ON o.file = p.id JOIN field_uses AS u ON u.function = y.id
            JOIN fields AS f ON f.id = u.field
            WHERE p.path = :path AND NOT o.is_test
            AND u.use IN ('write', 'expose') AND u.certainty IN ('exact', 'inferred')
        ), touched (model) AS (
            SELECT m.id FROM files AS p JOIN symbols AS y ON y.file = p.id JOIN models AS m ON m.id = y.id
            WHERE p.path = :path
            UNION
            SELECT f.model FROM files AS p JOIN symbols AS y ON y.file = p.id JOIN fields AS f ON f.symbol = y.id
            WHERE p.path = :path
            UNION
            SELECT model FROM used
            UNION  -- used through the abstract model that declares it: the models that inherit it
            SELECT f.model FROM used AS v JOIN symbols AS d ON d.id = v.symbol AND d.parent = v.model
            JOIN fields AS f ON f.symbol = v.symbol
        )
        SELECT DISTINCT s.name FROM touched AS t JOIN symbols AS s ON s.id = t.model ORDER BY s.name
        """,
        path=path,
    )
    return [name for (name,) in rows]


def _uses(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[UseView]:
    rows = graph.rows(
        f"""
        SELECT m.name, f.name, s.name, s.layer, s.is_test, s.path, u.line, u.use, u.certainty, u.rule
        FROM field_uses AS u
        JOIN fields AS f ON f.id = u.field
        JOIN symbols AS m ON m.id = f.model
        JOIN located AS s ON s.id = u.function
        {where}
        """,
        **parameters,
    )
    return _views(rows)


def outside_uses(graph: Graph, model: str, field: str) -> list[UseView]:
    """Uses of a field of a model that an installed package declares, by its dotted name or the end of it."""
    where = "WHERE u.field = :field AND (u.model = :model OR substr(u.model, -length(:end)) = :end)"
    return _outside_uses(graph, where, {"field": field, "model": model, "end": f".{model}"})


def _outside_uses(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[UseView]:
    rows = graph.rows(
        f"""
        SELECT u.model, u.field, s.name, s.layer, s.is_test, s.path, u.line, u.use, u.certainty, u.rule
        FROM outside_uses AS u JOIN located AS s ON s.id = u.function
        {where}
        """,
        **parameters,
    )
    return _views(rows)


def _views(rows: Iterable[tuple[Any, ...]]) -> list[UseView]:
    found = [
        UseView(model, field, function, layer, bool(test), Place(path, line), use, certainty, rule)
        for model, field, function, layer, test, path, line, use, certainty, rule in rows
    ]
    return sorted(found, key=lambda u: (u.is_test, USES.index(u.use), u.place, u.model, u.field, u.certainty, u.rule))
