"""Queries that who asks narrows, fields that only some are shown, and guards that never run."""

import json
from collections.abc import Iterable

from msgspec import Struct

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


class OwnershipFilterView(Struct, frozen=True):
    function: str  # dotted
    place: Place
    model: str | None  # dotted; None where it is not known or lies outside the repository
    call: str  # filter, get, get_object_or_404, where, restrict ...
    path: str  # `project__owner`, `Item.owner_id`; '' where a method of the house narrows
    actor: str  # `request.user`
    certainty: Certainty


class ShownToView(Struct, frozen=True):
    """A field that is shown, or hidden, only where a test on who asks holds."""

    cls: str  # dotted
    field: str  # '' for the whole class
    effect: str  # shown, hidden
    test: str
    function: str  # dotted
    place: Place


class IdleGuardView(Struct, frozen=True):
    """A guard that is written at an endpoint and never runs."""

    handler: str  # dotted
    path: str  # of the endpoint
    name: str  # of the guard, dotted
    arguments: str
    reason: str  # above the route, above the view maker, after the view
    place: Place


def ownership_filters(
    graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None
) -> list[OwnershipFilterView]:
    """All, those in one file, or those of one function or of the methods of one class."""
    where, parameters = _asked(graph, path, symbol)
    rows = graph.rows(
        f"""
        SELECT s.name, s.path, o.line, m.name, o.call, o.path, o.actor, o.certainty
        FROM ownership_filters AS o JOIN located AS s ON s.id = o.function LEFT JOIN symbols AS m ON m.id = o.model
        WHERE {where} ORDER BY s.path, o.line, s.name, o.path, o.actor
        """,
        **parameters,
    )
    return [
        OwnershipFilterView(function, Place(file, line), model, call, compared, actor, certainty)
        for function, file, line, model, call, compared, actor, certainty in rows
    ]


def shown_to(graph: Graph, classes: Iterable[str] | None = None, field: str | None = None) -> list[ShownToView]:
    """All, or what classes (dotted) say, of all fields or of one; what a class says of itself as a whole is of each."""
    rows = graph.rows(
        """
        SELECT c.name, t.field, t.effect, t.test, f.name, f.path, t.line
        FROM shown_to AS t JOIN symbols AS c ON c.id = t.cls JOIN located AS f ON f.id = t.function
        WHERE (:classes IS NULL OR c.name IN (SELECT value FROM json_each(:classes)))
            AND (:field IS NULL OR t.field IN ('', :field))
        ORDER BY f.path, t.line, c.name, t.field
        """,
        classes=json.dumps(sorted(classes)) if classes is not None else None,
        field=field,
    )
    return [
        ShownToView(cls, name, effect, test, function, Place(path, line))
        for cls, name, effect, test, function, path, line in rows
    ]


def idle_guards(graph: Graph, *, path: str | None = None) -> list[IdleGuardView]:
    """All, or those that are written in one file."""
    rows = graph.rows(
        """
        SELECT h.name || substr(e.handler_name, length(h.qualname) + 1), e.path, i.name, i.arguments, i.reason,
            f.path, i.line
        FROM idle_guards AS i
        JOIN endpoints AS e ON e.id = i.endpoint
        JOIN symbols AS h ON h.id = e.handler
        JOIN files AS f ON f.id = i.file
        WHERE :path IS NULL OR f.path = :path ORDER BY f.path, i.line, e.path, i.name
        """,
        path=path,
    )
    return [
        IdleGuardView(handler, route, name, arguments, reason, Place(file, line))
        for handler, route, name, arguments, reason, file, line in rows
    ]


def _asked(graph: Graph, path: str | None, symbol: SymbolLike | None) -> tuple[str, dict[str, object]]:
    """Conditions on `located AS s`."""
    conditions, parameters = ["1"], dict[str, object]()
    if path is not None:
        conditions.append("s.path = :path")
        parameters["path"] = path
    if symbol is not None:
        conditions.append(
            "s.id IN (SELECT value FROM json_each(:ids) UNION"
            " SELECT m.id FROM json_each(:ids) AS c JOIN symbols AS m ON m.parent = c.value)"
        )
        parameters["ids"] = json.dumps(ids_of(graph, symbol))
    return " AND ".join(conditions), parameters
