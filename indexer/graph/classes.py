"""Ancestors, descendants and overridden methods of classes."""

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct

from indexer.graph.names import SymbolLike, SymbolView, ids_of, views_of
from indexer.graph.open import Graph
from indexer.graph.place import Place


class Ancestor(Struct, frozen=True):
    name: str  # dotted
    place: Place | None  # None where it lies outside the repository
    distance: int  # 1 for a written base


class Descendant(Struct, frozen=True):
    symbol: SymbolView
    distance: int


class Overrides(Struct, frozen=True):
    overridden: tuple[SymbolView, ...]  # what this method replaces, nearest first
    overriding: tuple[SymbolView, ...]  # what replaces it


def ancestry(graph: Graph, cls: SymbolLike) -> list[Ancestor]:
    """In method resolution order where it can be computed, breadth first otherwise; the class itself left out."""
    found: dict[str, Ancestor] = {}
    for start in ids_of(graph, cls):
        bases, ancestors = _above(graph, start)
        for key in resolution_order(start, bases)[1:]:
            found.setdefault(ancestors[key].name, ancestors[key])
    return list(found.values())


def subclasses(graph: Graph, cls: SymbolLike) -> list[Descendant]:
    """Direct and indirect, nearest first."""
    return _below(graph, "b.base IN (SELECT value FROM json_each(:start))", json.dumps(ids_of(graph, cls)))


def subclasses_of_outside(graph: Graph, name: str) -> list[Descendant]:
    """Of a class that lies outside the repository, by its dotted name (`django.views.View`)."""
    return _below(graph, "b.base IS NULL AND b.name = :start", name)


def overrides(graph: Graph, method: SymbolLike) -> Overrides:
    start = json.dumps(ids_of(graph, method))
    return Overrides(
        _walk_overrides(graph, start, "method", "overridden"), _walk_overrides(graph, start, "overridden", "method")
    )


Key = int | str  # a class of the repository by row id, one outside by dotted name


def resolution_order(start: Key, bases: Mapping[Key, Sequence[Key]]) -> list[Key]:
    """C3 over what is known: a class outside the repository has no bases. Breadth first where C3 has no answer."""
    order = _c3(start, bases, frozenset())
    if order is not None:
        return order
    found = [start]
    for key in found:  # grows while it is walked
        found += [base for base in bases.get(key, ()) if base not in found]
    return found


def _c3(cls: Key, bases: Mapping[Key, Sequence[Key]], under: frozenset[Key]) -> list[Key] | None:
    if cls in under:
        return None
    parents = bases.get(cls, ())
    orders = [_c3(parent, bases, under | {cls}) for parent in parents]
    queues = [*(order for order in orders if order is not None), list(parents)]
    if len(queues) <= len(orders):
        return None
    merged = [cls]
    while queues := [queue for queue in queues if queue]:
        tails = {key for queue in queues for key in queue[1:]}
        head = next((queue[0] for queue in queues if queue[0] not in tails), None)
        if head is None:
            return None
        merged.append(head)
        queues = [[key for key in queue if key != head] for queue in queues]
    return merged


def _above(graph: Graph, start: int) -> tuple[dict[Key, list[Key]], dict[Key, Ancestor]]:
    rows = graph.rows(
        """
        WITH RECURSIVE above (cls, distance) AS (
            SELECT :start, 0
            UNION
            SELECT b.base, a.distance + 1 FROM above AS a JOIN bases AS b ON b.cls = a.cls
            WHERE b.base IS NOT NULL AND a.distance < 40
        ), nearest (cls, distance) AS (SELECT cls, min(distance) FROM above GROUP BY cls)
        SELECT n.cls, n.distance, b.base, coalesce(s.name, b.name), f.path, s.line
        FROM nearest AS n
        JOIN bases AS b ON b.cls = n.cls
        LEFT JOIN symbols AS s ON s.id = b.base
        LEFT JOIN files AS f ON f.id = s.file
        ORDER BY n.distance, n.cls, b.position
        """,
        start=start,
    )
    bases: dict[Key, list[Key]] = {}
    ancestors: dict[Key, Ancestor] = {}
    for cls, distance, base, name, path, line in rows:
        key: Key = name if base is None else base
        written = bases.setdefault(cls, [])
        if key not in written:
            written.append(key)
        ancestors.setdefault(key, Ancestor(name, Place(path, line) if path else None, distance + 1))
    return bases, ancestors


def _below(graph: Graph, where: str, start: str) -> list[Descendant]:
    rows = graph.rows(
        f"""
        WITH RECURSIVE below (cls, distance) AS (
            SELECT b.cls, 1 FROM bases AS b WHERE {where}
            UNION
            SELECT b.cls, d.distance + 1 FROM below AS d JOIN bases AS b ON b.base = d.cls WHERE d.distance < 40
        )
        SELECT cls, min(distance) FROM below GROUP BY cls
        """,
        start=start,
    )
    distances = dict(rows)
    views = views_of(graph, distances)
    return sorted((Descendant(view, distances[id]) for id, view in views.items()), key=lambda d: d.distance)


def _walk_overrides(graph: Graph, start: str, here: str, there: str) -> tuple[SymbolView, ...]:
    rows = graph.rows(
        f"""
        WITH RECURSIVE walk (id, distance) AS (
            SELECT {there}, 1 FROM overrides WHERE {here} IN (SELECT value FROM json_each(:start))
            UNION
            SELECT o.{there}, w.distance + 1 FROM walk AS w JOIN overrides AS o ON o.{here} = w.id WHERE w.distance < 40
        )
        SELECT id, min(distance) FROM walk GROUP BY id
        """,
        start=start,
    )
    distances = dict(rows)
    views = views_of(graph, distances)
    return tuple(view for id, view in sorted(views.items(), key=lambda item: distances[item[0]]))
