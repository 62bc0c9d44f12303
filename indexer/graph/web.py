"""Endpoints with what runs before them, other ways into the code, and what they reach."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from indexer.graph.backwards import SUREST_FIRST, backwards
from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.nodes import Access, Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


class BeforeView(Struct, frozen=True):
    name: str  # dotted
    guards: bool  # it can refuse the caller, or leaves what others own out of a query
    origin: str
    place: Place | None  # of its definition; None where it lies outside the repository
    arguments: str = ""  # what it is given: `'orders.pay', scopes=['write']`
    composed: str = ""  # the composition that it is an operand of: `IsOwner | IsAdmin`
    certainty: Certainty = "exact"  # of `guards`
    put: Place | None = None  # where it is put before the endpoint: a decorator, a list, a setting, a call


class EndpointView(Struct, frozen=True):
    path: str
    methods: tuple[str, ...]  # empty where any or unknown
    handler: str  # dotted: a function, a class, or the class's method
    place: Place  # of the handler
    access: Access
    framework: str
    route: Place | None  # where the route is written
    before: tuple[BeforeView, ...]  # outermost first
    guards: tuple[str, ...]  # names of those of `before` that can refuse


class EndpointReach(Struct, frozen=True):
    endpoint: EndpointView
    steps: int  # 0 where the symbol is the handler or written in it
    certainty: Certainty


class EntryPointView(Struct, frozen=True):
    symbol: str  # dotted
    kind: str  # task, receiver, command, admin
    detail: str
    place: Place


def endpoints(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[EndpointView]:
    """All, those with handler or route in a file, or those that a symbol handles (function, class, method, module)."""
    conditions, parameters = ["1"], dict[str, object]()
    if path is not None:
        conditions.append(
            "e.id IN (SELECT x.id FROM files AS p JOIN endpoints AS x ON x.file = p.id WHERE p.path = :path UNION"
            " SELECT x.id FROM files AS p JOIN endpoints AS x ON x.route_file = p.id WHERE p.path = :path)"
        )
        parameters["path"] = path
    if symbol is not None:
        conditions.append(
            "e.id IN (SELECT x.id FROM json_each(:ids) AS w JOIN endpoints AS x ON x.handler = w.value UNION"
            " SELECT x.id FROM json_each(:ids) AS w JOIN symbols AS m ON m.id = w.value"
            " JOIN endpoints AS x ON x.handler = m.parent AND x.handler_name = m.qualname UNION"
            " SELECT x.id FROM json_each(:ids) AS w JOIN symbols AS m ON m.parent = w.value"
            " JOIN endpoints AS x ON x.handler = m.id)"
        )
        parameters["ids"] = json.dumps(ids_of(graph, symbol))
    return [view for _, view in endpoints_by_id(graph, " AND ".join(conditions), parameters)]


def handlers(graph: Graph, *, with_path: bool = False) -> list[tuple[str, str]]:
    """Dotted names of what handles endpoints, each with the file of the handler; `with_path`: whose path is known."""
    return graph.rows(
        """
        SELECT DISTINCT h.name || substr(e.handler_name, length(h.qualname) + 1), f.path
        FROM endpoints AS e JOIN symbols AS h ON h.id = e.handler JOIN files AS f ON f.id = e.file
        WHERE NOT :with_path OR e.path != ''
        """,
        with_path=with_path,
    )


def guards(graph: Graph) -> list[str]:
    """Dotted names of all that stands before endpoints and can refuse the caller."""
    return [name for (name,) in graph.rows("SELECT DISTINCT name FROM before WHERE guards")]


def before_all(graph: Graph) -> list[str]:
    """Dotted names of what is written in the repository and stands before all that a router answers."""
    asked = "SELECT DISTINCT name FROM before WHERE origin = 'router' AND symbol IS NOT NULL ORDER BY name"
    return [name for (name,) in graph.rows(asked)]


def endpoints_handled_by(graph: Graph, names: Collection[str]) -> list[EndpointView]:
    """All endpoints of handlers of these dotted names; a method of a class view is no name of its class."""
    wanted = set(names)
    classes = [name.rpartition(".")[0] for name in names]
    where = "e.handler IN (SELECT s.id FROM json_each(:names) AS w JOIN symbols AS s ON s.name = w.value)"
    found = endpoints_by_id(graph, where, {"names": json.dumps(sorted({*wanted, *classes}))}) if wanted else []
    return [view for _, view in found if view.handler in wanted]


def endpoints_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8) -> list[EndpointReach]:
    """Endpoints from which the symbol is reached through calls, nearest first; a class view owns its methods.

    What runs before a handler belongs to its endpoint. Methods that a framework calls (`get_queryset`) belong to every
    endpoint of their class, unless one of the class's endpoints is that method.
    """
    return _reaching(graph, ids_of(graph, symbol), depth)


def endpoints_reaching_any(graph: Graph, names: Collection[str], *, depth: int = 8) -> list[EndpointReach]:
    """Those that reach one of several symbols, by dotted name: each endpoint once, by its surest way."""
    rows = graph.rows(
        "SELECT s.id FROM json_each(:names) AS w JOIN symbols AS s ON s.name = w.value ORDER BY s.id",
        names=json.dumps(sorted(names)),
    )
    return _reaching(graph, [id for (id,) in rows], depth)


def endpoint_ids_reaching(graph: Graph, asked: Iterable[int], depth: int) -> dict[int, tuple[int, int]]:
    """For the questions of this package: doubt (a place in SUREST_FIRST) and steps by endpoint."""
    reached = backwards(graph, asked, depth)
    hits: dict[int, tuple[int, int]] = {}
    for endpoint, id, doubt in [*_run_directly(graph, reached), *_owning(graph, reached, asked)]:
        hit = max(doubt, SUREST_FIRST.index(reached[id].certainty)), reached[id].steps
        hits[endpoint] = min(hits.get(endpoint, hit), hit)
    return hits


def _reaching(graph: Graph, asked: list[int], depth: int) -> list[EndpointReach]:
    hits = endpoint_ids_reaching(graph, asked, depth)
    found = endpoints_by_id(graph, "e.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(list(hits))})
    ranked = [EndpointReach(view, hits[id][1], SUREST_FIRST[hits[id][0]]) for id, view in found]
    return sorted(ranked, key=lambda r: (r.steps, SUREST_FIRST.index(r.certainty)))


def entry_points(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[EntryPointView]:
    conditions, parameters = ["1"], dict[str, object]()
    if path is not None:
        conditions.append("p.path = :path")
        parameters["path"] = path
    if symbol is not None:
        conditions.append("e.symbol IN (SELECT value FROM json_each(:ids))")
        parameters["ids"] = json.dumps(ids_of(graph, symbol))
    return [view for _, view in _entry_points(graph, " AND ".join(conditions), parameters)]


def entry_points_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8) -> list[EntryPointView]:
    """Tasks, receivers, commands ... from which the symbol is reached through calls, nearest first."""
    reached = backwards(graph, ids_of(graph, symbol), depth)
    where = """
        e.symbol IN (SELECT value FROM json_each(:ids))
        OR e.symbol IN (SELECT m.parent FROM json_each(:ids) AS w JOIN symbols AS m ON m.id = w.value)
    """
    steps: dict[int, int] = {}
    for id, owner in _owners(graph, reached):
        for key in (id, owner):
            steps[key] = min(steps.get(key, reached[id].steps), reached[id].steps)
    found = _entry_points(graph, where, {"ids": json.dumps(list(reached))})
    return [view for _, view in sorted(found, key=lambda item: steps[item[0]])]


def _run_directly(graph: Graph, ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """Endpoint, symbol, doubt: where the symbol is the handler or runs before it.

    The body of a class runs when it is imported: what it calls, in a decorator say, may serve any endpoint of it.
    """
    return graph.rows(
        """
        SELECT e.id, e.handler, iif(h.kind = 'class', 2, 0)
        FROM json_each(:ids) AS w JOIN endpoints AS e ON e.handler = w.value JOIN symbols AS h ON h.id = e.handler
        UNION
        SELECT b.endpoint, b.symbol, 0 FROM json_each(:ids) AS w JOIN before AS b ON b.symbol = w.value
        """,
        ids=json.dumps(list(ids)),
    )


SAFE, UNSAFE = ("get", "head", "options", "trace"), ("post", "put", "patch", "delete")
DISPATCHED = (
    *SAFE,
    *UNSAFE,
    "dispatch",
    "dispatch_request",
    "__call__",
)  # methods of a class view that a request enters


def _owning(graph: Graph, ids: Iterable[int], classes: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Endpoint, symbol, doubt: where the symbol is a member of the class that handles, or of one that runs before it.

    A class has the members of its ancestors unless it has its own; `classes` count with all their descendants.
    """
    for endpoint, id, member, handler, methods, inherited, called, routed in graph.rows(
        """
        WITH RECURSIVE held (id, member, cls, inherited) AS (
            SELECT s.id, s.leaf, s.parent, 0 FROM json_each(:ids) AS w
            JOIN symbols AS s ON s.id = w.value JOIN symbols AS c ON c.id = s.parent AND c.kind = 'class'
            UNION
            SELECT c.id, NULL, c.id, 0 FROM json_each(:classes) AS w
            JOIN symbols AS c ON c.id = w.value AND c.kind = 'class'
            UNION
            SELECT h.id, h.member, b.cls, 1 FROM held AS h JOIN bases AS b ON b.base = h.cls
            WHERE NOT EXISTS (SELECT 1 FROM symbols AS own WHERE own.parent = b.cls AND own.leaf = h.member)
        )
        SELECT e.id, h.id, h.member, substr(e.handler_name, length(c.qualname) + 2), e.methods, h.inherited,
            EXISTS (SELECT 1 FROM calls AS x WHERE x.callee = h.id),
            EXISTS (SELECT 1 FROM endpoints AS x
                    WHERE x.handler = c.id AND x.handler_name = c.qualname || '.' || h.member)
        FROM held AS h JOIN endpoints AS e ON e.handler = h.cls JOIN symbols AS c ON c.id = h.cls
        UNION ALL
        SELECT b.endpoint, h.id, NULL, NULL, NULL, h.inherited, 0, 0 FROM held AS h JOIN before AS b ON b.symbol = h.cls
        """,
        ids=json.dumps(list(ids)),
        classes=json.dumps(list(classes)),
    ):
        doubt = _doubt(member, handler, methods, called=called, routed=routed) if member else 0
        if doubt is not None:
            yield endpoint, id, max(doubt, inherited)


def _doubt(member: str, handler: str, methods: str, *, called: int, routed: int) -> int | None:
    """That a request to the endpoint runs this member of its class; None where it does not."""
    if member == handler:
        return 0
    if not handler and member in DISPATCHED:
        refused = methods and member in (*SAFE, *UNSAFE) and f'"{member.upper()}"' not in methods
        return None if refused else 0
    if routed:
        return None  # it handles another endpoint
    if not called:
        return 1  # who calls it then, if not the framework
    return None if member.startswith("_") else 2


def endpoints_by_id(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[tuple[int, EndpointView]]:
    """In order of path; what was read once is kept as long as the graph is open, since many questions meet here."""
    ordered = [
        id
        for (id,) in graph.rows(
            f"""
            SELECT e.id FROM endpoints AS e JOIN symbols AS h ON h.id = e.handler
            WHERE {where} ORDER BY e.path, e.methods, h.name, e.handler_name, e.id
            """,
            **parameters,
        )
    ]
    read: dict[int, EndpointView] = graph.derived("endpoints", dict)
    missing = [id for id in ordered if id not in read]
    if missing:
        read.update(_read(graph, missing))
    return [(id, read[id]) for id in ordered]


def _read(graph: Graph, ids: list[int]) -> dict[int, EndpointView]:
    rows = graph.rows(
        """
        SELECT e.id, e.path, e.methods, h.name || substr(e.handler_name, length(h.qualname) + 1), f.path, e.line,
            e.access, e.framework, r.path, e.route_line
        FROM endpoints AS e
        JOIN symbols AS h ON h.id = e.handler
        JOIN files AS f ON f.id = e.file
        LEFT JOIN files AS r ON r.id = e.route_file
        WHERE e.id IN (SELECT value FROM json_each(:ids))
        """,
        ids=json.dumps(ids),
    )
    before = _before(graph, ids)
    return {
        id: EndpointView(
            path=path,
            methods=tuple(json.loads(methods or "[]")),
            handler=handler,
            place=Place(file, line),
            access=access,
            framework=framework,
            route=Place(route, route_line) if route is not None else None,
            before=tuple(before[id]),
            guards=tuple(view.name for view in before[id] if view.guards),
        )
        for id, path, methods, handler, file, line, access, framework, route, route_line in rows
    }


def _before(graph: Graph, endpoints: Iterable[int]) -> dict[int, list[BeforeView]]:
    found: dict[int, list[BeforeView]] = defaultdict(list)
    known: dict[tuple[object, ...], BeforeView] = {}  # the same guard stands before hundreds of endpoints
    for endpoint, *row in graph.rows(
        """
        SELECT b.endpoint, b.name, b.guards, b.origin, f.path, s.line, b.arguments, b.composed, b.certainty,
            p.path, b.line
        FROM before AS b
        LEFT JOIN symbols AS s ON s.id = b.symbol
        LEFT JOIN files AS f ON f.id = s.file
        LEFT JOIN files AS p ON p.id = b.file
        WHERE b.endpoint IN (SELECT value FROM json_each(:ids)) ORDER BY b.endpoint, b.position
        """,
        ids=json.dumps(list(endpoints)),
    ):
        key = tuple(row)
        view = known.get(key)
        if view is None:
            name, guards, origin, path, line, arguments, composed, certainty, put, put_line = row
            place, at = Place(path, line) if path else None, Place(put, put_line) if put else None
            view = known[key] = BeforeView(name, bool(guards), origin, place, arguments, composed, certainty, at)
        found[endpoint].append(view)
    return found


def _owners(graph: Graph, ids: Iterable[int]) -> list[tuple[int, int]]:
    return graph.rows(
        "SELECT id, coalesce(parent, id) FROM symbols WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ids=json.dumps(list(ids)),
    )


def _entry_points(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[tuple[int, EntryPointView]]:
    rows = graph.rows(
        f"""
        SELECT s.id, s.name, e.kind, e.detail, p.path, s.line
        FROM entry_points AS e JOIN symbols AS s ON s.id = e.symbol JOIN files AS p ON p.id = s.file
        WHERE {where} ORDER BY e.kind, s.name, e.detail
        """,
        **parameters,
    )
    return [(id, EntryPointView(name, kind, detail, Place(path, line))) for id, name, kind, detail, path, line in rows]
